import type {
  Appointment,
  Note,
  OccurrenceFields,
  Override,
  Span,
  Task,
} from '../../store/model.js'
import { clean, escapeText, foldLine } from '../text/content-line.js'
import { compactDateTime } from '../time/date-time.js'
import { fromWall, isTimeZone, toWall } from '../time/zone.js'
import { writeAttendee } from './attendee.js'
import {
  APPOINTMENT_STATUS,
  BUSY_STATUS,
  PRIVACY,
  TASK_STATUS,
  WIRE_OF_PRIORITY,
  wireOf,
} from './codes.js'
import { KEPT_ALARMS, KEPT_PROPERTIES, keptLines } from './entry.js'
import { writeJournal } from './journal.js'
import { oneLine, optional } from './write-line.js'
import { writeZone } from './write-zone.js'

export type CalendarItems = {
  appointments?: readonly Appointment[]
  tasks?: readonly Task[]
  notes?: readonly Note[]
}

/**
 * Appointments, tasks and notes as one iCalendar text (RFC 5545): CRLF, folded, zones described. What
 * `readCalendar` reads from it is what was written, but for ids, owners and links to our own rows.
 */
export function writeCalendar(items: CalendarItems): string {
  const appointments = items.appointments ?? []
  const tasks = items.tasks ?? []
  const lines = [
    ...appointments.flatMap((item) => writeAppointment(item)),
    ...tasks.flatMap(writeTask),
    ...(items.notes ?? []).flatMap(writeJournal),
  ]
  return calendarText(appointments, lines)
}

/** An iCalendar text of these lines, with the zones in which the appointments take place. */
export function calendarText(
  appointments: readonly Appointment[],
  components: readonly string[],
  method?: string,
): string {
  const zones = new Map<string, number>()
  for (const span of appointments.flatMap(spansOf)) {
    if (!span.allDay && isNamed(span.timeZone) && !zones.has(span.timeZone)) {
      zones.set(span.timeZone, span.start.getTime())
    }
  }
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Termingate//Termingate//EN',
    ...(method === undefined ? [] : [`METHOD:${method}`]),
    ...[...zones].flatMap(([zone, around]) => writeZone(zone, around)),
    ...components,
    'END:VCALENDAR',
  ]
  return lines.map(foldLine).join('')
}

function spansOf({ span, overrides }: Appointment): Span[] {
  return [span, ...overrides.flatMap(({ changes }) => (changes.span ? [changes.span] : []))]
}

/** UTC and unknown zones are written as instants. */
function isNamed(timeZone: string): boolean {
  return timeZone !== 'UTC' && isTimeZone(timeZone)
}

/** What each VEVENT of it begins with. */
export function eventHead({ uid, updatedAt }: Appointment): string[] {
  return [`UID:${oneLine(uid)}`, `DTSTAMP:${compactDateTime(updatedAt.getTime())}`]
}

/** Its VEVENTs: the series or single appointment, then what differs. */
export function writeAppointment(item: Appointment, head = eventHead(item)): string[] {
  const status = wireOf(APPOINTMENT_STATUS, item.status)
  const cancelled = item.overrides.filter((override) => override.cancelled)
  const changed = item.overrides.filter((override) => !override.cancelled)
  const categories = keptLines(item.clientData, KEPT_PROPERTIES).some(isCategories)
  return [
    'BEGIN:VEVENT',
    ...head,
    `CREATED:${compactDateTime(item.createdAt.getTime())}`,
    ...writeFields(item, categories),
    ...(status === null ? [] : [`STATUS:${status}`]),
    ...(item.rrule === null ? [] : [`RRULE:${oneLine(item.rrule)}`]),
    ...item.rdates.map((id) => writeId('RDATE', id, item.span)),
    ...cancelled.map(({ recurrenceId }) => writeId('EXDATE', recurrenceId, item.span)),
    ...item.participants.map(writeAttendee),
    ...keptLines(item.clientData, KEPT_PROPERTIES).map(oneLine),
    ...writeReminder(item.reminderMinutes),
    ...writeKeptAlarms(item.clientData),
    'END:VEVENT',
    ...changed.flatMap((override) => writeException(item, override, head)),
  ]
}

function isCategories(line: string): boolean {
  return /^CATEGORIES[;:]/i.test(line)
}

function writeFields(fields: OccurrenceFields, categoriesKept: boolean): string[] {
  const { showAs } = fields
  const busy = showAs === null ? null : wireOf(BUSY_STATUS, showAs)
  return [
    ...writeSpan(fields.span),
    `SUMMARY:${escapeText(fields.title)}`,
    ...optional('LOCATION', fields.location),
    ...optional('DESCRIPTION', fields.note),
    ...(categoriesKept ? [] : optional('CATEGORIES', fields.type ?? '')),
    ...(fields.privacy === 'normal' ? [] : [`CLASS:${wireOf(PRIVACY, fields.privacy)}`]),
    ...(busy === null
      ? []
      : [
          `TRANSP:${showAs === 'free' ? 'TRANSPARENT' : 'OPAQUE'}`,
          `X-MICROSOFT-CDO-BUSYSTATUS:${busy}`,
        ]),
  ]
}

