import { withPart } from '../../mail/message.js'
import type { Command } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { quoteOf, sourceItem } from './mail-source.js'
import { answerMail } from './submit-mail.js'

/** MS-ASCMD, SmartReply: the client's mail with what the appointment says, unless that is in it. */
export const smartReply: Command = {
  name: 'SmartReply',

  handle: (root, context) =>
    answerMail(
      root,
      {
        tag: 'ComposeMail:SmartReply',
        async compose(request, context) {
          const source = await sourceItem(request.source, context)
          const { message, replaceMime } = request
          if (!message || replaceMime) return message ?? CommonStatus.InvalidMime
          const content = quoteOf(source, context)
          return withPart(message, { contentType: 'text/plain; charset=utf-8', content })
        },
      },
      context,
    ),
}
