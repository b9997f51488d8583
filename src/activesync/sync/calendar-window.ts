import type { Window } from '../../store/recurrence.js'
import type { RuleSet } from '../../store/rule-set.js'

const DAY_MS = 86_400_000

/** MS-ASCMD, FilterType (calendar): how far back the client wants to see. */
const BACK: Readonly<Record<number, { months: number; days: number }>> = {
  4: { months: 0, days: 14 },
  5: { months: 1, days: 0 },
  6: { months: 3, days: 0 },
  7: { months: 6, days: 0 },
}

/** The values of FilterType that mean something for a calendar. */
export const CALENDAR_FILTERS: readonly number[] = [0, ...Object.keys(BACK).map(Number)]

/** How a window slides: the client's period or the rules' months back, the rules' months ahead. */
export type WindowRule = {
  back: { months: number; days: number } | null
  aheadMonths: number | null
}

/** R-ONO-10, 11: a client's period counts; without one, the rules'. */
export function windowRule(rules: RuleSet, filterType: number): WindowRule {
  const { calendarPastMonths, calendarFutureMonths } = rules
  const byRules = calendarPastMonths === null ? null : { months: calendarPastMonths, days: 0 }
  return { back: BACK[filterType] ?? byRules, aheadMonths: calendarFutureMonths }
}

export function windowAt(rule: WindowRule, now: Date): Window {
  return {
    from: rule.back === null ? null : shifted(now, -rule.back.months, -rule.back.days),
    to: rule.aheadMonths === null ? null : shifted(now, rule.aheadMonths, 0),
  }
}

/** When something that ends then leaves the window. */
export function leavesAt(rule: WindowRule, end: Date): Date | null {
  return rule.back === null ? null : whenShifted(end, rule.back.months, rule.back.days)
}

/** When something that starts then comes into the window: its end is not inside. */
export function entersAt(rule: WindowRule, start: Date): Date | null {
  if (rule.aheadMonths === null) return null
  return whenShifted(new Date(start.getTime() + 1), -rule.aheadMonths, 0)
}

/**
 * Calendar months in UTC. A day that the month does not have becomes the first moment of the next
 * month, so that the edges of a window never go back while time goes on.
 */
function shifted(instant: Date, months: number, days: number): Date {
  const result = new Date(instant.getTime() + days * DAY_MS)
  if (months === 0) return result
  const year = result.getUTCFullYear()
  const month = result.getUTCMonth() + months
  if (result.getUTCDate() > daysIn(year, month)) return new Date(Date.UTC(year, month + 1, 1))
  result.setUTCMonth(month)
  return result
}

/** The first moment t whose `shifted(t, -months, -days)` has come to the instant. */
function whenShifted(instant: Date, months: number, days: number): Date {
  const there = shifted(instant, months, days)
  const year = instant.getUTCFullYear()
  const month = instant.getUTCMonth()
  if (months === 0 || instant.getTime() !== Date.UTC(year, month, 1)) return there
  // Days that the month before does not have are its first moment as well.
  const lacking = Date.UTC(year, month - 1 + months, daysIn(year, month - 1) + 1)
  return new Date(Math.min(there.getTime(), lacking))
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}
