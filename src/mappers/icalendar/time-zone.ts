import { type Component, propertyOf } from '../text/component.js'
import { MINUTE } from '../time/date-time.js'
import { findZone, zoneOfName } from '../time/find-zone.js'
import { parseRrule } from '../time/rrule.js'
import { isTimeZone } from '../time/zone.js'
import type { Transition, ZoneRule } from '../time/zone-rule.js'

/** A zone by name, or where there is none with the file's own rules, a fixed offset. */
export type FoundZone = { name: string; offset: 0 } | { name: null; offset: number }

export type ZoneFinder = {
  /** Zone that a TZID means for a wall time; floating times are in the reader's own zone. */
  find(tzid: string | undefined, wall: number): FoundZone
  /** TZIDs that were neither known nor described, and so taken for the reader's own zone. */
  unknown: Set<string>
}

const MOST_UNKNOWN = 100

/**
 * RFC 5545, Time Zone Component. A TZID is tried as a name (IANA, Windows, with a path or an
 * offset around it), then by the rules that the file gives for it, then as the reader's own zone.
 */
export function zoneFinder(definitions: readonly Component[], ownZone: string): ZoneFinder {
  const known = new Map<string, FoundZone>()
  const unknown = new Set<string>()
  const byId = new Map(
    definitions.map((one) => [propertyOf(one, 'TZID')?.value.trim() ?? '', one] as const),
  )
  return {
    unknown,
    find(tzid, wall) {
      if (tzid === undefined || tzid.trim() === '') return { name: ownZone, offset: 0 }
      const id = tzid.trim().slice(0, 200)
      const held = known.get(id)
      if (held) return held
      const found = findByName(id) ?? findByRules(id, byId.get(id), { wall, ownZone })
      if (found === null && unknown.size < MOST_UNKNOWN) unknown.add(id)
      const zone = found ?? { name: ownZone, offset: 0 as const }
      if (known.size < 1_000) known.set(id, zone)
      return zone
    },
  }
}

function findByName(tzid: string): FoundZone | null {
  const name = zoneName(tzid)
  return name === undefined ? null : { name, offset: 0 }
}

/** `W. Europe Standard Time`, `/example.org/Tzfile/Europe/Berlin`, `(UTC+01:00) Amsterdam, …`. */
export function zoneName(tzid: string): string | undefined {
  const bare = tzid.trim().replace(/^"|"$/g, '')
  const whole = zoneOfName(bare) ?? (isTimeZone(bare) ? bare : undefined)
  if (whole !== undefined) return whole
  const segments = bare.split('/').filter((segment) => segment !== '')
  for (const count of [3, 2, 1]) {
    const tail = segments.slice(-count).join('/').replace(/ /g, '_')
    if (segments.length > count && isTimeZone(tail)) return tail
  }
  const described = /^\((?:UTC|GMT)[^)]*\)\s*(.+)$/i.exec(bare)?.[1]
  return described === undefined ? undefined : zoneOfCities(described)
}

const REGIONS = [
  'Europe',
  'America',
  'Asia',
  'Africa',
  'Australia',
  'Pacific',
  'Atlantic',
  'Indian',
] as const
const MOST_CITIES = 10

/** `Amsterdam, Berlin, Bern, …`: the zone of the first city that one is named after. */
function zoneOfCities(text: string): string | undefined {
  for (const city of text.split(/[,;]/).slice(0, MOST_CITIES)) {
    const name = city.trim().replace(/ /g, '_')
    const zone = REGIONS.map((region) => `${region}/${name}`).find(isTimeZone)
    if (zone !== undefined) return zone
  }
  return zoneOfName(text)
}

type Asked = { wall: number; ownZone: string }

function findByRules(
  tzid: string,
  definition: Component | undefined,
  { wall, ownZone }: Asked,
): FoundZone | null {
  if (!definition) return null
  const location = propertyOf(definition, 'X-LIC-LOCATION')?.value
  const located = location === undefined ? undefined : zoneName(location)
  if (located !== undefined) return { name: located, offset: 0 }
  const rule = zoneRuleOf(definition)
  if (!rule) return null
  const now = Date.now()
  const name = findZone(rule, { names: [tzid], prefer: [ownZone], instant: wall, now })
  return name === undefined ? { name: null, offset: rule.standard * MINUTE } : { name, offset: 0 }
}

type Observance = { to: number; start: number; component: Component }

/** The definition's latest rules; undefined when it says nothing that can be read. */
function zoneRuleOf(definition: Component): ZoneRule | undefined {
  const standard = latest(definition, 'STANDARD')
  const daylight = latest(definition, 'DAYLIGHT')
  const toStandard = standard ? transitionOf(standard) : null
  const toDaylight = daylight ? transitionOf(daylight) : null
  if (standard && daylight && toStandard && toDaylight && standard.to !== daylight.to) {
    return { standard: standard.to, daylight: daylight.to, toStandard, toDaylight }
  }
  const only = standard ?? daylight
  if (!only) return undefined
  return { standard: only.to, daylight: only.to, toStandard: null, toDaylight: null }
}

function latest(definition: Component, name: string): Observance | undefined {
  const observances = definition.children
    .filter((child) => child.name === name)
    .flatMap((component): Observance[] => {
      const to = readOffset(propertyOf(component, 'TZOFFSETTO')?.value ?? '')
      const start = startWall(component)
      return to === null || start === null ? [] : [{ to, start, component }]
    })
  return observances.sort((a, b) => a.start - b.start).at(-1)
}

function startWall(component: Component): number | null {
  const text = propertyOf(component, 'DTSTART')?.value.trim() ?? ''
  const [, date, time = '000000'] = /^(\d{8})(?:T(\d{6}))?Z?$/.exec(text) ?? []
  if (date === undefined) return null
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  const wall = Date.parse(`${iso}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`)
  return Number.isNaN(wall) ? null : wall
}

/** RFC 5545, UTC Offset: minutes east of Greenwich. */
function readOffset(text: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)(?::?\d\d)?$/.exec(text.trim()) ?? []
  if (sign === undefined) return null
  const total = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -total : total
}

/** The yearly change that an observance's rule, or else its first date, stands for. */
function transitionOf({ component, start }: Observance): Transition | null {
  const date = new Date(start)
  const minutes = date.getUTCHours() * 60 + date.getUTCMinutes()
  const rule = parseRrule(propertyOf(component, 'RRULE')?.value ?? '')
  const [by] = rule?.byDay ?? []
  if (rule && by) {
    const month = rule.byMonth[0] ?? date.getUTCMonth() + 1
    const nth = by.nth ?? Math.ceil(Math.min(...rule.byMonthDay, 31) / 7)
    if (nth < -1 || nth > 5 || nth === 0) return null
    return { month, week: nth === -1 ? 5 : nth, dayOfWeek: by.day, minutes }
  }
  const day = date.getUTCDate()
  const last = new Date(start + 7 * 24 * 60 * MINUTE).getUTCMonth() !== date.getUTCMonth()
  return {
    month: date.getUTCMonth() + 1,
    week: last ? 5 : Math.ceil(day / 7),
    dayOfWeek: date.getUTCDay(),
    minutes,
  }
}
