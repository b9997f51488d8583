import { inVersion, type Versions } from '../../activesync/protocol-version.js'
import {
  childOf,
  contentOf,
  type Element,
  element,
  type Tag,
} from '../../activesync/wbxml/element.js'
import type { ClientData } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { shaped } from './kept-shape.js'
import type { ReadState, Row } from './rule.js'

/**
 * Elements that the protocol knows and our model does not: kept as JSON and handed back (R-ONO-63).
 * Text is a string, children are a record from tag to content, repeated children an array.
 */
type Json = string | JsonRecord
type JsonRecord = { [tag: string]: Json | Json[] }

type WithClientData = { clientData: ClientData }

/** A row of an element that is only kept. */
export function kept<T extends WithClientData>(tag: Tag, versions: Versions = {}): Row<T> {
  return {
    tag,
    versions,
    about: { fields: [], says: 'kept and handed back', ids: ['R-ONO-63'] },
    write(item, context) {
      if (!inVersion(context.version, versions)) return null
      return keptRow(item.clientData, tag)
    },
    read(state) {
      const shown = inVersion(state.context.version, versions)
      if (!shown && !childOf(state.data, tag)) return
      state.clientData = keepElement(state.clientData, tag, state)
    },
  }
}

/** What was stored before shapes were looked at, or by others, is left out where it has none. */
function keptRow(data: ClientData, tag: Tag): Element | null {
  const node = keptElement(data, tag)
  try {
    const fitting = node && shaped(node)
    return fitting?.text || fitting?.children.length ? fitting : null
  } catch (error) {
    if (error instanceof MappingError) return null
    throw error
  }
}

/** The kept element, or null when there is none. */
export function keptElement(data: ClientData, tag: Tag): Element | null {
  const value = data[tag]
  return isJson(value) && value !== '' ? fromJson(tag, value) : null
}

export function keptText(data: ClientData, tag: Tag): string | undefined {
  const value = data[tag]
  return typeof value === 'string' ? value : undefined
}

/** The data with one entry replaced; undefined takes it out. The same object when nothing changes. */
export function withEntry(data: ClientData, key: string, value: unknown): ClientData {
  if (JSON.stringify(data[key]) === JSON.stringify(value)) return data
  const { [key]: _, ...rest } = data
  return value === undefined ? rest : { ...rest, [key]: value }
}

export function toJson(node: Element): Json {
  if (node.children.length === 0) return contentOf(node)
  const record: JsonRecord = {}
  for (const child of node.children) {
    const value = toJson(child)
    const before = record[child.tag]
    if (before === undefined) record[child.tag] = value
    else if (Array.isArray(before)) before.push(value)
    else record[child.tag] = [before, value]
  }
  return record
}

export function fromJson(tag: Tag, value: Json): Element {
  if (typeof value === 'string') return element(tag, value)
  const children = Object.entries(value).flatMap(([child, content]) =>
    (Array.isArray(content) ? content : [content]).map((one) => fromJson(child as Tag, one)),
  )
  return element(tag, children)
}

function keepElement<T>(data: ClientData, tag: Tag, state: ReadState<T>): ClientData {
  const child = childOf(state.data, tag)
  if (!child) return state.absence(tag) === 'keep' ? data : withEntry(data, tag, undefined)
  const fitting = shaped(child)
  const empty = !fitting.text && fitting.children.length === 0
  return withEntry(data, tag, empty ? undefined : toJson(fitting))
}

/**
 * What the database holds is not ours alone: anything that is no such JSON is left out. The tags in
 * it were known when they were stored; the encoder refuses one that no longer is.
 */
function isJson(value: unknown): value is Json {
  if (typeof value === 'string') return true
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => (Array.isArray(one) ? one.every(isJson) : isJson(one)))
}
