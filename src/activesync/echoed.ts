import { type Element, element, type Tag } from './wbxml/element.js'

/** MS-ASCMD: the greatest length of CollectionId, ServerId, RequestId and SrcMsgId. */
const MOST = 64
/** MS-ASCMD, LongId. */
const LONGER: Partial<Record<Tag, number>> = { 'Search:LongId': 256 }

/**
 * What a request named, as its answer names it. Something longer than clients may read in an answer
 * is none of ours, and cut.
 */
export function echoedId(tag: Tag, text: string): Element {
  return element(tag, text.slice(0, LONGER[tag] ?? MOST))
}
