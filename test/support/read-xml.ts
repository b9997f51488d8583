import { SaxesParser } from 'saxes'
import { type Element, element, type Tag } from '../../src/activesync/wbxml/element.js'
import { isKnownTag } from '../../src/activesync/wbxml/tokens.js'

/** An XML document as a tree; `text` translates what stands in it. Throws for a tag without a token. */
export function readXml(xml: string, text: (raw: string) => string = (raw) => raw): Element {
  const parser = new SaxesParser({ xmlns: true })
  const root = element('AirSync:Sync')
  const stack = [root]
  parser.on('opentag', ({ uri, local }) => {
    const node = element(tagOf(uri, local))
    stack.at(-1)?.children.push(node)
    stack.push(node)
  })
  parser.on('text', (raw) => {
    const node = stack.at(-1)
    if (node) node.text = (node.text ?? '') + text(raw)
  })
  parser.on('closetag', () => void stack.pop())
  parser.write(xml).close()
  const [document] = root.children
  if (!document) throw new Error('No element')
  return withoutIndents(document)
}

/** Between elements only what is written for the eye. */
function withoutIndents(node: Element): Element {
  const children = node.children.map(withoutIndents)
  const blank = children.length > 0 && node.text?.trim() === ''
  return { ...node, children, text: blank ? null : node.text }
}

function tagOf(namespace: string, name: string): Tag {
  const tag = `${namespace}:${name.replace('TimeZone', 'Timezone')}`
  if (!isKnownTag(tag)) throw new Error(`No token for ${tag}`)
  return tag
}
