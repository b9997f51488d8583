import type { RecurrenceRule } from './recurrence-rule.js'

/** Calendar arithmetic on day numbers (days since 1970-01-01), and the day filter of a rule. */
export const DAY_MS = 86_400_000

// Bound once: in a vm context (the tests') each look-up of a global is slow, and there are millions.
const { ceil, floor } = Math

export type CivilDay = {
  day: number
  year: number
  /** 1 to 12. */
  month: number
  monthDay: number
  /** 1 to 366. */
  yearDay: number
  /** 0 = Monday. */
  weekday: number
  daysInMonth: number
  daysInYear: number
}

/**
 * Day number of a Gregorian date; months beyond 1 to 12 run into the neighbouring years. Integer
 * arithmetic on years that begin in March: a hostile rule asks this a hundred thousand times, and
 * a Date per question takes twenty times as long.
 */
export function dayNumber(year: number, month: number, monthDay: number): number {
  const months = year * 12 + month - 1
  const marchYear = floor((months - 2) / 12)
  const marchMonth = months - 2 - marchYear * 12
  const leapDays = floor(marchYear / 4) - floor(marchYear / 100) + floor(marchYear / 400)
  return marchYear * 365 + leapDays + floor((153 * marchMonth + 2) / 5) + monthDay - 719_469
}

export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 31)
}

export function civilDay(day: number): CivilDay {
  const shifted = day + 719_468
  const era = floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = floor(
    (ofEra - floor(ofEra / 1_460) + floor(ofEra / 36_524) - floor(ofEra / 146_096)) / 365,
  )
  const marchDay = ofEra - (365 * yearOfEra + floor(yearOfEra / 4) - floor(yearOfEra / 100))
  const marchMonth = floor((5 * marchDay + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return {
    day,
    year,
    month,
    monthDay: marchDay - floor((153 * marchMonth + 2) / 5) + 1,
    yearDay: day - dayNumber(year, 1, 1) + 1,
    weekday: weekdayOf(day),
    daysInMonth: daysInMonth(year, month),
    daysInYear: isLeapYear(year) ? 366 : 365,
  }
}

/** First day of week 1: the first week with at least four days in the year (RFC 5545, BYWEEKNO). */
function firstWeek(year: number, weekStart: number): number {
  const fourth = dayNumber(year, 1, 4)
  return fourth - ((weekdayOf(fourth) - weekStart + 7) % 7)
}

/** Number of the day's week in its own week-year, from the front and (negative) from the back. */
export function weekNumber(civil: CivilDay, weekStart: number): { front: number; back: number } {
  let year = civil.year
  if (civil.day < firstWeek(year, weekStart)) year -= 1
  else if (civil.day >= firstWeek(year + 1, weekStart)) year += 1
  const first = firstWeek(year, weekStart)
  const weeks = (firstWeek(year + 1, weekStart) - first) / 7
  const front = floor((civil.day - first) / 7) + 1
  return { front, back: front - weeks - 1 }
}

/** The rule with what it leaves open taken from its start (RFC 5545, Recurrence Rule). */
export function completeRule(rule: RecurrenceRule, start: CivilDay): RecurrenceRule {
  const complete = { ...rule }
  const named =
    rule.byWeekNo.length + rule.byYearDay.length + rule.byMonthDay.length + rule.byDay.length
  if (rule.freq === 'YEARLY' && named === 0) {
    if (rule.byMonth.length === 0) complete.byMonth = [start.month]
    complete.byMonthDay = [start.monthDay]
  }
  if (rule.freq === 'MONTHLY' && named === 0) complete.byMonthDay = [start.monthDay]
  const weekOnly = rule.byWeekNo.length > 0 && named === rule.byWeekNo.length
  if ((rule.freq === 'WEEKLY' && named === 0) || (rule.freq === 'YEARLY' && weekOnly)) {
    complete.byDay = [{ weekday: start.weekday, nth: 0 }]
  }
  return complete
}

/** True if the day passes all the BYxxx parts of a completed rule that speak of days. */
export function dayMatches(rule: RecurrenceRule, civil: CivilDay): boolean {
  return (
    (rule.byMonth.length === 0 || rule.byMonth.includes(civil.month)) &&
    either(rule.byMonthDay, civil.monthDay, civil.monthDay - civil.daysInMonth - 1) &&
    either(rule.byYearDay, civil.yearDay, civil.yearDay - civil.daysInYear - 1) &&
    weekdayMatches(rule, civil) &&
    weekMatches(rule, civil)
  )
}

function either(allowed: readonly number[], front: number, back: number): boolean {
  return allowed.length === 0 || allowed.includes(front) || allowed.includes(back)
}

function weekMatches(rule: RecurrenceRule, civil: CivilDay): boolean {
  if (rule.byWeekNo.length === 0) return true
  const { front, back } = weekNumber(civil, rule.weekStart)
  return either(rule.byWeekNo, front, back)
}

function weekdayMatches(rule: RecurrenceRule, civil: CivilDay): boolean {
  if (rule.byDay.length === 0) return true
  const inYear = rule.freq === 'YEARLY' && rule.byMonth.length === 0
  const counted = (rule.freq === 'YEARLY' || rule.freq === 'MONTHLY') && rule.byWeekNo.length === 0
  const place = inYear ? civil.yearDay : civil.monthDay
  const length = inYear ? civil.daysInYear : civil.daysInMonth
  const front = ceil(place / 7)
  const back = -ceil((length - place + 1) / 7)
  return rule.byDay.some(
    ({ weekday, nth }) =>
      weekday === civil.weekday && (nth === 0 || !counted || nth === front || nth === back),
  )
}
