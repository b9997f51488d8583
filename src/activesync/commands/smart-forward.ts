import { writeMeetingMail } from '../../mail/meeting-mail.js'
import { type Message, parseMessage, withPart } from '../../mail/message.js'
import { fieldsOf } from '../../mappers/icalendar/schedule.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { senderOf } from '../sender.js'
import { mapperContext } from '../sync/scope.js'
import type { MailRequest } from './mail-request.js'
import { calendarOf, type SourceItem, sourceItem } from './mail-source.js'
import { answerMail } from './submit-mail.js'

/**
 * MS-ASCMD, SmartForward: the client's mail with the appointment as iCalendar; from 16.0 also without
 * a mail of the client's, to the forwardees that it names.
 */
export const smartForward: Command = {
  name: 'SmartForward',

  handle: (root, context) =>
    answerMail(root, { tag: 'ComposeMail:SmartForward', compose: forward }, context),
}

async function forward(
  request: MailRequest,
  context: CommandContext,
): Promise<Message | CommonStatus> {
  const source = await sourceItem(request.source, context)
  if (!request.message) return await toForwardees(request, source, context)
  if (request.replaceMime) return request.message
  const { method, content } = await calendarOf(source, context)
  const contentType = `text/calendar; charset=utf-8; method=${method}`
  return withPart(request.message, { contentType, fileName: 'invite.ics', content })
}

async function toForwardees(
  { forwardees, text }: MailRequest,
  source: SourceItem,
  context: CommandContext,
): Promise<Message | CommonStatus> {
  const from = senderOf(context)
  if (!from) return CommonStatus.MailSubmissionFailed
  const { method, content } = await calendarOf(source, context)
  const { bytes } = await writeMeetingMail({
    ...{ kind: 'forward', from, to: forwardees, text, calendar: content, method },
    language: mapperContext(context, []).account.language ?? 'de',
    about: fieldsOf(source.item, source.recurrenceId),
    now: context.app.now(),
  })
  return parseMessage(bytes) ?? CommonStatus.InvalidMime
}
