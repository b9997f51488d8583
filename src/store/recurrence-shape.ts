import type { Span } from './model.js'
import { DAY_MS } from './recurrence-days.js'
import { formatRrule, parseRrule, type Until, validateRrule } from './recurrence-rule.js'
import { dateOfWall, type WallClock, wallClock, wallOfDate } from './recurrence-zone.js'

/** The years 1 to 9999: what dates with four digits can say. */
export const FIRST_INSTANT = Date.parse('0001-01-02T00:00:00Z')
export const LAST_INSTANT = Date.UTC(9999, 11, 30)

/** How a series' occurrences lie: all in wall time of its own zone (UTC for all-day dates). */
export type Shape = {
  clock: WallClock
  allDay: boolean
  start: number
  endOf(start: number): number
  spanAt(start: number): Span
  idOf(start: number): string
  /** Wall start meant by a recurrence id; null when it can't be read. */
  keyOf(recurrenceId: string): number | null
}

export function allDayShape(span: Extract<Span, { allDay: true }>, placing: WallClock): Shape {
  const start = wallOfDate(span.startDate)
  const length = Math.max(DAY_MS, wallOfDate(span.endDate) - start)
  const spanAt = (at: number): Span => ({
    allDay: true,
    startDate: dateOfWall(at),
    endDate: dateOfWall(at + length),
  })
  return {
    clock: wallClock('UTC'),
    allDay: true,
    start,
    spanAt,
    endOf: (at) => placing.toInstant(at + length),
    idOf: dateOfWall,
    keyOf: (id) =>
      readKey(
        id,
        (date) => date,
        (instant) => Math.floor(instant / DAY_MS) * DAY_MS,
      ),
  }
}

export function timedShape(span: Extract<Span, { allDay: false }>): Shape {
  const clock = wallClock(span.timeZone)
  const start = clock.toWall(span.start.getTime())
  const length = Math.max(0, span.end.getTime() - span.start.getTime())
  const timeOfDay = start - Math.floor(start / DAY_MS) * DAY_MS
  return {
    clock,
    allDay: false,
    start,
    endOf: (at) => clock.toInstant(at) + length,
    spanAt: (at) => ({
      allDay: false,
      start: new Date(clock.toInstant(at)),
      end: new Date(clock.toInstant(at) + length),
      timeZone: span.timeZone,
    }),
    idOf: (at) => instantId(clock.toInstant(at)),
    keyOf: (id) =>
      readKey(
        id,
        (date) => date + timeOfDay,
        (instant) => clock.toWall(instant),
      ),
  }
}

function readKey(
  id: string,
  ofDate: (wall: number) => number,
  ofInstant: (instant: number) => number,
): number | null {
  const ms = Date.parse(id.length === 10 ? `${id}T00:00:00Z` : id)
  if (Number.isNaN(ms) || ms < FIRST_INSTANT || ms > LAST_INSTANT) return null
  return id.length === 10 ? ofDate(ms) : ofInstant(ms)
}

/** An instant as a recurrence id: to the second, in UTC. */
export function instantId(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** RFC 5545, UNTIL: the last wall time allowed. A bare date means to the end of that day. */
export function untilWall(shape: Shape, until: Until): number {
  if (until.form === 'date') return until.ms + DAY_MS - 1
  if (shape.allDay) return Math.floor(until.ms / DAY_MS) * DAY_MS + DAY_MS - 1
  return until.form === 'utc' ? shape.clock.toWall(until.ms) : until.ms
}

/**
 * The rule in its one spelling; null when `validateRrule` refuses it. With the span of its series,
 * UNTIL becomes what RFC 5545 wants: an instant for times, a date for all-day series.
 */
export function normaliseRrule(text: string, span?: Span): string | null {
  const { rule } = parseRrule(text)
  if (rule === null || validateRrule(text) !== null) return null
  if (rule.until === null || span === undefined) return formatRrule(rule)
  const shape = span.allDay ? allDayShape(span, wallClock('UTC')) : timedShape(span)
  const last = untilWall(shape, rule.until)
  const until: Until = span.allDay
    ? { form: 'date', ms: Math.floor(last / DAY_MS) * DAY_MS }
    : { form: 'utc', ms: Math.floor(shape.clock.toInstant(last) / 1_000) * 1_000 }
  return formatRrule({ ...rule, until })
}
