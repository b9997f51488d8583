import { z } from 'zod'
import type { Appointment, AppointmentPatch, Override, Span } from '../../store/model.js'
import { validateRrule } from '../../store/recurrence-rule.js'
import { defined } from '../defined.js'
import { calendarDate, instant, instantText, rowId, textOf, timeZone } from './common.js'

const status = z.enum(['planned', 'tentative', 'confirmed', 'done', 'cancelled'])
const showAs = z.enum(['free', 'tentative', 'busy', 'out-of-office', 'elsewhere'])
export const privacy = z.enum(['normal', 'personal', 'private', 'confidential'])
const answerOf = z.enum(['unknown', 'tentative', 'accepted', 'declined', 'not-responded'])

const title = z.string().max(1_000)
const note = z.string().max(200_000)
export const typeWord = z.string().max(255).nullable().describe('In the words of the application.')

export const rrule = z
  .string()
  .max(2_000)
  .refine((text) => validateRrule(text) === null, 'No RRULE of RFC 5545, without "RRULE:"')
  .nullable()

/** Names an occurrence by its original start. */
const occurrence = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/, 'Write it like 2026-11-03T09:00:00Z or 2026-11-03')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'No such day or time')
  .describe('An instant in UTC; in an all-day series a date.')

const allDay = z.strictObject({
  allDay: z.literal(true),
  startDate: calendarDate,
  endDate: calendarDate.describe('The day after the last.'),
})
const ordered = 'The end lies before the start'
const spanIn = z
  .discriminatedUnion('allDay', [
    z.strictObject({ allDay: z.literal(false), start: instant, end: instant, timeZone }),
    allDay,
  ])
  .refine((span) => (span.allDay ? span.endDate > span.startDate : span.end >= span.start), ordered)
  .meta({ id: 'NewSpan', description: 'When it is.' })
const spanOut = z
  .discriminatedUnion('allDay', [
    z.strictObject({
      allDay: z.literal(false),
      start: instantText,
      end: instantText,
      timeZone: z.string(),
    }),
    z.strictObject({ allDay: z.literal(true), startDate: z.string(), endDate: z.string() }),
  ])
  .meta({ id: 'Span', description: 'When it is.' })

const own = {
  title,
  location: title,
  note,
  type: typeWord,
  showAs: showAs.nullable(),
  privacy,
  reminderMinutes: z.int().min(0).max(1_000_000).nullable().describe('Before the start.'),
}

const overrideIn = z
  .strictObject({
    recurrenceId: occurrence,
    cancelled: z.boolean().default(false),
    changes: z
      .strictObject({ ...own, span: spanIn })
      .partial()
      .default({}),
  })
  .meta({ id: 'NewOverride', description: 'An occurrence that differs or is cancelled.' })
const overrideOut = z
  .strictObject({
    recurrenceId: z.string(),
    cancelled: z.boolean(),
    changes: z.strictObject({ ...own, span: spanOut }).partial(),
  })
  .meta({ id: 'Override' })

const participantIn = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(['account', 'contact', 'resource']),
      refId: rowId.describe('Number of the user, contact or resource.'),
      status: answerOf.default('unknown'),
      optional: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('external'),
      name: z.string().min(1).max(255),
      email: z.string().max(320).nullable().default(null),
      status: answerOf.default('unknown'),
      optional: z.boolean().default(false),
    }),
  ])
  .meta({ id: 'NewParticipant' })
const participantOut = z
  .strictObject({
    kind: z.enum(['account', 'contact', 'resource', 'external']),
    refId: rowId.nullable(),
    name: z.string(),
    email: z.string().nullable(),
    status: answerOf,
    optional: z.boolean(),
  })
  .meta({ id: 'Participant' })

const fields = {
  ...own,
  span: spanIn,
  status,
  ownerId: rowId.nullable().describe('The user whose calendar it is in; `id` of a user.'),
  rrule,
  rdates: z.array(occurrence).max(1_000).describe('Additional starts.'),
  overrides: z.array(overrideIn).max(1_000).describe('Replaces all that are there.'),
  participants: z.array(participantIn).max(1_000).describe('Replaces all that are there.'),
}

export const appointment = z
  .strictObject({
    id: rowId,
    uid: z.string(),
    ...own,
    span: spanOut,
    status,
    ownerId: rowId.nullable(),
    rrule: z.string().nullable(),
    rdates: z.array(z.string()),
    overrides: z.array(overrideOut),
    participants: z.array(participantOut),
    properties: z.array(z.string()).describe('Titles of linked properties.'),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'Appointment' })

export const newUid = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}+$/u)
  .optional()

export const newAppointment = z
  .strictObject({ ...z.strictObject(fields).partial().shape, title, span: spanIn, uid: newUid })
  .meta({ id: 'NewAppointment' })
export const appointmentPatch = z.strictObject(fields).partial().meta({ id: 'AppointmentPatch' })

type Given = z.output<typeof appointmentPatch> & { uid?: string | undefined }

/** As the store takes it; what devices sent along with an occurrence stays with it. */
export function appointmentPatchOf(
  { overrides, participants, ...given }: Given,
  before: Appointment | null,
): AppointmentPatch {
  const sent = new Map(before?.overrides.map((one) => [one.recurrenceId, one.clientData]))
  return {
    ...defined(given),
    ...(overrides && {
      overrides: overrides.map(({ changes, ...rest }) => ({
        ...{ ...rest, changes: defined(changes) },
        clientData: sent.get(rest.recurrenceId) ?? {},
      })),
    }),
    ...(participants && {
      participants: participants.map((one) =>
        one.kind === 'external' ? { ...one, refId: null } : { ...one, name: '', email: null },
      ),
    }),
  }
}

export function appointmentView(item: Appointment): z.output<typeof appointment> {
  const { id, uid, title, location, note, type, showAs, privacy, reminderMinutes } = item
  const { status, ownerId, rrule, rdates, participants, properties } = item
  return {
    ...{ id, uid, title, location, note, type, showAs, privacy, reminderMinutes },
    ...{ span: spanView(item.span), status, ownerId, rrule, rdates },
    overrides: item.overrides.map(overrideView),
    participants: participants.map(({ kind, refId, name, email, status, optional }) => ({
      ...{ kind, refId, name, email, status, optional },
    })),
    ...{ properties, createdAt: textOf(item.createdAt), updatedAt: textOf(item.updatedAt) },
  }
}

function spanView(span: Span): z.output<typeof spanOut> {
  return span.allDay ? span : { ...span, start: textOf(span.start), end: textOf(span.end) }
}

function overrideView({ recurrenceId, cancelled, changes }: Override) {
  const { span, ...rest } = changes
  return { recurrenceId, cancelled, changes: { ...rest, ...(span && { span: spanView(span) }) } }
}
