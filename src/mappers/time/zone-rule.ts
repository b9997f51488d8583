import { DAY, MINUTE } from './date-time.js'
import { offsetAt, type Shift, zoneYear } from './zone.js'

/** A yearly change of the clock, as Windows writes it: nth weekday of a month, 5 = the last. */
export type Transition = {
  month: number
  week: number
  /** 0 = Sunday. */
  dayOfWeek: number
  /** Minutes after midnight on the clock that is being changed. */
  minutes: number
}

/** Offsets in minutes east of Greenwich; both transitions, or neither where the clock stays. */
export type ZoneRule = {
  standard: number
  daylight: number
  toStandard: Transition | null
  toDaylight: Transition | null
}

const YEARS_AROUND = 6

/**
 * The zone's rule in a year. Where that year has no regular pair of changes (a zone that moved for
 * good, or suspended summer time), it is the fixed offset at `instant`.
 */
export function zoneRule(zone: string, year: number, instant: number): ZoneRule {
  const pair = regularPair(zone, year)
  if (!pair) {
    const fixed = Math.round(offsetAt(zone, instant) / MINUTE)
    return { standard: fixed, daylight: fixed, toStandard: null, toDaylight: null }
  }
  const [toDaylight, toStandard] = pair
  return {
    standard: Math.round(toDaylight.before / MINUTE),
    daylight: Math.round(toDaylight.after / MINUTE),
    toStandard: transitionOf(zone, toStandard, year),
    toDaylight: transitionOf(zone, toDaylight, year),
  }
}

export function sameZoneRule(a: ZoneRule, b: ZoneRule): boolean {
  return (
    a.standard === b.standard &&
    a.daylight === b.daylight &&
    sameTransition(a.toStandard, b.toStandard) &&
    sameTransition(a.toDaylight, b.toDaylight)
  )
}

function sameTransition(a: Transition | null, b: Transition | null): boolean {
  if (!a || !b) return a === b
  return (
    a.month === b.month &&
    a.week === b.week &&
    a.dayOfWeek === b.dayOfWeek &&
    a.minutes === b.minutes
  )
}

/** Instants at which a rule changes the clock in a year, ascending, with the offsets in minutes. */
export function ruleShifts(rule: ZoneRule, year: number): { at: number; after: number }[] {
  if (!rule.toStandard || !rule.toDaylight) return []
  const shifts = [
    {
      at: wallOf(rule.toDaylight, year) - rule.standard * MINUTE,
      after: rule.daylight,
    },
    {
      at: wallOf(rule.toStandard, year) - rule.daylight * MINUTE,
      after: rule.standard,
    },
  ]
  return shifts.sort((a, b) => a.at - b.at)
}

/** Whether the zone behaves as the rule says in that year, within `tolerance` milliseconds. */
export function followsRule(
  zone: string,
  rule: ZoneRule,
  at: { year: number; tolerance: number },
): boolean {
  const actual = zoneYear(zone, at.year)
  const expected = ruleShifts(rule, at.year)
  const first = expected.at(-1)?.after ?? rule.standard
  const near = (a: number, b: number) => Math.abs(a - b) <= Math.min(at.tolerance, MINUTE)
  if (!near(actual.offset, first * MINUTE)) return false
  if (actual.shifts.length !== expected.length) return false
  return actual.shifts.every((shift, index) => {
    const other = expected[index]
    if (!other) return false
    return near(shift.after, other.after * MINUTE) && Math.abs(shift.at - other.at) <= at.tolerance
  })
}

/** [to summer time, back], whichever comes first in the year. */
function regularPair(zone: string, year: number): [Shift, Shift] | undefined {
  const { shifts } = zoneYear(zone, year)
  const [first, second] = shifts
  if (!first || !second || shifts.length > 2 || first.before !== second.after) return undefined
  return first.after > first.before ? [first, second] : [second, first]
}

function transitionOf(zone: string, shift: Shift, year: number): Transition {
  const wall = new Date(shift.at + shift.before)
  const nth = Math.ceil(wall.getUTCDate() / 7)
  return {
    month: wall.getUTCMonth() + 1,
    week: nth === 4 && isLast(wall) && isLastRule(zone, wall, year) ? 5 : nth,
    dayOfWeek: wall.getUTCDay(),
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  }
}

function isLast(wall: Date): boolean {
  return new Date(wall.getTime() + 7 * DAY).getUTCMonth() !== wall.getUTCMonth()
}

/** A fourth weekday that is also the last: the years around tell which of the two is meant. */
function isLastRule(zone: string, wall: Date, year: number): boolean {
  for (let step = 2; step <= 2 * YEARS_AROUND + 1; step++) {
    // the next year, the one before, the one after the next …
    const other = year + (step % 2 === 0 ? step / 2 : -(step - 1) / 2)
    for (const shift of regularPair(zone, other) ?? []) {
      const twin = new Date(shift.at + shift.before)
      if (twin.getUTCMonth() !== wall.getUTCMonth() || twin.getUTCDay() !== wall.getUTCDay()) {
        continue
      }
      if (twin.getUTCDate() > 28) return true
      if (twin.getUTCDate() > 21 && !isLast(twin)) return false
    }
  }
  return true
}

function wallOf(transition: Transition, year: number): number {
  const first = Date.UTC(year, transition.month - 1, 1)
  const firstDay = new Date(first).getUTCDay()
  const length = new Date(Date.UTC(year, transition.month, 0)).getUTCDate()
  let day = 1 + ((transition.dayOfWeek - firstDay + 7) % 7) + (transition.week - 1) * 7
  while (day > length) day -= 7
  return first + (day - 1) * DAY + transition.minutes * MINUTE
}
