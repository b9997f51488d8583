import type { AppointmentPatch, OccurrenceFields, Span } from '../../store/model.js'
import { type Component, propertyOf } from '../text/component.js'
import { addDays, DAY, dateOf } from '../time/date-time.js'
import { fromWall, isTimeZone, startOfDay, toWall } from '../time/zone.js'
import { type Alarms, minutesBefore, readAlarms } from './alarm.js'
import { readParticipants } from './attendee.js'
import { APPOINTMENT_STATUS, BUSY_STATUS, neutralOf, PRIVACY } from './codes.js'
import { type Moment, readDuration, readMoment } from './date-time.js'
import {
  categoriesOf,
  type EntryContext,
  EntryRefused,
  keptData,
  keptProperties,
  ownZoneOf,
  textOf,
  uidOf,
} from './entry.js'

/** An event without what makes it a series. */
export type EventFields = {
  fields: OccurrenceFields
  patch: AppointmentPatch
  /** False: its times are right, but a series can't be kept in its zone. */
  zoneKnown: boolean
}

/** RFC 5545, Event Component. Throws EntryRefused. */
export function readEvent(event: Component, context: EntryContext): EventFields {
  const start = readStart(event, context)
  const span = asWholeDays(event, readSpan(event, start, context))
  const alarms = readEventAlarms(event, span, context)
  const categories = categoriesOf(event)
  const fields: OccurrenceFields = {
    span,
    title: textOf(event, 'SUMMARY'),
    location: textOf(event, 'LOCATION'),
    note: textOf(event, 'DESCRIPTION'),
    type: categories[0] ?? null,
    showAs: showAsOf(event),
    privacy: privacyOf(event),
    reminderMinutes: alarms.minutes,
  }
  const oneCategory = categories.length <= 1 ? ['CATEGORIES'] : []
  const patch: AppointmentPatch = {
    ...fields,
    uid: uidOf(event),
    status: neutralOf(APPOINTMENT_STATUS, propertyOf(event, 'STATUS')?.value) ?? 'planned',
    rrule: null,
    rdates: [],
    overrides: [],
    participants: readParticipants(event),
    clientData: keptData(keptProperties(event, oneCategory), alarms.kept),
  }
  return { fields, patch, zoneKnown: start.allDay || start.zoneKnown }
}

function readStart(event: Component, context: EntryContext): Moment {
  const property = propertyOf(event, 'DTSTART')
  if (!property) throw new EntryRefused('it has no start')
  const start = readMoment(property, property.value, context.zones)
  if (start === null) throw new EntryRefused('its start is not a date', property.line)
  const timeZone = ownZoneOf(event)
  return start.allDay || timeZone === null ? start : { ...start, timeZone }
}

function readSpan(event: Component, start: Moment, context: EntryContext): Span {
  const property = propertyOf(event, 'DTEND')
  const length = propertyOf(event, 'DURATION')
  if (property) {
    const end = readMoment(property, property.value, context.zones)
    if (end === null) throw new EntryRefused('its end is not a date', property.line)
    const span = start.allDay ? daysUntil(start.date, end) : timesUntil(start, end)
    if (span === null) throw new EntryRefused('it ends before it starts', property.line)
    return span
  }
  const duration = length ? readDuration(length.value) : 0
  if (duration === null || duration < 0) {
    throw new EntryRefused('its duration is none', length?.line ?? null)
  }
  if (start.allDay) {
    const days = Math.max(1, Math.ceil(duration / DAY))
    return { allDay: true, startDate: start.date, endDate: addDays(start.date, days) }
  }
  // RFC 5545, Duration: days are those of the calendar, hours are exact.
  const nominal = length !== undefined && !/T/i.test(length.value)
  const end = nominal
    ? fromWall(start.timeZone, toWall(start.timeZone, start.instant) + duration)
    : start.instant + duration
  return timed(start, end)
}

function timed(start: Extract<Moment, { allDay: false }>, end: number): Span {
  const { timeZone } = start
  return { allDay: false, start: new Date(start.instant), end: new Date(end), timeZone }
}

/** An end on the day of the start means one day: some programs write it so. */
function daysUntil(startDate: string, end: Moment): Span | null {
  const endDate = end.allDay ? end.date : dateOf(toWall(end.timeZone, end.instant))
  if (endDate < startDate) return null
  return { allDay: true, startDate, endDate: endDate > startDate ? endDate : addDays(startDate, 1) }
}

function timesUntil(start: Extract<Moment, { allDay: false }>, end: Moment): Span | null {
  const instant = end.allDay ? startOfDay(start.timeZone, end.date) : end.instant
  return instant < start.instant ? null : timed(start, instant)
}

/** MS-OXCICAL, X-MICROSOFT-CDO-ALLDAYEVENT: midnight to midnight is meant as whole days. */
function asWholeDays(event: Component, span: Span): Span {
  const marked = propertyOf(event, 'X-MICROSOFT-CDO-ALLDAYEVENT')?.value.trim().toUpperCase()
  if (marked !== 'TRUE' || span.allDay) return span
  const start = toWall(span.timeZone, span.start.getTime())
  const end = toWall(span.timeZone, span.end.getTime())
  if (start % DAY !== 0 || end % DAY !== 0) return span
  return daysUntil(dateOf(start), { allDay: true, date: dateOf(end) }) ?? span
}

function readEventAlarms(
  event: Component,
  span: Span,
  context: EntryContext,
): { minutes: number | null; kept: Alarms['kept'] } {
  const zone = isTimeZone(context.calendarZone) ? context.calendarZone : context.timeZone
  const start = span.allDay ? startOfDay(zone, span.startDate) : span.start.getTime()
  const end = span.allDay ? startOfDay(zone, span.endDate) : span.end.getTime()
  const alarms = readAlarms(event, { start, end }, context)
  return { minutes: minutesBefore(alarms.at, start), kept: alarms.kept }
}

function showAsOf(event: Component): OccurrenceFields['showAs'] {
  const busy = neutralOf(BUSY_STATUS, propertyOf(event, 'X-MICROSOFT-CDO-BUSYSTATUS')?.value)
  if (busy !== null) return busy
  const transparency = propertyOf(event, 'TRANSP')?.value.trim().toUpperCase()
  if (transparency === 'TRANSPARENT') return 'free'
  return transparency === 'OPAQUE' ? 'busy' : null
}

/** RFC 5545, Classification: a value that is not known is treated like PRIVATE. */
export function privacyOf(component: Component): OccurrenceFields['privacy'] {
  const text = propertyOf(component, 'CLASS')?.value
  if (text === undefined || text.trim() === '') return 'normal'
  return neutralOf(PRIVACY, text) ?? 'private'
}
