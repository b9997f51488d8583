import type { Command, CommandContext } from './command.js'
import { decode } from './wbxml/decode.js'
import { encode } from './wbxml/encode.js'

/**
 * Bytes in, bytes out. An empty body is a request of its own (an empty Sync or Ping); null is the
 * empty answer.
 * @throws WbxmlError when the body is no WBXML, and whatever the command throws
 */
export async function dispatch(
  command: Command,
  body: Buffer,
  context: CommandContext,
): Promise<Buffer | null> {
  const root =
    body.length === 0 ? null : decode(body, { bytes: context.app.config.maxRequestBytes })
  const answer = await command.handle(root, context)
  return answer === null ? null : encode(answer)
}
