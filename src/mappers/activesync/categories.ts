import {
  childOf,
  childrenOf,
  contentOf,
  type Element,
  element,
  type Tag,
} from '../../activesync/wbxml/element.js'
import type { ClientData } from '../../store/model.js'
import { keptElement, withEntry } from './client-data.js'
import { clean } from './codecs.js'
import type { ReadState } from './rule.js'

type Class = 'Calendar' | 'Tasks'
type Typed = { type: string | null; clientData: ClientData }

const MAX_CATEGORIES = 300

/** The kind of the item is its first category; the client's further ones follow (R-ONO-72, 111). */
export function writeCategories(kind: Class, item: Typed): Element | null {
  const others = othersOf(kind, item.clientData)
  const names = [...(item.type ? [item.type] : []), ...others.filter((name) => name !== item.type)]
  if (names.length === 0) return null
  const categories = names.slice(0, MAX_CATEGORIES)
  return element(
    `${kind}:Categories`,
    categories.map((name) => element(`${kind}:Category`, clean(name))),
  )
}

/**
 * The first category known to the application becomes the kind (R-ONO-92, 121); none known, or none
 * at all, leaves the kind alone: undefined. The other categories are kept for the client.
 */
export function readCategories<T extends Typed>(
  kind: Class,
  state: ReadState<T>,
  types: readonly string[],
): string | undefined {
  const tag: Tag = `${kind}:Categories`
  const node = childOf(state.data, tag)
  if (!node) {
    if (state.absence(tag) === 'clear')
      state.clientData = withEntry(state.clientData, tag, undefined)
    return undefined
  }
  const names = childrenOf(node, `${kind}:Category`).map((child) => clean(contentOf(child)).trim())
  const known = state.current?.type ? [...types, state.current.type] : types
  const found = names.map((name) => known.find((type) => same(type, name)))
  const first = found.findIndex((type) => type !== undefined)
  const others = names.filter((name, at) => at !== first && name !== '').slice(0, MAX_CATEGORIES)
  const entry = others.length === 0 ? undefined : { [`${kind}:Category`]: others }
  state.clientData = withEntry(state.clientData, tag, entry)
  return found[first]
}

function othersOf(kind: Class, clientData: ClientData): string[] {
  const node = keptElement(clientData, `${kind}:Categories`)
  return childrenOf(node, `${kind}:Category`).map(contentOf)
}

function same(a: string, b: string): boolean {
  return a.trim().toLocaleLowerCase('de') === b.toLocaleLowerCase('de')
}
