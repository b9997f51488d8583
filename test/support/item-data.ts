import { type Element, element, type Tag } from '../../src/activesync/wbxml/element.js'

/** The same item with the texts of some elements changed, or added at the end. */
export function withTexts(data: Element, texts: Partial<Record<Tag, string>>): Element {
  const rest = new Map(Object.entries(texts) as [Tag, string][])
  const children = data.children.map((child) => {
    const text = rest.get(child.tag)
    rest.delete(child.tag)
    return text === undefined ? child : element(child.tag, text)
  })
  const added = [...rest].map(([tag, text]) => element(tag, text))
  return { ...data, children: [...children, ...added] }
}

/** An item's ApplicationData. */
export function applicationData(...children: Element[]): Element {
  return element('AirSync:ApplicationData', children)
}
