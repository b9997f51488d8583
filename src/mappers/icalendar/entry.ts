import { createHash } from 'node:crypto'
import type { ClientData } from '../../store/model.js'
import { type Component, type Problem, propertyOf } from '../text/component.js'
import { type ContentLine, clean, splitEscaped, unescapeText } from '../text/content-line.js'
import { isTimeZone } from '../time/zone.js'
import type { ZoneFinder } from './time-zone.js'

/** What reading one entry needs to know of its file. */
export type EntryContext = {
  zones: ZoneFinder
  /** The reader's own zone: floating times, days of tasks. */
  timeZone: string
  /** X-WR-TIMEZONE where the file has one: where its all-day reminders were meant. */
  calendarZone: string
  /** Rules written out as single dates so far. */
  conversions: number
  note(problem: Problem): void
}

/** The entry can't be taken; the message says why, in words for the user. */
export class EntryRefused extends Error {
  override name = 'EntryRefused'
  readonly line: number | null

  constructor(reason: string, line: number | null = null) {
    super(reason)
    this.line = line
  }
}

/** Text of a property, unescaped; '' when it is absent. */
export function textOf(component: Component, name: string): string {
  const property = propertyOf(component, name)
  return property ? unescapeText(property.value) : ''
}

/** RFC 5545, Categories, of all its lines; empty ones left out. */
export function categoriesOf(component: Component): string[] {
  return component.properties
    .filter((property) => property.name === 'CATEGORIES')
    .flatMap((property) => splitEscaped(property.value, ','))
    .map((category) => unescapeText(category).trim())
    .filter((category) => category !== '')
}

const VOLATILE = new Set(['DTSTAMP', 'CREATED', 'LAST-MODIFIED', 'SEQUENCE', 'REV', 'PRODID'])

/**
 * The entry's own UID, or one derived from what it says (RFC 5545 demands one, some programs write
 * none): the same entry gets the same UID in every import.
 */
export function uidOf(component: Component): string {
  const own = clean(propertyOf(component, 'UID')?.value ?? '').trim()
  if (own !== '') return own.length <= 500 ? own : `termingate-${digest([own])}`
  const lines = component.properties.filter((property) => !VOLATILE.has(property.name))
  return `termingate-${digest(lines.map((property) => property.raw))}`
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)
}

/** Keys of client data: properties and alarms we do not model, as unfolded lines. */
export const KEPT_PROPERTIES = 'ICalendar:Properties'
export const KEPT_ALARMS = 'ICalendar:Alarms'

/** Read into fields of ours, or about the copy in the file and not about the entry. */
const MODELLED = new Set([
  ...VOLATILE,
  'UID',
  'DTSTART',
  'DTEND',
  'DUE',
  'DURATION',
  'SUMMARY',
  'DESCRIPTION',
  'LOCATION',
  'CLASS',
  'TRANSP',
  'STATUS',
  'RRULE',
  'EXRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'ATTENDEE',
  'COMPLETED',
  'PERCENT-COMPLETE',
  'X-MICROSOFT-CDO-BUSYSTATUS',
  'X-MICROSOFT-CDO-ALLDAYEVENT',
  'X-TERMINGATE-DEADLINE',
  'X-TERMINGATE-TIME-ZONE',
])
const LONGEST_KEPT = 4_000
const MOST_KEPT = 60

/** Lines of properties that have no field, bounded; CATEGORIES and PRIORITY as the caller says. */
export function keptProperties(component: Component, alsoModelled: readonly string[]): string[] {
  return component.properties
    .filter((property) => !MODELLED.has(property.name) && !alsoModelled.includes(property.name))
    .filter((property) => property.raw.length <= LONGEST_KEPT && !isInlineBinary(property))
    .slice(0, MOST_KEPT)
    .map((property) => clean(property.raw).replace(/\n/g, ' '))
}

function isInlineBinary(property: ContentLine): boolean {
  return property.params.get('ENCODING')?.[0]?.toUpperCase() === 'BASE64'
}

/** Client data of what was kept; no key for nothing. */
export function keptData(properties: readonly string[], alarms: readonly string[]): ClientData {
  return {
    ...(properties.length > 0 ? { [KEPT_PROPERTIES]: properties } : {}),
    ...(alarms.length > 0 ? { [KEPT_ALARMS]: alarms } : {}),
  }
}

/** The kept lines of an item, whoever wrote them: strings only, each on one line. */
export function keptLines(data: ClientData, key: string): string[] {
  const value = data[key]
  if (!Array.isArray(value)) return []
  return value.filter((line): line is string => typeof line === 'string').slice(0, MOST_KEPT)
}

/** What we write beside times that say no zone themselves. */
export function ownZoneOf(component: Component): string | null {
  const zone = textOf(component, 'X-TERMINGATE-TIME-ZONE').trim()
  return isTimeZone(zone) ? zone : null
}
