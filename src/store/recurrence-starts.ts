import {
  civilDay,
  completeRule,
  DAY_MS,
  dayMatches,
  dayNumber,
  daysInMonth,
} from './recurrence-days.js'
import type { Frequency, RecurrenceRule } from './recurrence-rule.js'

/**
 * The starts a rule makes, as wall times in UTC's clothing (milliseconds), ascending. Wall times,
 * since a rule speaks of a clock on the wall: the zone comes in afterwards.
 */

/** Steps one expansion may take: days looked at and starts made. A hostile rule ends there. */
export const EXPANSION_STEPS = 100_000
const { ceil, floor, max, min } = Math
const LAST_DAY = dayNumber(9999, 12, 31)

export type Budget = { steps: number }

export type StartsRequest = {
  rule: RecurrenceRule
  /** Wall time of the series' first start. */
  start: number
  /** Wall times between which starts are wanted: `from` inclusive, `to` exclusive. */
  from: number
  to: number
  /** Wall time of the last start allowed by UNTIL; Infinity when there is none. */
  until: number
  budget: Budget
}

const UNIT_MS: Partial<Record<Frequency, number>> = {
  HOURLY: 3_600_000,
  MINUTELY: 60_000,
  SECONDLY: 1_000,
}

/** Times of day (or of the hour, the minute) that each period holds; an index picks one. */
type TimeGrid = { size: number; at(index: number): number }

function timeGrid(rule: RecurrenceRule, startMs: number): TimeGrid {
  const sub = UNIT_MS[rule.freq]
  const hours = or(rule.byHour, floor(startMs / 3_600_000) % 24, sub !== undefined)
  const minutes = or(rule.byMinute, floor(startMs / 60_000) % 60, (sub ?? DAY_MS) <= 60_000)
  const seconds = or(rule.bySecond, floor(startMs / 1_000) % 60, sub === 1_000)
  const fraction = startMs % 1_000
  return {
    size: hours.length * minutes.length * seconds.length,
    at(index) {
      const second = seconds[index % seconds.length] ?? 0
      const minute = minutes[floor(index / seconds.length) % minutes.length] ?? 0
      const hour = hours[floor(index / seconds.length / minutes.length)] ?? 0
      return hour * 3_600_000 + minute * 60_000 + second * 1_000 + fraction
    },
  }
}

function or(list: readonly number[], own: number, ownedByPeriod: boolean): readonly number[] {
  if (ownedByPeriod) return [0]
  return list.length > 0 ? list : [own]
}

/** Yields starts in [from, to). Stops at COUNT, UNTIL, the year 9999 or an empty budget. */
export function* ruleStarts(request: StartsRequest): Generator<number> {
  const { start, from, to, until, budget } = request
  const rule = completeRule(request.rule, civilDay(floor(start / DAY_MS)))
  const grid = timeGrid(rule, ((start % DAY_MS) + DAY_MS) % DAY_MS)
  let left = rule.count ?? Number.POSITIVE_INFINITY
  const periods = UNIT_MS[rule.freq] ? unitPeriods : dayPeriods
  // A counted rule can't jump: every start before the window uses up one of the count.
  const jumpTo = rule.count === null ? from : start
  for (const { base, days } of periods({
    rule,
    start,
    jumpTo,
    to: min(to, until + 1),
    budget,
  })) {
    for (const ms of periodStarts(rule, days, grid)) {
      if (ms + base < start) continue
      if (ms + base > until || ms + base >= to || left <= 0 || budget.steps <= 0) return
      left -= 1
      budget.steps -= 1
      if (ms + base >= from) yield ms + base
    }
    if (left <= 0 || budget.steps <= 0) return
  }
}

/** RFC 5545, BYSETPOS: picks from the days × times of one period without making all of them. */
function* periodStarts(
  rule: RecurrenceRule,
  days: readonly number[],
  grid: TimeGrid,
): Generator<number> {
  const total = days.length * grid.size
  const at = (index: number) =>
    (days[floor(index / grid.size)] ?? 0) * DAY_MS + grid.at(index % grid.size)
  if (rule.bySetPos.length === 0) {
    for (let index = 0; index < total; index += 1) yield at(index)
    return
  }
  const picked = rule.bySetPos.map((place) => (place > 0 ? place - 1 : total + place))
  const inside = new Set(picked.filter((index) => index >= 0 && index < total))
  for (const index of [...inside].sort((a, b) => a - b)) yield at(index)
}

