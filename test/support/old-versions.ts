import {
  childOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../src/activesync/wbxml/element.js'
import type { CollectionAnswer } from '../../src/client/answers.js'

/** Up to 12.0 that nothing changed is said in a document, with the key that the phone has. */
export function saysNothing(answer: CollectionAnswer, syncKey: string, version: string): boolean {
  if (Number(version) >= 12.1 || answer.commands.length > 0 || answer.moreAvailable) return false
  return answer.syncKey === syncKey
}

/**
 * The two forms of an item's text, for a phone that speaks 2.5: AirSyncBase, in which all tests are
 * written, and the tags of each class, which go over the wire.
 */
const CLASSES = ['Calendar', 'Contacts', 'Tasks'] as const
type ClassName = (typeof CLASSES)[number]

/** A request as a phone of 2.5 writes it. */
export function withOldBodies(root: Element, className?: ClassName): Element {
  const told = textOf(root, 'AirSync:Class')
  const known = CLASSES.find((name) => name === told) ?? className
  return {
    ...root,
    children: root.children.flatMap((child) => {
      if (child.tag !== 'AirSyncBase:Body') return [withOldBodies(child, known)]
      if (!known) throw new Error('A body in a collection without a class')
      return oldBody(child, known)
    }),
  }
}

function oldBody(body: Element, className: ClassName): Element[] {
  const truncated = textOf(body, 'AirSyncBase:Truncated')
  return [
    element(`${className}:Body`, textOf(body, 'AirSyncBase:Data')),
    ...(truncated ? [element(`${className}:BodyTruncated`, truncated)] : []),
  ]
}

/** An answer of 2.5 as later versions have it. */
export function withNewBodies(root: Element): Element {
  const later = root.children.find(({ tag }) => tag.startsWith('AirSyncBase:'))
  if (later) throw new Error(`${later.tag} in an answer of 2.5`)
  const children = root.children.filter(({ tag }) => !/:Body(Size|Truncated)?$/.test(tag))
  const body = newBody(root)
  return { ...root, children: [...children.map(withNewBodies), ...(body ? [body] : [])] }
}

function newBody(item: Element): Element | null {
  for (const className of CLASSES) {
    const truncated = textOf(item, `${className}:BodyTruncated`)
    if (truncated === undefined) continue
    const data = childOf(item, `${className}:Body`)
    const size = textOf(item, `${className}:BodySize` as Tag)
    return element('AirSyncBase:Body', [
      element('AirSyncBase:Type', 1),
      element('AirSyncBase:EstimatedDataSize', size ?? Buffer.byteLength(data?.text ?? '')),
      truncated === '1' ? element('AirSyncBase:Truncated', 1) : null,
      data ? element('AirSyncBase:Data', data.text) : null,
    ])
  }
  return null
}
