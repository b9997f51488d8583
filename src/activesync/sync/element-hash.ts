import { hash } from 'node:crypto'
import type { Element, Tag } from '../wbxml/element.js'

const NONE: ReadonlySet<Tag> = new Set()

/** A hash of what an element says, whatever its bytes on the wire. */
export function elementHash(root: Element, without = NONE): Buffer {
  return hash('sha1', canonical(root, without), 'buffer')
}

function canonical(element: Element, without: ReadonlySet<Tag>): string {
  let text = element.tag
  if (element.text !== null) text += `=${element.text}`
  if (element.opaque !== null) text += `#${Buffer.from(element.opaque).toString('base64')}`
  if (element.children.length === 0) return `${text};`
  text += '('
  for (const child of element.children) {
    if (!without.has(child.tag)) text += canonical(child, without)
  }
  return `${text})`
}