type PeriodRequest = {
  rule: RecurrenceRule
  start: number
  jumpTo: number
  to: number
  budget: Budget
}
/** Matching days of one period as day numbers, added to `base` milliseconds. */
type Period = { base: number; days: number[] }

function* dayPeriods({ rule, start, jumpTo, to, budget }: PeriodRequest): Generator<Period> {
  const step = periodSteps(rule, floor(start / DAY_MS))
  const lastDay = min(LAST_DAY, ceil(to / DAY_MS))
  const ahead = step.indexOf(floor(jumpTo / DAY_MS))
  let index = max(0, floor(ahead / rule.interval) - 1)
  for (; budget.steps > 0; index += 1) {
    const [first, length] = step.period(index * rule.interval)
    // also ends on NaN, the day number of a year that no Date can hold
    if (!(first <= lastDay)) return
    budget.steps -= 1
    const days: number[] = []
    for (let day = first; day < first + length; day += 1) {
      budget.steps -= 1
      if (dayMatches(rule, civilDay(day))) days.push(day)
    }
    if (days.length > 0) yield { base: 0, days }
  }
}

type PeriodSteps = {
  /** Periods (of interval 1) from the series' own to the one that holds the day. */
  indexOf(day: number): number
  /** First day and number of days. */
  period(index: number): [number, number]
}

function periodSteps(rule: RecurrenceRule, startDay: number): PeriodSteps {
  const { year, month, weekday } = civilDay(startDay)
  const monthOf = (index: number) => year * 12 + month - 1 + index
  switch (rule.freq) {
    case 'YEARLY':
      return {
        indexOf: (day) => civilDay(day).year - year,
        period: (index) => yearOrMonth(rule, year + index),
      }
    case 'MONTHLY':
      return {
        indexOf: (day) => civilDay(day).year * 12 + civilDay(day).month - 1 - monthOf(0),
        period: (index) => monthPeriod(floor(monthOf(index) / 12), (monthOf(index) % 12) + 1),
      }
    case 'WEEKLY': {
      const week = startDay - ((weekday - rule.weekStart + 7) % 7)
      return {
        indexOf: (day) => floor((day - week) / 7),
        period: (index) => [week + index * 7, 7],
      }
    }
    default:
      return {
        indexOf: (day) => day - startDay,
        period: (index) => [startDay + index, 1],
      }
  }
}

/** A yearly rule of one date looks at that date alone: 366 times less work. */
function yearOrMonth(rule: RecurrenceRule, year: number): [number, number] {
  const [month] = rule.byMonth
  if (rule.byMonth.length === 1 && month !== undefined) return monthPeriod(year, month)
  const first = dayNumber(year, 1, 1)
  return [first, dayNumber(year + 1, 1, 1) - first]
}

function monthPeriod(year: number, month: number): [number, number] {
  return [dayNumber(year, month, 1), daysInMonth(year, month)]
}

/** Hours, minutes or seconds, skipping days, hours and minutes that the rule leaves out. */
function* unitPeriods({ rule, start, jumpTo, to, budget }: PeriodRequest): Generator<Period> {
  const unit = UNIT_MS[rule.freq] ?? 1_000
  const first = floor(start / unit) * unit
  const step = unit * rule.interval
  const aligned = (ms: number) => first + max(0, ceil((ms - first) / step)) * step
  const end = min(to, (LAST_DAY + 1) * DAY_MS)
  let at = aligned(jumpTo - step)
  while (at < end && budget.steps > 0) {
    budget.steps -= 1
    const next = leftOutUntil(rule, at, unit)
    if (next === null) yield { base: at, days: [0] }
    at = next === null ? at + step : max(at + step, aligned(next))
  }
}

/** The wall time up to which nothing can match; null when `at` itself matches. */
function leftOutUntil(rule: RecurrenceRule, at: number, unit: number): number | null {
  const day = floor(at / DAY_MS)
  if (!dayMatches(rule, civilDay(day))) return (day + 1) * DAY_MS
  const hour = floor(at / 3_600_000)
  if (rule.byHour.length > 0 && !rule.byHour.includes(((hour % 24) + 24) % 24)) {
    return (hour + 1) * 3_600_000
  }
  const minute = floor(at / 60_000)
  if (unit > 60_000) return null
  if (rule.byMinute.length > 0 && !rule.byMinute.includes(((minute % 60) + 60) % 60)) {
    return (minute + 1) * 60_000
  }
  const second = floor(at / 1_000)
  if (unit > 1_000 || rule.bySecond.length === 0) return null
  return rule.bySecond.includes(((second % 60) + 60) % 60) ? null : (second + 1) * 1_000
}
