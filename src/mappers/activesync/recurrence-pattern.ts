import type { CalendarDate, Span } from '../../store/model.js'
import {
  addDays,
  compactDateTime,
  DAY,
  dateOf,
  dayNumber,
  parseDateTime,
  weekdayOf,
} from '../time/date-time.js'
import { formatRrule, parseRrule, type Rrule } from '../time/rrule.js'
import { fromWall, isTimeZone, toWall } from '../time/zone.js'

/** MS-ASCAL, Recurrence Patterns: 0 daily, 1 weekly, 2 and 3 monthly, 5 and 6 yearly. */
export type PatternType = 0 | 1 | 2 | 3 | 5 | 6

/** What the Recurrence elements of a calendar item and of a task can say. */
export type Pattern = {
  type: PatternType
  interval: number
  occurrences: number | null
  /** Last day on which an occurrence may begin, in the zone of the series. */
  until: CalendarDate | null
  /** Sum of 1 (Sunday) to 64 (Saturday). */
  dayOfWeek: number | null
  dayOfMonth: number | null
  /** 1 to 4, 5 = the last. */
  weekOfMonth: number | null
  monthOfYear: number | null
  /** 0 = Sunday; weekly patterns only. */
  firstDayOfWeek: number | null
}

/** Where a series begins: a date, and for timed ones a time of day in a zone. */
export type SeriesStart = { date: CalendarDate; time: number; zone: string | null }

export const MAX_INTERVAL = 999
export const MAX_OCCURRENCES = 999
const MONDAY = 1
export const EVERY_DAY = 127

export function seriesStart(span: Span): SeriesStart {
  if (span.allDay) return { date: span.startDate, time: 0, zone: null }
  const zone = isTimeZone(span.timeZone) ? span.timeZone : 'UTC'
  const wall = toWall(zone, span.start.getTime())
  return { date: dateOf(wall), time: ((wall % DAY) + DAY) % DAY, zone }
}

/** Instant (or, in an all-day series, midnight UTC) at which the occurrence of a day begins. */
export function occurrenceOn(date: CalendarDate, start: SeriesStart): number {
  const wall = dayNumber(date) * DAY + start.time
  return start.zone ? fromWall(start.zone, wall) : dayNumber(date) * DAY
}

/** The pattern of an RRULE, or in words why the protocol cannot express it. */
export function patternOf(rrule: string, start: SeriesStart): Pattern | string {
  const rule = parseRrule(rrule)
  if (!rule) return 'not a recurrence rule'
  if (rule.others.length > 0) return `${rule.others.join(', ')} can not be expressed`
  if (rule.interval > MAX_INTERVAL) return 'the interval is too long'
  if (rule.count !== null && (rule.count < 1 || rule.count > MAX_OCCURRENCES)) {
    return 'too many occurrences'
  }
  const until = rule.until === null ? null : untilDate(rule.until, start)
  if (until === undefined) return 'UNTIL is not a date'
  const shape = shapeOf(rule, start)
  if (typeof shape === 'string') return shape
  return { ...EMPTY, interval: rule.interval, occurrences: rule.count, until, ...shape }
}

/** The RRULE of a pattern, every part spelt out; qualifiers left out are those of the start. */
export function rruleOf(pattern: Pattern, start: SeriesStart): string {
  const { occurrences } = pattern
  const until = occurrences === null ? pattern.until : null
  return formatRrule({
    freq: FREQUENCY[pattern.type],
    interval: pattern.interval,
    count: occurrences,
    until: until === null ? null : untilText(until, start),
    byDay: [],
    byMonthDay: [],
    byMonth: pattern.type >= 5 ? [pattern.monthOfYear ?? monthOf(start.date)] : [],
    bySetPos: [],
    weekStart: weekStartOf(pattern),
    others: [],
    ...daysOf(pattern, start),
  })
}

/** Whether two RRULE values say the same of a series. */
export function sameRule(a: string, b: string, start: SeriesStart): boolean {
  if (a === b) return true
  const [one, other] = [patternOf(a, start), patternOf(b, start)]
  return typeof one !== 'string' && JSON.stringify(one) === JSON.stringify(other)
}

const FREQUENCY: Record<PatternType, string> = {
  0: 'DAILY',
  1: 'WEEKLY',
  2: 'MONTHLY',
  3: 'MONTHLY',
  5: 'YEARLY',
  6: 'YEARLY',
}

const EMPTY: Omit<Pattern, 'type'> = {
  interval: 1,
  occurrences: null,
  until: null,
  dayOfWeek: null,
  dayOfMonth: null,
  weekOfMonth: null,
  monthOfYear: null,
  firstDayOfWeek: null,
}

type Shape = { type: PatternType } & Partial<Pattern>

function shapeOf(rule: Rrule, start: SeriesStart): Shape | string {
  if (rule.freq === 'DAILY') return dailyShape(rule)
  if (rule.freq === 'WEEKLY') return weeklyShape(rule, start)
  if (rule.freq === 'MONTHLY') {
    if (rule.byMonth.length > 0) return 'a monthly rule for some months only'
    return monthShape(rule, start, { day: 2, nth: 3 })
  }
  if (rule.freq === 'YEARLY') return yearlyShape(rule, start)
  return `${rule.freq} can not be expressed`
}

