import { Temporal } from 'temporal-polyfill'
import type { CalendarDate } from './model.js'
import { DAY_MS } from './recurrence-days.js'

/** Wall time (milliseconds, UTC's clothing) to instant and back, in one zone. */
export type WallClock = {
  timeZone: string
  /** A time in a spring gap moves on by the gap, a repeated one is its first (RFC 5545, Date-Time). */
  toInstant(wall: number): number
  toWall(instant: number): number
}

type OffsetSpan = { from: number; to: number; offset: number }

/** Offsets change twice a year: the last few spans of a zone answer nearly every question. */
const SPANS_KEPT = 8
const ZONES_KEPT = 700
const clocks = new Map<string, WallClock>()

/** Clock of an IANA zone; of UTC when the zone is unknown, so that a bad row still expands. */
export function wallClock(timeZone: string): WallClock {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = isTimeZone(timeZone) ? zoneClock(timeZone) : zoneClock('UTC')
  if (clocks.size >= ZONES_KEPT) clocks.clear()
  clocks.set(timeZone, clock)
  return clock
}

export function isTimeZone(name: string): boolean {
  try {
    return name.length <= 64 && Temporal.Now.instant().toZonedDateTimeISO(name).timeZoneId !== ''
  } catch {
    return false
  }
}

function zoneClock(timeZone: string): WallClock {
  const spans: OffsetSpan[] = []
  const spanAt = (instant: number): OffsetSpan => {
    const held = spans.find((span) => instant >= span.from && instant < span.to)
    if (held) return held
    const span = readSpan(timeZone, instant)
    spans.unshift(span)
    if (spans.length > SPANS_KEPT) spans.pop()
    return span
  }
  return {
    timeZone,
    toWall: (instant) => instant + spanAt(instant).offset,
    toInstant(wall) {
      const span = spanAt(wall)
      const guess = wall - span.offset
      // Far from a change of offset the guess is right; near one Temporal decides.
      if (guess - DAY_MS > span.from && guess + DAY_MS < span.to) return guess
      return Temporal.Instant.fromEpochMilliseconds(wall)
        .toZonedDateTimeISO('UTC')
        .toPlainDateTime()
        .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
    },
  }
}

function readSpan(timeZone: string, instant: number): OffsetSpan {
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  const next = at.getTimeZoneTransition('next')?.epochMilliseconds
  const previous = at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds
  return {
    from: previous ?? Number.NEGATIVE_INFINITY,
    to: next ?? Number.POSITIVE_INFINITY,
    offset: at.offsetNanoseconds / 1_000_000,
  }
}

export function wallOfDate(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

export function dateOfWall(wall: number): CalendarDate {
  return new Date(wall).toISOString().slice(0, 10)
}
