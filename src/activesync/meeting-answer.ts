import { createHash } from 'node:crypto'
import { writeMeetingMail } from '../mail/meeting-mail.js'
import { isAddress } from '../mail/message.js'
import { foreignOrganizer, withResponse } from '../mappers/activesync/index.js'
import { fieldsOf, writeSchedule } from '../mappers/icalendar/schedule.js'
import { updateAppointment } from '../store/appointments.js'
import type { Sql } from '../store/database.js'
import { mailboxOf } from '../store/mailboxes.js'
import type { Appointment, AppointmentPatch, Participant, Span } from '../store/model.js'
import { enqueueMail, lastSequence, mailsBefore } from '../store/outbox.js'
import type { CommandContext } from './command.js'
import { senderOf } from './sender.js'
import { mapperContext } from './sync/scope.js'

/** What a user answers to a meeting. */
export type MeetingAnswer = {
  item: Appointment
  /** One occurrence; null = all of it. */
  recurrenceId: string | null
  response: 'accepted' | 'tentative' | 'declined'
  /** To the organizer, with this text; null = no mail. */
  mail: { text: string } | null
  proposal: { start: Date; end: Date } | null
}

/** Whether there is something to answer: it is a meeting, and somebody else's. */
export function isInvited(item: Appointment, { session }: CommandContext): boolean {
  const { id } = session.account
  if (item.ownerId === id) return foreignOrganizer(item) !== null
  return item.participants.some(({ kind, refId }) => kind === 'account' && refId === id)
}

/** Stores the answer, and puts the mail about it into the outbox; the same again changes nothing. */
export async function answerMeeting(
  tx: Sql,
  answer: MeetingAnswer,
  context: CommandContext,
): Promise<void> {
  const { item, recurrenceId } = answer
  const patch =
    recurrenceId === null
      ? wholePatch(answer, context)
      : occurrencePatch(answer, recurrenceId, context)
  await updateAppointment(tx, context.session.tenant.id, { id: item.id, patch })
  if (answer.mail) await reply(tx, answer, context)
}

/**
 * Declined, a meeting of the user's own calendar leaves his devices as a deleted one does. One that
 * the application shares between colleagues stays theirs, with his answer.
 */
function wholePatch({ item, response }: MeetingAnswer, context: CommandContext): AppointmentPatch {
  const { id } = context.session.account
  const others = item.participants.filter((one) => !(one.kind === 'account' && one.refId === id))
  const participants = [...others, selfIn(item, response, context)]
  if (item.ownerId !== id) return { participants }
  if (response === 'declined') return { participants, status: 'cancelled' }
  return { participants, ...(item.status === 'cancelled' && { status: 'planned' }) }
}

function occurrencePatch(
  { item, response }: MeetingAnswer,
  recurrenceId: string,
  { session }: CommandContext,
): AppointmentPatch {
  const { id } = session.account
  const found = item.overrides.find((one) => one.recurrenceId === recurrenceId)
  const before = found ?? { recurrenceId, cancelled: false, changes: {}, clientData: {} }
  const cancelled = response === 'declined' && item.ownerId === id
  const override = { ...withResponse(before, id, response), cancelled }
  const others = item.overrides.filter((one) => one.recurrenceId !== recurrenceId)
  return { overrides: [...others, override] }
}

function selfIn(
  item: Appointment,
  status: MeetingAnswer['response'],
  { session }: CommandContext,
): Participant {
  const { id, email, display_name, name } = session.account
  const self = item.participants.find((one) => one.kind === 'account' && one.refId === id)
  const fresh = { kind: 'account', refId: id, name: display_name || name, email } as const
  return { ...fresh, optional: false, ...self, status }
}

/** MS-ASCMD, SendResponse: RFC 5546 REPLY, or COUNTER with another time. */
async function reply(tx: Sql, answer: MeetingAnswer, context: CommandContext): Promise<void> {
  const { app, session } = context
  const { item, recurrenceId, response, mail, proposal } = answer
  const from = senderOf(context)
  const organizer = await organizerOf(tx, item, context)
  if (app.config.mail.smtpUrl === null || !from || !organizer) return
  const owner = { tenantId: session.tenant.id, accountId: session.account.id }
  const about = `reply:${item.id} ${recurrenceId ?? ''} #`
  const before = await mailsBefore(tx, owner, about)
  const print = printOf([response, mail?.text, proposal?.start, proposal?.end])
  // The same answer again is a repeated request; a user who changes his mind twice is not.
  if (before.print === print) return
  const sequence = await lastSequence(tx, { tenantId: owner.tenantId, appointmentId: item.id })
  const { now, account } = mapperContext(context, [])
  const method = proposal ? 'COUNTER' : 'REPLY'
  const fields = fieldsOf(item, recurrenceId)
  const self = { ...selfIn(item, response, context), email: from.address }
  const calendar = writeSchedule(item, {
    ...{ method, sequence, organizer, attendees: [self], recurrenceId, now },
    ...{ comment: mail?.text ?? '', proposed: proposal && proposedSpan(fields.span, proposal) },
  })
  const { messageId, bytes } = await writeMeetingMail({
    ...{ kind: proposal ? 'proposal' : response, language: account.language ?? 'de', from },
    ...{ to: [{ name: organizer.name, address: organizer.email }], calendar, method, now },
    about: {
      ...fields,
      note: '',
      span: proposal ? proposedSpan(fields.span, proposal) : fields.span,
    },
    text: mail?.text ?? '',
  })
  const key = `${about}${before.count}`
  const recipients = [organizer.email]
  await enqueueMail(tx, owner, {
    ...{ key, print, messageId, sender: from.address, recipients, message: bytes },
  })
}

function printOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64')
}

function proposedSpan(span: Span, { start, end }: { start: Date; end: Date }): Span {
  const timeZone = span.allDay ? 'UTC' : span.timeZone
  return { allDay: false, start, end, timeZone }
}

async function organizerOf(
  tx: Sql,
  item: Appointment,
  { session }: CommandContext,
): Promise<{ name: string; email: string } | null> {
  const foreign = foreignOrganizer(item)
  const owner = item.ownerId === null ? null : await mailboxOf(tx, session.tenant.id, item.ownerId)
  const { name, email } = foreign ?? owner ?? { name: '', email: null }
  return email && isAddress(email) ? { name, email } : null
}
