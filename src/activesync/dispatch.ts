import type { Command, CommandContext } from './command.js'
import { withMergedFolders } from './current-session.js'
import type { Trace } from './log/trace.js'
import { spoken, understood } from './own-body-tags.js'
import { decode } from './wbxml/decode.js'
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
  const { app, version } = context
  const root = body.length === 0 ? null : decode(body, { bytes: app.config.maxRequestBytes })
  trace.request = root
  const ready = await withMergedFolders(context)
  const answer = await command.handle(root && understood(root, version), ready)
  trace.answer = answer && spoken(answer, version)
  return trace.answer && encode(trace.answer)
}
