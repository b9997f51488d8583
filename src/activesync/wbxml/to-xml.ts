import type { Element, Tag } from './element.js'
import { xmlText } from './xml-text.js'

export type XmlOptions = {
  /** Tags whose text is shown as `***`: passwords, and what people wrote. */
  mask?: (tag: Tag) => boolean
}

/**
 * A document for logs and tests, one line per element: each namespace as `xmlns` where it changes,
 * opaque content as its number of bytes, a token without a name by its page, number and offset.
 */
export function toXml(root: Element, options: XmlOptions = {}): string {
  const lines: string[] = []
  print(lines, root, { namespace: '', indent: '', options })
  return `${lines.join('\n')}\n`
}

type Surroundings = { namespace: string; indent: string; options: XmlOptions }

function print(lines: string[], element: Element, around: Surroundings): void {
  const { indent, options } = around
  const [namespace = '', ...names] = element.tag.split(':')
  const name = element.unknown ? 'Unknown' : names.join(':')
  const start = name + attributes(element, namespace === around.namespace ? '' : namespace)
  const text = element.text && options.mask?.(element.tag) ? '***' : escapeText(element.text ?? '')

  if (element.children.length === 0) {
    lines.push(text ? `${indent}<${start}>${text}</${name}>` : `${indent}<${start}/>`)
    return
  }
  lines.push(`${indent}<${start}>${text}`)
  const inside = { namespace, indent: `${indent}  `, options }
  for (const child of element.children) print(lines, child, inside)
  lines.push(`${indent}</${name}>`)
}

function attributes(element: Element, namespace: string): string {
  let text = namespace ? ` xmlns="${escapeText(namespace)}"` : ''
  if (element.unknown) {
    const [, page = '', token = ''] = element.tag.split(':')
    text += ` page="${page}" token="${token}" offset="${element.unknown.offset}"`
  }
  return element.opaque ? `${text} opaque="${element.opaque.length}"` : text
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/** Characters that XML has not show as U+FFFD. */
function escapeText(text: string): string {
  return xmlText(text, '\ufffd').replace(/[&<>"\r]/g, (found) => ENTITIES[found] ?? found)
}