function dailyShape(rule: Rrule): Shape | string {
  if (!onlyWeekdays(rule)) return 'a daily rule with more than weekdays'
  if (rule.byDay.length === 0) return { type: 0 }
  const dayOfWeek = maskOf(rule)
  if (rule.interval > 1) return { type: 0, dayOfWeek }
  return { type: 1, dayOfWeek, firstDayOfWeek: rule.weekStart ?? MONDAY }
}

function weeklyShape(rule: Rrule, start: SeriesStart): Shape | string {
  if (!onlyWeekdays(rule)) return 'a weekly rule with more than weekdays'
  return {
    type: 1,
    dayOfWeek: maskOf(rule) || 1 << weekdayOf(start.date),
    firstDayOfWeek: rule.weekStart ?? MONDAY,
  }
}

function yearlyShape(rule: Rrule, start: SeriesStart): Shape | string {
  if (rule.byMonth.length > 1) return 'a yearly rule for several months'
  const [month] = rule.byMonth
  if (month === undefined && (rule.byDay.length > 0 || rule.byMonthDay.length > 0)) {
    return 'a yearly rule for days of no month'
  }
  const shape = monthShape(rule, start, { day: 5, nth: 6 })
  if (typeof shape === 'string') return shape
  return { ...shape, monthOfYear: month ?? monthOf(start.date) }
}

/** One day of a month: by its number, as the last, or as the nth of some weekdays. */
function monthShape(
  rule: Rrule,
  start: SeriesStart,
  types: { day: PatternType; nth: PatternType },
): Shape | string {
  const [monthDay, ...more] = rule.byMonthDay
  if (rule.byDay.length > 0) {
    return monthDay === undefined ? nthShape(rule, types.nth) : 'weekdays on days of the month'
  }
  if (more.length > 0 || rule.bySetPos.length > 0) return 'several days of the month'
  if (monthDay === -1) return { type: types.nth, weekOfMonth: 5, dayOfWeek: EVERY_DAY }
  const day = monthDay ?? Number(start.date.slice(8))
  if (day < 1 || day > 31) return 'days counted from the end of the month'
  return { type: types.day, dayOfMonth: day }
}

function nthShape(rule: Rrule, type: PatternType): Shape | string {
  const [first, ...more] = rule.byDay
  const [position, ...positions] = rule.bySetPos
  if (positions.length > 0) return 'several positions in a month'
  const nth = position ?? (more.length === 0 ? first?.nth : null)
  if (position !== undefined && rule.byDay.some((by) => by.nth !== null)) {
    return 'positions among counted weekdays'
  }
  if (nth === -1) return { type, weekOfMonth: 5, dayOfWeek: maskOf(rule) }
  if (!nth || nth < 1 || nth > 4) return 'weekdays that are not one of the first four or the last'
  return { type, weekOfMonth: nth, dayOfWeek: maskOf(rule) }
}

function daysOf(pattern: Pattern, start: SeriesStart): Partial<Rrule> {
  const { type, dayOfWeek, weekOfMonth } = pattern
  if (type === 2 || type === 5) {
    return { byMonthDay: [pattern.dayOfMonth ?? Number(start.date.slice(8))] }
  }
  if (type === 0) return dayOfWeek === null ? {} : { byDay: weekdays(dayOfWeek) }
  if (type === 1) return { byDay: weekdays(dayOfWeek ?? 1 << weekdayOf(start.date)) }
  const nth = weekOfMonth === 5 ? -1 : (weekOfMonth ?? Math.ceil(Number(start.date.slice(8)) / 7))
  const mask = dayOfWeek ?? 1 << weekdayOf(start.date)
  if (mask === EVERY_DAY) return { byMonthDay: [nth] }
  const days = weekdays(mask)
  return days.length === 1
    ? { byDay: days.map(({ day }) => ({ nth, day })) }
    : { byDay: days, bySetPos: [nth] }
}

function weekStartOf({ type, firstDayOfWeek }: Pattern): number | null {
  return type === 1 && firstDayOfWeek !== MONDAY ? firstDayOfWeek : null
}

function onlyWeekdays(rule: Rrule): boolean {
  const others = rule.byMonth.length + rule.byMonthDay.length + rule.bySetPos.length
  return others === 0 && rule.byDay.every((by) => by.nth === null)
}

function maskOf(rule: Rrule): number {
  return rule.byDay.reduce((mask, by) => mask | (1 << by.day), 0)
}

/** Monday first, as calendars are read where this is used most. */
function weekdays(mask: number): { nth: null; day: number }[] {
  return [1, 2, 3, 4, 5, 6, 0].filter((day) => mask & (1 << day)).map((day) => ({ nth: null, day }))
}

function monthOf(date: CalendarDate): number {
  return Number(date.slice(5, 7))
}

/** The day of an UNTIL: the last one on which an occurrence is not after it. */
function untilDate(until: string, start: SeriesStart): CalendarDate | undefined {
  const instant = parseDateTime(until)
  if (instant === undefined) return undefined
  if (until.length <= 10 || !start.zone) return dateOf(instant)
  const wall = until.endsWith('Z') ? toWall(start.zone, instant) : instant
  const date = dateOf(wall)
  return wall - dayNumber(date) * DAY < start.time ? addDays(date, -1) : date
}

function untilText(date: CalendarDate, start: SeriesStart): string {
  return start.zone ? compactDateTime(occurrenceOn(date, start)) : date.replaceAll('-', '')
}
