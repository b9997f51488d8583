import type { AppointmentPatch, OccurrenceFields, Override, Span } from '../../store/model.js'
import {
  normaliseRrule,
  occurrencesBetween,
  recurrenceIdOf,
  seriesEnd,
  validateRrule,
} from '../../store/recurrence.js'
import { type Component, propertiesOf, propertyOf } from '../text/component.js'
import type { ContentLine } from '../text/content-line.js'
import { addDays, DAY, dateOf, dayNumber, isoInstant } from '../time/date-time.js'
import { fromWall, toWall } from '../time/zone.js'
import { type Moment, readDuration, readMoment } from './date-time.js'
import { type EntryContext, EntryRefused } from './entry.js'
import { type EventFields, readEvent } from './event.js'

const MOST_DATES = 2_000
/** Occurrences that a second rule may be written out as. */
const MOST_CONVERTED = 500
/** Of one file: each takes some milliseconds. */
const MOST_CONVERSIONS = 50
const CONVERSION_STEPS = 20_000
const ALWAYS = [new Date('1601-01-02T00:00:00Z'), new Date('4500-01-01T00:00:00Z')] as const

/**
 * RFC 5545, Recurrence Component Properties, and the exceptions that other components of the same
 * UID make: all of it as one patch. Throws EntryRefused.
 */
export function readSeries(
  master: Component,
  exceptions: readonly Component[],
  context: EntryContext,
): AppointmentPatch {
  if (exceptions.length > MOST_DATES) throw tooManyDates()
  const event = readEvent(master, context)
  const { span } = event.fields
  const rules = propertiesOf(master, 'RRULE').map((rule) => readRule(rule, span))
  const [rrule = null, ...further] = rules
  const rdates = readRdates(master, span, context)
  const series = rrule !== null || rdates.starts.length > 0 || exceptions.length > 0
  if (!series) return event.patch
  if (!event.zoneKnown && rrule !== null) {
    throw new EntryRefused('its rule would need a time zone that is not known')
  }
  const extra = further.flatMap((rule) => writtenOut(span, rule, { known: rrule, context }))
  const excluded = [
    ...readExdates(master, span, context),
    ...propertiesOf(master, 'EXRULE')
      .map((rule) => readRule(rule, span))
      .flatMap((rule) => writtenOut(span, rule, { known: null, context })),
  ]
  const overrides = new Map(excluded.map((id) => [id, cancelled(id)] as const))
  for (const override of rdates.overrides) overrides.set(override.recurrenceId, override)
  for (const exception of exceptions) {
    const override = readException(exception, event, context)
    if (override) overrides.set(override.recurrenceId, override)
  }
  if (overrides.size + rdates.starts.length > MOST_DATES) {
    throw tooManyDates()
  }
  return {
    ...event.patch,
    rrule,
    rdates: [...new Set([...rdates.starts, ...extra])].sort(),
    overrides: [...overrides.values()].sort(byId),
  }
}

function tooManyDates(): EntryRefused {
  return new EntryRefused(`it has more than ${MOST_DATES} single dates`)
}

function byId(a: Override, b: Override): number {
  return a.recurrenceId < b.recurrenceId ? -1 : 1
}

function readRule(property: ContentLine, span: Span): string {
  const rule = normaliseRrule(property.value, span)
  if (rule !== null) return rule
  throw new EntryRefused(`its rule was not taken: ${validateRrule(property.value)}`, property.line)
}

/** We keep one rule; a further one that ends becomes single starts. */
function writtenOut(
  span: Span,
  rrule: string,
  { known, context }: { known: string | null; context: EntryContext },
): string[] {
  context.conversions += 1
  if (context.conversions > MOST_CONVERSIONS) {
    throw new EntryRefused('it has several rules, of which the file has too many')
  }
  const series = { span, rrule, rdates: [], overrides: [] }
  const limits = { limit: MOST_CONVERTED + 1, steps: CONVERSION_STEPS }
  const found =
    seriesEnd(series, limits) === null ? null : occurrencesBetween(series, ...ALWAYS, limits)
  if (found === null || found.length > MOST_CONVERTED) {
    throw new EntryRefused('it has several rules, and one of them has no end or is too long')
  }
  const made = new Set(
    known === null
      ? []
      : occurrencesBetween({ ...series, rrule: known }, ...ALWAYS, limits).map(
          (one) => one.recurrenceId,
        ),
  )
  return found.map((one) => one.recurrenceId).filter((id) => !made.has(id))
}

function cancelled(recurrenceId: string): Override {
  return { recurrenceId, cancelled: true, changes: {}, clientData: {} }
}

/** RFC 5545, Exception Date-Times. A bare date in a timed series is the occurrence of that day. */
function readExdates(master: Component, span: Span, context: EntryContext): string[] {
  return propertiesOf(master, 'EXDATE').flatMap((property) =>
    values(property).flatMap((text) => {
      const moment = readMoment(property, text, context.zones)
      if (moment !== null) return [idIn(span, moment)]
      context.note({ line: property.line, reason: 'an EXDATE is not a date', skipped: false })
      return []
    }),
  )
}

type Rdates = { starts: string[]; overrides: Override[] }

