import { atLeast, type ProtocolVersion } from '../../activesync/protocol-version.js'
import type { CalendarDate } from '../../store/model.js'
import { compactDateTime, DAY, dateOf, dayNumber, HOUR, isUtcMidnight } from '../time/date-time.js'
import { isTimeZone, startOfDay, toWall } from '../time/zone.js'

/** A midnight that summer time moved shows as 23:00 of the day before. */
const LATE = 21 * HOUR

/**
 * The day that a client means with a date-time of an all-day item (field-guide, "All-day events"):
 * the digits of a midnight UTC, else the day in whose local midnight it lies.
 */
export function allDayDate(instant: number, zone: string): CalendarDate {
  if (isUtcMidnight(instant)) return dateOf(instant)
  const wall = toWall(zone, instant)
  const time = ((wall % DAY) + DAY) % DAY
  return dateOf(time >= LATE ? wall + (DAY - time) : wall)
}

/**
 * MS-ASCAL, AllDayEvent: from 16.0 the digits of the day, before that midnight in the user's zone
 * (some phones drop the flag when the start is not their own midnight).
 */
export function allDayText(date: CalendarDate, zone: string, version: ProtocolVersion): string {
  const digits = atLeast(version, '16.0')
  return compactDateTime(digits ? dayNumber(date) * DAY : startOfDay(safeZone(zone), date))
}

/** The zone, or UTC when this runtime does not know it: an item must still be sent. */
export function safeZone(zone: string, otherwise: string = 'UTC'): string {
  if (isTimeZone(zone)) return zone
  return isTimeZone(otherwise) ? otherwise : 'UTC'
}
