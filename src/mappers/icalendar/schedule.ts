import type {
  Appointment,
  OccurrenceFields,
  Override,
  Participant,
  Span,
} from '../../store/model.js'
import { escapeParam, escapeText } from '../text/content-line.js'
import { writeAttendee } from './attendee.js'
import {
  calendarText,
  eventHead,
  spanAt,
  writeAppointment,
  writeException,
} from './write-calendar.js'

/** RFC 5546: what a message about an appointment says. */
export type ScheduleMethod = 'REQUEST' | 'CANCEL' | 'REPLY' | 'COUNTER' | 'PUBLISH'

export type Schedule = {
  method: ScheduleMethod
  sequence: number
  organizer: { name: string; email: string }
  /** Those the message names: all who are invited, or the one who replies. */
  attendees: readonly Participant[]
  /** Only this occurrence of a series; null = all of it. */
  recurrenceId: string | null
  /** DTSTAMP. */
  now: Date
  /** When it is to take place instead. */
  proposed?: Span | null
  comment?: string
}

/**
 * An iTIP message (RFC 5546) about an appointment, as one iCalendar text. What is the writer's own
 * affair, such as reminders, categories and how the time is shown, is not in it.
 */
export function writeSchedule(item: Appointment, schedule: Schedule): string {
  const { method, recurrenceId } = schedule
  const shown = publicPart(item, schedule)
  const head = [...eventHead(shown), ...schedulingLines(schedule)]
  if (recurrenceId === null) return calendarText([shown], writeAppointment(shown, head), method)
  const override = overrideOf(shown, schedule, recurrenceId)
  const status = method === 'CANCEL' ? ['STATUS:CANCELLED'] : []
  return calendarText([shown], writeException(shown, override, [...head, ...status]), method)
}

/** What the appointment, or one occurrence of it, says. */
export function fieldsOf(item: Appointment, recurrenceId: string | null): OccurrenceFields {
  if (recurrenceId === null) return item
  const override = item.overrides.find((one) => one.recurrenceId === recurrenceId)
  return { ...item, span: spanAt(item.span, recurrenceId), ...override?.changes }
}

function publicPart(item: Appointment, schedule: Schedule): Appointment {
  const { method, recurrenceId, now, proposed } = schedule
  const answer = method === 'REPLY' || method === 'COUNTER'
  const whole = recurrenceId === null
  return {
    ...item,
    ...(whole && proposed && { span: proposed }),
    // An answer to a whole series names it by its UID.
    ...(answer && whole && { rrule: null, rdates: [], overrides: [] }),
    ...(answer && { note: '' }),
    status:
      method === 'CANCEL' ? 'cancelled' : item.status === 'tentative' ? 'tentative' : 'confirmed',
    updatedAt: now,
    participants: [],
    properties: [],
    clientData: {},
    reminderMinutes: null,
    showAs: null,
    type: null,
  }
}

function overrideOf(item: Appointment, schedule: Schedule, recurrenceId: string): Override {
  const found = item.overrides.find((one) => one.recurrenceId === recurrenceId)
  const { proposed } = schedule
  const changes = {
    ...(found?.cancelled ? {} : found?.changes),
    ...(proposed && { span: proposed }),
    reminderMinutes: null,
    showAs: null,
    type: null,
  }
  return { recurrenceId, cancelled: false, changes, clientData: {} }
}

function schedulingLines({ sequence, organizer, attendees, method, comment }: Schedule): string[] {
  const { name, email } = organizer
  const asked = method === 'REQUEST' ? 'ATTENDEE;RSVP=TRUE;' : 'ATTENDEE;'
  return [
    `SEQUENCE:${sequence}`,
    `ORGANIZER;CN=${escapeParam(name || email)}:mailto:${email}`,
    ...attendees.map((one) => writeAttendee(one).replace('ATTENDEE;', asked)),
    ...(comment ? [`COMMENT:${escapeText(comment)}`] : []),
  ]
}
