import type { Element, Tag } from './element.js'
import { xmlText } from './xml-text.js'

export type XmlOptions = {
  /** The text to show of an element that has one; `above`: what it lies in, the root first. */
  show?: (element: Element, above: readonly Tag[]) => string
  /** Elements beyond so many characters are left out, which a comment says. */
  most?: number
}

/**
 * A document for logs and tests, one line per element: each namespace as `xmlns` where it changes,
 * opaque content as its number of bytes, a token without a name by its page, number and offset.
 */
export function toXml(root: Element, options: XmlOptions = {}): string {
  const printer = new Printer(options)
  printer.print(root, '')
  return `${printer.lines.join('\n')}\n`
}

class Printer {
  readonly lines: string[] = []
  readonly #above: Tag[] = []
  readonly #show: XmlOptions['show']
  #room: number

  constructor({ show, most }: XmlOptions) {
    this.#show = show
    this.#room = most ?? Number.POSITIVE_INFINITY
  }

  /** @param outer the namespace that counts where it stands */
  print(element: Element, outer: string): void {
    const [namespace = '', ...names] = element.tag.split(':')
    const name = element.unknown ? 'Unknown' : names.join(':')
    const start = name + attributes(element, namespace === outer ? '' : namespace)
    const text = this.#textOf(element)
    if (element.children.length === 0) {
      this.#put(text ? `<${start}>${text}</${name}>` : `<${start}/>`)
      return
    }
    this.#put(`<${start}>${text}`)
    this.#above.push(element.tag)
    this.#printAll(element.children, namespace)
    this.#above.pop()
    this.#put(`</${name}>`)
  }

  #printAll(children: readonly Element[], namespace: string): void {
    for (const [index, child] of children.entries()) {
      if (this.#room <= 0) {
        this.#put(`<!-- ${children.length - index} more elements are not shown -->`)
        return
      }
      this.print(child, namespace)
    }
  }

  #textOf(element: Element): string {
    if (!element.text) return ''
    return escapeText(this.#show ? this.#show(element, this.#above) : element.text)
  }

  #put(line: string): void {
    this.lines.push('  '.repeat(this.#above.length) + line)
    this.#room -= line.length + 1
  }
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
