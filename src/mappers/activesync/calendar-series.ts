import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element } from '../../activesync/wbxml/element.js'
import type { Appointment, AppointmentPatch, Override } from '../../store/model.js'
import type { RecurrenceIntervals } from '../../store/rule-set.js'
import { MappingError } from '../mapping-error.js'
import { compactDateTime, isoInstant, parseDateTime } from '../time/date-time.js'
import { dateIn } from '../time/zone.js'
import { allDayText, safeZone } from './all-day.js'
import { readExceptions } from './calendar-exceptions.js'
import { sameSpan } from './calendar-span.js'
import { isExpressible } from './expressible.js'
import type { MapperContext, ReadContext } from './mapper.js'
import { readRecurrence, recurrenceElement } from './recurrence.js'
import { keepExtras, keptExtras } from './recurrence-extras.js'
import {
  occurrenceOn,
  type Pattern,
  type PatternType,
  patternOf,
  rruleOf,
  type SeriesStart,
  sameRule,
  seriesStart,
} from './recurrence-pattern.js'
import type { ReadState } from './rule.js'

const RECURRENCE = 'Calendar:Recurrence'

/** MS-ASCAL, Recurrence; null for a single appointment and for a rule that can't be expressed. */
export function writeRecurrence(item: Appointment, context: MapperContext): Element | null {
  if (item.rrule === null) return null
  const start = seriesStart(item.span)
  const pattern = patternOf(item.rrule, start)
  if (typeof pattern === 'string') return null
  return recurrenceElement('Calendar', {
    pattern,
    extras: keptExtras('Calendar', item.clientData),
    dateTime: (date) =>
      start.zone
        ? compactDateTime(occurrenceOn(date, start))
        : allDayText(date, context.account.timeZone, context.version),
    context,
  })
}

/**
 * Rule and exceptions of an appointment whose other fields are read already.
 * @param next the appointment as it will be, its rule and overrides still as they are
 */
export function readSeries(
  state: ReadState<Appointment>,
  next: Appointment,
  context: ReadContext<'appointment'>,
): Pick<AppointmentPatch, 'rrule' | 'overrides'> {
  const rrule = readRule(state, next, context)
  if (rrule === null) {
    // additional dates make a series without a rule, of which no client knows
    const unchanged = next.rrule === null && (next.overrides.length === 0 || next.rdates.length > 0)
    return unchanged ? { rrule } : { rrule, overrides: [] }
  }
  const before = context.existing
  const carried = before ? carriedOverrides(before, { ...next, rrule }, context) : []
  const series: Appointment = { ...next, rrule, overrides: carried }
  const told = readExceptions(state.data, series, context)
  return { rrule, overrides: merged(carried, told) }
}

function readRule(
  state: ReadState<Appointment>,
  next: Appointment,
  context: ReadContext<'appointment'>,
): string | null {
  const node = childOf(state.data, RECURRENCE)
  const { rrule } = next
  if (!node) {
    // a rule that was never sent as one can not be taken away by its absence
    const hidden = rrule !== null && !isExpressible(next)
    return hidden || state.absence(RECURRENCE) === 'keep' ? rrule : null
  }
  // MS-ASCAL, Recurrence: from 16.0 an empty one makes the series a single appointment
  if (node.children.length === 0 && atLeast(context.version, '16.0')) return null
  const start = seriesStart(next.span)
  const current = rrule === null ? null : patternOf(rrule, start)
  const { pattern, extras } = readRecurrence('Calendar', node, {
    start,
    ownZone: safeZone(context.account.timeZone),
    current: typeof current === 'string' ? null : current,
    context,
  })
  keepExtras('Calendar', state, extras)
  const told = rruleOf(pattern, start)
  if (rrule !== null && sameRule(rrule, told, start)) return rrule
  refuseInterval(pattern, context.rules.recurrenceIntervals)
  return told
}

const FREQUENCIES: Record<PatternType, keyof RecurrenceIntervals> = {
  0: 'daily',
  1: 'weekly',
  2: 'monthly',
  3: 'monthly',
  5: 'yearly',
  6: 'yearly',
}

/** R-ONO-122: what the tenant's application can not express is refused, not stored as something else. */
function refuseInterval({ type, interval }: Pattern, allowed: RecurrenceIntervals | null): void {
  if (!allowed || allowed[FREQUENCIES[type]]?.includes(interval)) return
  throw new MappingError(`${RECURRENCE}/Calendar:Interval`, 'not one of the tenant’s intervals')
}

/**
 * The overrides that survive a change of the series. From 16.0 any change of rule, start or end takes
 * all of them away (MS-ASCAL, Recurrence). Before, they stay (MS-ASCAL, Removing Exceptions), moved
 * along with the time of day, unless the days on which the series falls have changed.
 */
function carriedOverrides(
  before: Appointment,
  after: Appointment,
  context: MapperContext,
): Override[] {
  const sameRules = before.rrule === after.rrule
  const [was, is] = [seriesStart(before.span), seriesStart(after.span)]
  const unmoved = sameSpan(before.span, after.span) && was.zone === is.zone
  if (unmoved && sameRules) return before.overrides
  if (atLeast(context.version, '16.0')) return []
  if (before.rrule === null || !sameDays(before, after, was)) return []
  if (was.date !== is.date || before.span.allDay !== after.span.allDay) return []
  return before.overrides.map((override) => ({
    ...override,
    recurrenceId: reanchored(override.recurrenceId, was, is),
  }))
}

/** Whether two rules fall on the same days, wherever they end. */
function sameDays(before: Appointment, after: Appointment, start: SeriesStart): boolean {
  const endless = (rrule: string | null) => {
    const pattern = patternOf(rrule ?? '', start)
    return typeof pattern === 'string'
      ? rrule
      : JSON.stringify({ ...pattern, until: null, occurrences: null })
  }
  return endless(before.rrule) === endless(after.rrule)
}

function reanchored(recurrenceId: string, was: SeriesStart, is: SeriesStart): string {
  const instant = parseDateTime(recurrenceId)
  if (instant === undefined || !was.zone || !is.zone) return recurrenceId
  return isoInstant(occurrenceOn(dateIn(was.zone, instant), is))
}

/** One absent from the request stays (MS-ASCAL, Removing Exceptions); each id once, in its place. */
function merged(carried: readonly Override[], told: readonly Override[]): Override[] {
  const byId = new Map([...carried, ...told].map((override) => [override.recurrenceId, override]))
  return [...byId.values()].filter(isNeeded)
}

/** An occurrence that differs in nothing is no override. */
function isNeeded(override: Override): boolean {
  return (
    override.cancelled ||
    Object.keys(override.changes).length > 0 ||
    Object.keys(override.clientData).length > 0
  )
}
