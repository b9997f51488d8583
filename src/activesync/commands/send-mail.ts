import type { Command } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { answerMail } from './submit-mail.js'

/** MS-ASCMD, SendMail: a mail that the client wrote. */
export const sendMail: Command = {
  name: 'SendMail',

  handle: (root, context) =>
    answerMail(
      root,
      {
        tag: 'ComposeMail:SendMail',
        compose: ({ message }) => message ?? CommonStatus.InvalidMime,
      },
      context,
    ),
}
