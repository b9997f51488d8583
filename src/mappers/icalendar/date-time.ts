import type { CalendarDate } from '../../store/model.js'
import { type ContentLine, param } from '../text/content-line.js'
import { MINUTE } from '../time/date-time.js'
import { fromWall } from '../time/zone.js'
import type { ZoneFinder } from './time-zone.js'

/** RFC 5545, Date and Date-Time: a day, or an instant and the zone in which it was written. */
export type Moment =
  | { allDay: true; date: CalendarDate }
  | {
      allDay: false
      instant: number
      timeZone: string
      /** False: the zone is a makeshift (own rules that match no known zone). */
      zoneKnown: boolean
    }

const SHAPE = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?(Z?)$/i
const FIRST_YEAR = 1601
const LAST_YEAR = 4500

/** One value of a DATE or DATE-TIME property; null when it is none, or of a year out of range. */
export function readMoment(line: ContentLine, text: string, zones: ZoneFinder): Moment | null {
  const match = SHAPE.exec(text.trim())
  if (!match) return null
  const [, year = '', month = '', day = '', hour, minute, second = '00', zulu] = match
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return null
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null
  if (hour === undefined || param(line, 'VALUE')?.toUpperCase() === 'DATE') {
    return { allDay: true, date }
  }
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  const wall = midnight + (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * 1_000
  if (zulu) return { allDay: false, instant: wall, timeZone: 'UTC', zoneKnown: true }
  const zone = zones.find(param(line, 'TZID'), wall)
  if (zone.name !== null) {
    return {
      allDay: false,
      instant: fromWall(zone.name, wall),
      timeZone: zone.name,
      zoneKnown: true,
    }
  }
  return { allDay: false, instant: wall - zone.offset, timeZone: 'UTC', zoneKnown: false }
}

/** RFC 5545, Duration, in milliseconds; null when it is none. Days and weeks are 24 hours each. */
export function readDuration(text: string): number | null {
  const shape = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i
  const match = shape.exec(text.trim())
  if (!match || !/\d/.test(text)) return null
  const [weeks, days, hours, minutes, seconds] = match.slice(2).map((digits) => Number(digits ?? 0))
  const total =
    (((weeks ?? 0) * 7 + (days ?? 0)) * 24 * 60 + (hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE +
    (seconds ?? 0) * 1_000
  if (total > 4_000 * 366 * 24 * 60 * MINUTE) return null
  return match[1] === '-' ? -total : total
}
