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

/** About when something that ends then leaves the window: never late, at most days early. */
export function leavesAt(rule: WindowRule, end: Date): Date | null {
  return rule.back === null ? null : shifted(end, rule.back.months, rule.back.days)
}

/** About when something that starts then comes into the window: never late, at most days early. */
export function entersAt(rule: WindowRule, start: Date): Date | null {
  return rule.aheadMonths === null ? null : shifted(start, -rule.aheadMonths, 0)
}

/** Calendar months in UTC; a day that the month does not have becomes its last. */
function shifted(instant: Date, months: number, days: number): Date {
  const result = new Date(instant)
  if (months !== 0) {
    const day = result.getUTCDate()
    result.setUTCDate(1)
    result.setUTCMonth(result.getUTCMonth() + months)
    const last = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0))
    result.setUTCDate(Math.min(day, last.getUTCDate()))
  }
  return new Date(result.getTime() + days * DAY_MS)
}
