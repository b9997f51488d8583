import type { CalendarDate } from '../../store/model.js'
import { DAY, dateOf, dayNumber, MINUTE } from './date-time.js'

/**
 * Zone arithmetic on milliseconds. A wall-clock time is the number of milliseconds that its digits
 * would be in UTC. Offsets come from Intl once per zone and year and are kept.
 */
export type Shift = { at: number; before: number; after: number }
type ZoneYear = { offset: number; shifts: Shift[] }

const MAX_ZONES = 1000
const MAX_YEARS = 5000
/** Shorter than the shortest pause of summer time (a month of fasting, in some zones). */
const PROBE = 21 * DAY

const formats = new Map<string, Intl.DateTimeFormat | null>()
const zoneYears = new Map<string, Map<number, ZoneYear>>()
let kept = 0

/** True for an IANA zone name known to this runtime. */
export function isTimeZone(name: string): boolean {
  return formatOf(name) !== null
}

/** Milliseconds to add to UTC to get the wall-clock time of the zone at that instant. */
export function offsetAt(zone: string, instant: number): number {
  const year = new Date(instant).getUTCFullYear()
  const { offset, shifts } = zoneYear(zone, year)
  let result = offset
  for (const shift of shifts) {
    if (instant < shift.at) break
    result = shift.after
  }
  return result
}

export function toWall(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant)
}

/**
 * Instant of a wall-clock time. A time that the clock shows twice is the first of the two; one that
 * it skips is moved on by the width of the gap (RFC 5545, section "Form 3: date with local time").
 */
export function fromWall(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - DAY)
  if (offsetAt(zone, wall - before) === before) return wall - before
  const after = offsetAt(zone, wall + DAY)
  return offsetAt(zone, wall - after) === after ? wall - after : wall - before
}

/** First instant of a day in the zone. */
export function startOfDay(zone: string, date: CalendarDate): number {
  return fromWall(zone, dayNumber(date) * DAY)
}

export function dateIn(zone: string, instant: number): CalendarDate {
  return dateOf(toWall(zone, instant))
}

/** Changes of the offset within a UTC year, and the offset at its beginning. */
export function zoneYear(zone: string, year: number): ZoneYear {
  let years = zoneYears.get(zone)
  const known = years?.get(year)
  if (known) return known
  if (kept >= MAX_YEARS) {
    zoneYears.clear()
    kept = 0
    years = undefined
  }
  if (!years) {
    years = new Map()
    zoneYears.set(zone, years)
  }
  const fresh = computeYear(zone, year)
  years.set(year, fresh)
  kept += 1
  return fresh
}

function computeYear(zone: string, year: number): ZoneYear {
  const begin = Date.UTC(year, 0, 1)
  const end = Date.UTC(year + 1, 0, 1)
  const offset = probe(zone, begin)
  const shifts: Shift[] = []
  let last = offset
  for (let from = begin; from < end; from += PROBE) {
    const to = Math.min(from + PROBE, end - 1)
    const next = probe(zone, to)
    if (next !== last) shifts.push({ at: bisect(zone, from, to), before: last, after: next })
    last = next
  }
  return { offset, shifts }
}

/** First millisecond, on a whole second, at which the offset differs from the one at `low`. */
function bisect(zone: string, low: number, high: number): number {
  const before = probe(zone, low)
  let [from, to] = [Math.floor(low / 1000), Math.ceil(high / 1000)]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (probe(zone, middle * 1000) === before) from = middle
    else to = middle
  }
  return to * 1000
}

function probe(zone: string, instant: number): number {
  const format = formatOf(zone)
  if (!format) throw new RangeError(`unknown time zone: ${zone.slice(0, 64)}`)
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(instant))
  if (!match?.[1]) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -seconds : seconds) * (MINUTE / 60)
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  if (formats.size >= MAX_ZONES) formats.clear()
  const format = makeFormat(zone)
  formats.set(zone, format)
  return format
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  if (zone.length > 64 || !/^[A-Za-z][\w+\-/]*$/.test(zone)) return null
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  } catch {
    return null
  }
}
