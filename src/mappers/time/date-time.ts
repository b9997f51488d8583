import type { CalendarDate } from '../../store/model.js'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Instants beyond these years are refused: no zone data, and some databases refuse them too. */
const FIRST_YEAR = 1601
const LAST_YEAR = 4500

const SHAPE = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,7})?)?Z?)?$/

/** MS-ASDTYPE, Compact DateTime: `20260309T090000Z`. */
export function compactDateTime(instant: number): string {
  const iso = new Date(instant).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

/** MS-ASDTYPE, dateTime Data Type: `2026-03-09T09:00:00.000Z`. */
export function dashedDateTime(instant: number): string {
  return new Date(instant).toISOString()
}

/** `2026-03-09T09:00:00Z`, the form of a recurrence id. */
export function isoInstant(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/**
 * Milliseconds of a date-time in either of the protocol's shapes, or undefined when it is none.
 * Clients mix the two shapes up, so both are read everywhere.
 */
export function parseDateTime(text: string): number | undefined {
  const match = SHAPE.exec(text.trim())
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  if (year === undefined || year < FIRST_YEAR || year > LAST_YEAR) return undefined
  const instant = Date.UTC(year, (month ?? 0) - 1, day, hour, minute, second)
  const back = new Date(instant)
  const same =
    back.getUTCMonth() + 1 === month &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute
  return same ? instant : undefined
}

export function isUtcMidnight(instant: number): boolean {
  return instant % DAY === 0
}

/** Days since 1970-01-01 of a calendar date. */
export function dayNumber(date: CalendarDate): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY)
}

export function dateOfDay(day: number): CalendarDate {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOfDay(dayNumber(date) + days)
}

/** The calendar date that the digits of a wall-clock time or UTC instant spell. */
export function dateOf(wall: number): CalendarDate {
  return dateOfDay(Math.floor(wall / DAY))
}

/** 0 = Sunday to 6 = Saturday. */
export function weekdayOf(date: CalendarDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7
}

/** True for `YYYY-MM-DD` of a day that exists. */
export function isCalendarDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseDateTime(text) !== undefined
}
