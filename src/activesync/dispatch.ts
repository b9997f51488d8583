import type { Command, CommandContext } from './command.js'
import { withMergedFolders } from './current-session.js'
import type { Trace } from './log/trace.js'
import { spoken, understood } from './own-body-tags.js'
import { decode } from './wbxml/decode.js'
import type { Element } from './wbxml/element.js'
import { encode } from './wbxml/encode.js'

/**
 * Bytes in, bytes out. An empty body is a request of its own (an empty Sync or Ping); null is the
 * empty answer. What was said is noted in `trace`.
 * @throws WbxmlError when the body is no WBXML, and whatever the command throws
 */
export async function dispatch(
  command: Command,
  body: Buffer,
  context: CommandContext,
  trace: Trace,
): Promise<Buffer | null> {
  trace.request = body
  const answer = await handle(command, body, await withMergedFolders(context))
  trace.answer = answer && spoken(answer, context.version)
  return trace.answer && encode(trace.answer)
}

/** Not async: what waits for hours would keep the document, twenty times its bytes. */
function handle(command: Command, body: Buffer, context: CommandContext): Promise<Element | null> {
  const { app, version } = context
  const root = body.length === 0 ? null : decode(body, { bytes: app.config.maxRequestBytes })
  return command.handle(root && understood(root, version), context)
}
