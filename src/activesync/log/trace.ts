import { HttpError } from '../../errors.js'
import { decode } from '../wbxml/decode.js'
import type { Element } from '../wbxml/element.js'
import { toXml } from '../wbxml/to-xml.js'
import { WbxmlError } from '../wbxml/wbxml-error.js'
import { masked, withContents } from './shown-text.js'

/** What was said in one exchange, as long as it may be wanted for the log. */
export type Trace = {
  /** As it came. */
  request: Buffer | null
  answer: Element | null
  /** In words, what there is instead of a document: `no body`, a mail, why it was refused. */
  requestNote: string
  answerNote: string
}

export function beginTrace(): Trace {
  return { request: null, answer: null, requestNote: 'no body', answerNote: 'no body' }
}

/** What was thrown, where it is no secret. */
export function noteError(trace: Trace, error: unknown): void {
  if (error instanceof WbxmlError) trace.requestNote = `no valid WBXML: ${error.message}`
  if (error instanceof HttpError) trace.answerNote = `HTTP ${error.status}: ${error.message}`
}

/** Of each of the two documents. */
const MOST_CHARACTERS = 64_000

export type TracedTexts = { request: string; response: string }

/** Both as XML, or the words in brackets. */
export function textsOf(trace: Trace, { contents }: { contents: boolean }): TracedTexts {
  const show = contents ? withContents : masked
  const text = (node: Element | null, note: string) =>
    node ? toXml(node, { show, most: MOST_CHARACTERS }).trimEnd() : `(${note})`
  return {
    request: text(documentOf(trace.request), trace.requestNote),
    response: text(trace.answer, trace.answerNote),
  }
}

/** Null for no document: what is wrong with it is in the note. */
function documentOf(bytes: Buffer | null): Element | null {
  if (!bytes || bytes.length === 0) return null
  try {
    return decode(bytes, { bytes: bytes.length })
  } catch (error) {
    if (error instanceof WbxmlError) return null
    throw error
  }
}
