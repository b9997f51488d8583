import { whenText } from '../../mail/meeting-mail.js'
import { foreignOrganizer } from '../../mappers/activesync/index.js'
import { fieldsOf, writeSchedule } from '../../mappers/icalendar/schedule.js'
import { mailboxOf } from '../../store/mailboxes.js'
import type { Appointment } from '../../store/model.js'
import type { CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { heldAppointment, type NoOccurrence, occurrenceNamed } from '../held-appointment.js'
import { mapperContext } from '../sync/scope.js'
import type { MailSource } from './mail-request.js'

/** The appointment that a mail is about, as of one occurrence if it names one. */
export type SourceItem = { item: Appointment; recurrenceId: string | null }

/** MS-ASCMD, SmartForward (InstanceId) and Common Status Codes. */
const NO_OCCURRENCE: Record<NoOccurrence, CommonStatus> = {
  malformed: CommonStatus.InvalidDateTime,
  'not-recurring': CommonStatus.NoRecurrenceInCalendar,
  absent: CommonStatus.ItemNotFound,
}

/** @throws StatusError 150 for what is no appointment that the device holds: there are no mails */
export async function sourceItem(
  source: MailSource | null,
  context: CommandContext,
): Promise<SourceItem> {
  const { folderId, itemId, longId, instanceId } = source ?? {}
  const found = longId
    ? null
    : await heldAppointment(context.app.database, context, { folderId, serverId: itemId })
  if (!found) throw new StatusError(CommonStatus.ItemNotFound)
  const { item } = found
  if (!instanceId) return found
  const { timeZone } = mapperContext(context, []).account
  const occurrence = occurrenceNamed(item, instanceId, timeZone)
  if (typeof occurrence === 'string') throw new StatusError(NO_OCCURRENCE[occurrence])
  return { item, ...occurrence }
}

/** The iCalendar text that is forwarded: the organizer stays who he is (MS-ASCMD_R7487). */
export async function calendarOf(
  { item, recurrenceId }: SourceItem,
  context: CommandContext,
): Promise<{ method: 'REQUEST' | 'PUBLISH'; content: string }> {
  const attendees = item.participants.filter(({ email }) => email)
  const method = attendees.length > 0 ? 'REQUEST' : 'PUBLISH'
  const organizer = foreignOrganizer(item) ?? (await ownerOf(item, context))
  const schedule = { method, sequence: 0, organizer, attendees, recurrenceId } as const
  return { method, content: writeSchedule(item, { ...schedule, now: context.app.now() }) }
}

async function ownerOf({ ownerId }: Appointment, context: CommandContext) {
  const { account } = mapperContext(context, [])
  const self = { name: account.displayName, email: account.email }
  if (ownerId === null || ownerId === account.id) return self
  const { app, session } = context
  const owner = await mailboxOf(app.database, session.tenant.id, ownerId)
  return owner?.email ? { name: owner.name, email: owner.email } : self
}

/** What a reply quotes of it. */
export function quoteOf({ item, recurrenceId }: SourceItem, context: CommandContext): string {
  const { title, location, note, span } = fieldsOf(item, recurrenceId)
  const language = mapperContext(context, []).account.language ?? 'de'
  const lines = ['-----', title, whenText(span, language), location, '', note]
  return `${lines.join('\r\n').trimEnd()}\r\n`
}
