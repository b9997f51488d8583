import { isCalendarMail, type Message, outgoing, recipientsOf } from '../../mail/message.js'
import { enqueueMail, hasMail, recipientsSince } from '../../store/outbox.js'
import type { CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { atLeast } from '../protocol-version.js'
import { MAIL_HOUR_SECONDS, MOST_RECIPIENTS, senderOf } from '../sender.js'
import type { Element } from '../wbxml/element.js'
import { type MailRequest, type MailTag, readMailRequest } from './mail-request.js'

/** The message to send for a request, or why there is none. */
export type Compose = (
  request: MailRequest,
  context: CommandContext,
) => Promise<Message | CommonStatus> | Message | CommonStatus

/**
 * MS-ASCMD, SendMail, SmartForward, SmartReply: success is an empty answer (Android takes any body
 * for a failure). Up to 12.1 a failure is HTTP 400 where Microsoft's server said 500 at times: the
 * client is to keep the mail and not to send it again by itself.
 */
export async function answerMail(
  root: Element | null,
  { tag, compose }: { tag: MailTag; compose: Compose },
  context: CommandContext,
): Promise<Element | null> {
  const status = await submit(root, { tag, compose }, context)
  // Up to 12.1 there is no word for it; that it was sent is all that the client needs to know.
  const old = !atLeast(context.version, '14.0')
  const sent = status === null || (old && status === CommonStatus.MessagePreviouslySent)
  if (!sent) throw new StatusError(status)
  context.note({ status: 1 })
  return null
}

/** Null when it is in the outbox. */
async function submit(
  root: Element | null,
  { tag, compose }: { tag: MailTag; compose: Compose },
  context: CommandContext,
): Promise<CommonStatus | null> {
  const { app, session } = context
  const request = readMailRequest(root, tag, context)
  if (typeof request === 'number') return request
  const message = await compose(request, context)
  if (typeof message === 'number') return message
  const recipients = recipientsOf(message)
  if (recipients.length === 0) return CommonStatus.MessageHasNoRecipient
  const owner = { tenantId: session.tenant.id, accountId: session.account.id }
  const from = senderOf(context)
  if (!from || !isSent(message, context)) return CommonStatus.MailSubmissionFailed
  if (await hasMail(app.database, owner, request.key)) return CommonStatus.MessagePreviouslySent
  const sent = await recipientsSince(app.database, owner, MAIL_HOUR_SECONDS)
  if (sent + recipients.length > MOST_RECIPIENTS) return CommonStatus.SendQuotaExceeded
  const { messageId, bytes } = outgoing(message, { from, now: app.now() })
  const fresh = await enqueueMail(app.database, owner, {
    ...{ key: request.key, messageId, sender: from.address, recipients, message: bytes },
  })
  app.mail.wake()
  return fresh ? null : CommonStatus.MessagePreviouslySent
}

/** R-ONO-06: without a mail server none; MAIL_SEND may leave only those about appointments. */
function isSent(message: Message, { app }: CommandContext): boolean {
  const { smtpUrl, send } = app.config.mail
  return smtpUrl !== null && (send === 'all' || isCalendarMail(message))
}