/** RFC 5545, Recurrence Date-Times: starts, and periods where they are as long as they say. */
function readRdates(master: Component, span: Span, context: EntryContext): Rdates {
  const starts: string[] = []
  const overrides: Override[] = []
  for (const property of propertiesOf(master, 'RDATE')) {
    for (const text of values(property)) {
      const [first = '', second] = text.split('/')
      const moment = readMoment(property, first, context.zones)
      if (moment === null) {
        context.note({ line: property.line, reason: 'an RDATE is not a date', skipped: false })
        continue
      }
      const id = idIn(span, moment)
      starts.push(id)
      const period =
        second === undefined ? null : periodOf(property, moment, { text: second, context })
      if (period && !sameSpan(period, spanAt(span, id))) {
        overrides.push({
          recurrenceId: id,
          cancelled: false,
          changes: { span: period },
          clientData: {},
        })
      }
    }
  }
  return { starts, overrides }
}

function periodOf(
  property: ContentLine,
  start: Moment,
  second: { text: string; context: EntryContext },
): Span | null {
  if (start.allDay) return null
  const duration = readDuration(second.text)
  const end = readMoment(property, second.text, second.context.zones)
  const instant =
    duration !== null ? start.instant + duration : end?.allDay === false ? end.instant : null
  if (instant === null || instant < start.instant) return null
  const { timeZone } = start
  return { allDay: false, start: new Date(start.instant), end: new Date(instant), timeZone }
}

function values(property: ContentLine): string[] {
  return property.value.split(',').filter((text) => text.trim() !== '')
}

/** A moment in the form of the series' recurrence ids. */
function idIn(span: Span, moment: Moment): string {
  if (span.allDay) {
    return moment.allDay ? moment.date : dateOf(toWall(moment.timeZone, moment.instant))
  }
  if (!moment.allDay) return isoInstant(moment.instant)
  const start = toWall(span.timeZone, span.start.getTime())
  const timeOfDay = start - Math.floor(start / DAY) * DAY
  return isoInstant(fromWall(span.timeZone, dayNumber(moment.date) * DAY + timeOfDay))
}

/** The span that the series gives to the occurrence of that id. */
function spanAt(span: Span, id: string): Span {
  if (span.allDay) {
    const length = dayNumber(span.endDate) - dayNumber(span.startDate)
    return { allDay: true, startDate: id, endDate: addDays(id, length) }
  }
  const start = new Date(id)
  const length = span.end.getTime() - span.start.getTime()
  return { ...span, start, end: new Date(start.getTime() + length) }
}

/** Same times; the zone in which they were written may differ. */
function sameSpan(a: Span, b: Span): boolean {
  if (a.allDay || b.allDay) {
    return a.allDay && b.allDay && a.startDate === b.startDate && a.endDate === b.endDate
  }
  return a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime()
}

/** RFC 5545, Recurrence ID: the fields in which the occurrence differs from its series. */
function readException(
  exception: Component,
  series: EventFields,
  context: EntryContext,
): Override | null {
  const property = propertyOf(exception, 'RECURRENCE-ID')
  const moment = property ? readMoment(property, property.value, context.zones) : null
  const line = property?.line ?? exception.line
  if (!property || moment === null) {
    context.note({
      line,
      reason: 'an exception says of no occurrence that it is one',
      skipped: true,
    })
    return null
  }
  if (property.params.get('RANGE')?.[0]?.toUpperCase() === 'THISANDFUTURE') {
    const reason = 'a change of all later occurrences is not taken'
    context.note({ line, reason, skipped: true })
    return null
  }
  const recurrenceId = idIn(series.fields.span, moment)
  if (propertyOf(exception, 'STATUS')?.value.trim().toUpperCase() === 'CANCELLED') {
    return cancelled(recurrenceId)
  }
  try {
    const { fields } = readEvent(exception, context)
    const expected = { ...series.fields, span: spanAt(series.fields.span, recurrenceId) }
    return { recurrenceId, cancelled: false, changes: changesOf(fields, expected), clientData: {} }
  } catch (error) {
    if (!(error instanceof EntryRefused)) throw error
    const reason = `an exception of its series was left out: ${error.message}`
    context.note({ line: error.line ?? line, reason, skipped: true })
    return null
  }
}

function changesOf(fields: OccurrenceFields, expected: OccurrenceFields): Override['changes'] {
  const { span, ...rest } = fields
  const changed = Object.entries(rest).filter(
    ([name, value]) => value !== expected[name as keyof OccurrenceFields],
  )
  const changes: Override['changes'] = Object.fromEntries(changed)
  if (!sameSpan(span, expected.span)) changes.span = span
  return changes
}

/** A changed occurrence whose series is not in the file, as an appointment of its own. */
export function readOrphan(exception: Component, context: EntryContext): AppointmentPatch {
  const { patch, fields } = readEvent(exception, context)
  const property = propertyOf(exception, 'RECURRENCE-ID')
  const moment = property ? readMoment(property, property.value, context.zones) : null
  const id = moment === null ? recurrenceIdOf(fields.span) : idIn(fields.span, moment)
  return { ...patch, uid: `${patch.uid}/${id}` }
}
