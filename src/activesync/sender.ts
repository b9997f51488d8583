import { isAddress, type Mailbox } from '../mail/message.js'
import { addressesOf } from './account-address.js'
import type { CommandContext } from './command.js'

/** Recipients that one account may write to within an hour: a phone in wrong hands is no spam gun. */
export const MOST_RECIPIENTS = 500
export const MAIL_HOUR_SECONDS = 3_600

/** The account's main address with its name, if a mail can be from it. */
export function senderOf({ app, session }: CommandContext): Mailbox | null {
  const [address] = addressesOf(session, app.config)
  if (address === undefined || !isAddress(address)) return null
  return { name: session.account.display_name || session.account.name, address }
}
