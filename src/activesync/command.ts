import type { Logger } from 'pino'
import type { AppContext } from '../context.js'
import type { Ending } from '../store/ending.js'
import type { Session, SessionDevice } from '../store/session.js'
import type { ProtocolVersion } from './protocol-version.js'
import type { CommandParameters } from './query-fields.js'
import type { Element } from './wbxml/element.js'

/** One authenticated request to a command, with its device known (registered if it was new). */
export type CommandContext = {
  app: AppContext
  session: Session
  device: SessionDevice
  version: ProtocolVersion
  /** Of the query; up to 12.1 some commands have nothing else. */
  parameters: CommandParameters
  /** A body of type message/rfc822, as mails come up to 12.1; null for any other. */
  mime: Buffer | null
  /** Ends when the client closes the connection or the gateway stops. */
  open: Ending
  log: Logger
  /** Until disposed, the request waits for changes, and does not count as work. */
  pause(): Disposable
  /** Words for the request log: the protocol status and what happened. Never item contents. */
  note(entry: Record<string, string | number | boolean>): void
}

/**
 * A command: no bytes, no Express. `root` is null for an empty body; a null answer is HTTP 200
 * with an empty body. May throw StatusError (becomes the command's Status) or HttpError.
 */
export type Command = {
  name: string
  handle(root: Element | null, context: CommandContext): Promise<Element | null>
}