function writeSpan(span: Span): string[] {
  if (span.allDay) {
    return [
      `DTSTART;VALUE=DATE:${digits(span.startDate)}`,
      `DTEND;VALUE=DATE:${digits(span.endDate)}`,
    ]
  }
  const start = span.start.getTime()
  return [
    `DTSTART${writeTime(start, span.timeZone)}`,
    `DTEND${writeTime(span.end.getTime(), span.timeZone)}`,
    ...(isTwofold(start, span.timeZone) ? [`X-TERMINGATE-TIME-ZONE:${span.timeZone}`] : []),
  ]
}

/** RFC 5545, Date-Time: a local time that comes twice is the first of the two. The second is told in UTC. */
function writeTime(instant: number, timeZone: string): string {
  if (!isNamed(timeZone) || isTwofold(instant, timeZone)) return `:${compactDateTime(instant)}`
  return `;TZID=${timeZone}:${compactDateTime(toWall(timeZone, instant)).slice(0, -1)}`
}

function isTwofold(instant: number, timeZone: string): boolean {
  return isNamed(timeZone) && fromWall(timeZone, toWall(timeZone, instant)) !== instant
}

function digits(date: string): string {
  return date.replace(/-/g, '')
}

/** A recurrence id in the form of its series (RFC 5545, Recurrence ID: the same value type). */
function writeId(name: string, id: string, span: Span): string {
  if (span.allDay || id.length === 10) return `${name};VALUE=DATE:${digits(id.slice(0, 10))}`
  const instant = Date.parse(id)
  return Number.isNaN(instant)
    ? `X-${name}:${oneLine(id)}`
    : `${name}${writeTime(instant, span.timeZone)}`
}

/** The VEVENT of one occurrence. */
export function writeException(
  item: Appointment,
  override: Override,
  head: readonly string[],
): string[] {
  const fields = { ...item, span: spanAt(item.span, override.recurrenceId), ...override.changes }
  return [
    'BEGIN:VEVENT',
    ...head,
    writeId('RECURRENCE-ID', override.recurrenceId, item.span),
    ...writeFields(fields, false),
    ...writeReminder(fields.reminderMinutes),
    'END:VEVENT',
  ]
}

/** When the occurrence with this id takes place, unless it was moved. */
export function spanAt(span: Span, id: string): Span {
  if (span.allDay) {
    const length = Date.parse(span.endDate) - Date.parse(span.startDate)
    const endDate = new Date(Date.parse(id.slice(0, 10)) + length).toISOString().slice(0, 10)
    return { allDay: true, startDate: id.slice(0, 10), endDate }
  }
  const start = new Date(id)
  if (Number.isNaN(start.getTime())) return span
  const length = span.end.getTime() - span.start.getTime()
  return { ...span, start, end: new Date(start.getTime() + length) }
}

function writeReminder(minutes: number | null): string[] {
  if (minutes === null) return []
  return [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    `TRIGGER:-PT${minutes}M`,
    'END:VALARM',
  ]
}

function writeKeptAlarms(clientData: Appointment['clientData']): string[] {
  return keptLines(clientData, KEPT_ALARMS).flatMap((alarm) => clean(alarm).split('\n'))
}

function writeTask(task: Task): string[] {
  const categories = keptLines(task.clientData, KEPT_PROPERTIES).some(isCategories)
  const reminder = task.reminderAt === null ? null : compactDateTime(task.reminderAt.getTime())
  return [
    'BEGIN:VTODO',
    `UID:${oneLine(task.uid)}`,
    `DTSTAMP:${compactDateTime(task.updatedAt.getTime())}`,
    `CREATED:${compactDateTime(task.createdAt.getTime())}`,
    `SUMMARY:${escapeText(task.title)}`,
    ...optional('DESCRIPTION', task.note),
    ...(categories ? [] : optional('CATEGORIES', task.type ?? '')),
    `PRIORITY:${WIRE_OF_PRIORITY[task.priority] ?? 5}`,
    ...(task.startDate === null ? [] : [`DTSTART;VALUE=DATE:${digits(task.startDate)}`]),
    ...(task.dueDate === null ? [] : [`DUE;VALUE=DATE:${digits(task.dueDate)}`]),
    ...(task.dueDate === null || task.deadline ? [] : ['X-TERMINGATE-DEADLINE:FALSE']),
    ...(task.timeZone === null ? [] : [`X-TERMINGATE-TIME-ZONE:${oneLine(task.timeZone)}`]),
    ...(task.privacy === 'normal' ? [] : [`CLASS:${wireOf(PRIVACY, task.privacy)}`]),
    `STATUS:${wireOf(TASK_STATUS, task.status)}`,
    `PERCENT-COMPLETE:${task.percentComplete}`,
    ...(task.completedAt === null
      ? []
      : [`COMPLETED:${compactDateTime(task.completedAt.getTime())}`]),
    ...(task.rrule === null ? [] : [`RRULE:${oneLine(task.rrule)}`]),
    ...keptLines(task.clientData, KEPT_PROPERTIES).map(oneLine),
    ...(reminder === null
      ? []
      : [
          'BEGIN:VALARM',
          'ACTION:DISPLAY',
          'DESCRIPTION:Reminder',
          `TRIGGER;VALUE=DATE-TIME:${reminder}`,
          'END:VALARM',
        ]),
    ...writeKeptAlarms(task.clientData),
    'END:VTODO',
  ]
}
