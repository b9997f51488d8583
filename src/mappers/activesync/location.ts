import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { ClientData } from '../../store/model.js'
import { keptElement, toJson, withEntry } from './client-data.js'
import { clean, text } from './codecs.js'
import { shaped } from './kept-shape.js'
import type { MapperContext } from './mapper.js'
import type { ReadState } from './rule.js'

type Located = { location: string; clientData: ClientData }

/** MS-ASAIRS, Location (from 16.0) and MS-ASCAL, Location (up to 14.1). */
const STRUCTURE = 'AirSyncBase:Location'
const NAME = 'AirSyncBase:DisplayName'
const PLAIN = 'Calendar:Location'

/** From 16.0 with what a client told of the place (coordinates …), as long as its name is the same. */
export function writeLocation(item: Located, context: MapperContext): Element | null {
  const name = text.write(item.location, context)
  if (name === null) return null
  if (!atLeast(context.version, '16.0')) return element(PLAIN, name)
  const kept = keptElement(item.clientData, STRUCTURE)
  if (kept && textOf(kept, NAME) === name) return kept
  return element(STRUCTURE, [element(NAME, name)])
}

/** An exception's place that was cleared. */
export function clearedLocation(context: MapperContext): Element {
  return element(atLeast(context.version, '16.0') ? STRUCTURE : PLAIN)
}

/** Place that an item tells of, or undefined. Clients may send the form of the other version. */
export function readLocation<T>(state: ReadState<T>): string | undefined {
  const structure = childOf(state.data, STRUCTURE)
  if (structure) return readStructure(structure, state)
  const plain = textOf(state.data, PLAIN)
  if (plain !== undefined) return oneLine(plain)
  return state.absence(PLAIN) === 'clear' ? '' : undefined
}

function readStructure<T>(structure: Element, state: ReadState<T>): string {
  const location = oneLine(textOf(structure, NAME) ?? '')
  const more = structure.children.some((child) => child.tag !== NAME)
  const entry = more && location !== '' ? toJson(shaped(structure)) : undefined
  state.clientData = withEntry(state.clientData, STRUCTURE, entry)
  return location
}

function oneLine(value: string): string {
  return clean(value).replace(/\r\n?|\n/g, ' ')
}
