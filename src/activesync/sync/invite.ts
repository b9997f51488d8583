import { writeMeetingMail } from '../../mail/meeting-mail.js'
import { isAddress, type Mailbox } from '../../mail/message.js'
import { foreignOrganizer } from '../../mappers/activesync/index.js'
import { fieldsOf, writeSchedule } from '../../mappers/icalendar/schedule.js'
import { loadAppointments } from '../../store/appointments.js'
import type { Appointment } from '../../store/model.js'
import { enqueueMail, nextSequence, recipientsSince } from '../../store/outbox.js'
import { seriesEnd } from '../../store/recurrence.js'
import { addressesOf } from '../account-address.js'
import { atLeast } from '../protocol-version.js'
import { MAIL_HOUR_SECONDS, MOST_RECIPIENTS, senderOf } from '../sender.js'
import type { ClientChanges } from './apply-client-changes.js'
import type { Turn } from './collection-turn.js'
import { type Invitation, planInvitations } from './invitation-plan.js'
import type { Scope } from './scope.js'

/**
 * From 16.0 on the server writes to attendees (MS-ASCMD_R7478); up to 14.1 the client does. In the
 * transaction of what the device changed, and by the difference that it made: an echo, a second phone
 * or a repeated Sync makes none. Only under `attendees: keep`, where a phone's list of attendees is
 * believed, and only with a mail server: R-ONO-07 else.
 */
export async function invite(turn: Turn, scope: Scope, client: ClientChanges): Promise<void> {
  const { context, tx, afterCommit } = turn
  const { mapper, kind, ref } = scope
  const from = senderOf(context)
  const on = context.app.config.mail.smtpUrl !== null && atLeast(context.version, '16.0')
  if (!on || !from || kind !== 'appointment' || mapper.rules.attendees !== 'keep') return
  if (client.before.size === 0) return
  const written = await loadAppointments(tx, ref.tenantId, [...client.before.keys()])
  for (const after of written) {
    const before = client.before.get(after.id) as Appointment | null
    if (!concerns(before, after, scope)) continue
    const { accountId } = scope
    const addresses = addressesOf(context.session, context.app.config)
    const plan = planInvitations(before, after, { accountId, addresses }).map(withAddresses)
    await send(turn, scope, { before, after, plan, from })
  }
  afterCommit.push(context.app.mail.wake)
}

/** The user's own meeting, and not one that is over. */
function concerns(before: Appointment | null, after: Appointment, scope: Scope): boolean {
  if (after.ownerId !== scope.accountId || foreignOrganizer(after)) return false
  return [before, after].some((item) => item !== null && !isOver(item, scope.mapper.now))
}

function isOver(item: Appointment, now: Date): boolean {
  const end = seriesEnd(item)
  return end !== null && end < now
}

function withAddresses(one: Invitation): Invitation {
  return { ...one, recipients: one.recipients.filter(({ email }) => isAddress(email ?? '')) }
}

type Sending = {
  before: Appointment | null
  after: Appointment
  plan: readonly Invitation[]
  from: Mailbox
}

async function send(turn: Turn, scope: Scope, sending: Sending): Promise<void> {
  const { before, after, plan } = sending
  const { tx, context } = turn
  const owner = { tenantId: scope.ref.tenantId, accountId: scope.accountId }
  const count = plan.reduce((sum, { recipients }) => sum + recipients.length, 0)
  if (count === 0) return
  if ((await recipientsSince(tx, owner, MAIL_HOUR_SECONDS)) + count > MOST_RECIPIENTS) {
    context.log.warn({ ...owner, appointment: after.id, count }, 'too many invitations, none sent')
    return
  }
  const key = { tenantId: owner.tenantId, appointmentId: after.id }
  const sequence = await nextSequence(tx, key, before === null ? 0 : 1)
  for (const invitation of plan) {
    for (const mail of await write(scope, sending, { ...invitation, sequence })) {
      await enqueueMail(tx, owner, mail)
    }
  }
}

/** One mail for each recipient: the key tells what it is about and for whom. */
async function write(
  { mapper }: Scope,
  { before, after, from }: Sending,
  invitation: Invitation & { sequence: number },
) {
  const { method, recurrenceId, sequence, kind, recipients } = invitation
  const { now, account } = mapper
  // Who is no more invited is named by the cancellation that he gets.
  const attendees =
    method === 'CANCEL' ? recipients : after.participants.filter(({ email }) => email)
  const item = method === 'CANCEL' && before ? { ...before, overrides: after.overrides } : after
  const organizer = { name: from.name, email: from.address }
  const calendar = writeSchedule(item, {
    ...{ method, sequence, organizer, attendees, recurrenceId, now },
  })
  const common = { kind, from, text: '', calendar, method, now, language: account.language ?? 'de' }
  const about = fieldsOf(item, recurrenceId)
  return await Promise.all(
    recipients.map(async ({ email, name }) => {
      const to = { name: name === email ? '' : name, address: email ?? '' }
      const { messageId, bytes } = await writeMeetingMail({ ...common, about, to: [to] })
      const parts = [after.id, recurrenceId ?? '', sequence, method, to.address.toLowerCase()]
      return {
        ...{ key: `invite:${parts.join(' ')}`, messageId, sender: from.address },
        ...{ recipients: [to.address], message: bytes },
      }
    }),
  )
}
