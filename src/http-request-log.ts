import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { bounded } from './log.js'
import { parseAuthorization } from './login/credentials.js'

/** What the line of one request says beside time and status. Never contents, never a password. */
export type RequestEntry = {
  user?: string
  device?: string
  command?: string
  version?: string
  bytesIn?: number
  bytesOut?: number
  /** Words of the command: its status, what happened. */
  notes: Record<string, string | number | boolean>
}

/** Starts a request's entry; its line is written when the answer is sent or the client is gone. */
export function logRequest(
  log: Logger,
  request: IncomingMessage,
  response: ServerResponse,
): RequestEntry {
  const entry: RequestEntry = { notes: {} }
  const started = performance.now()
  response.once('close', () => {
    const { notes, ...rest } = entry
    const line = {
      user: rest.user ?? claimedUser(request),
      method: request.method === 'POST' ? undefined : request.method,
      ...rest,
      ...notes,
      http: response.statusCode,
      ms: Math.round((performance.now() - started) * 10) / 10,
      gone: response.writableFinished ? undefined : true,
    }
    if (response.statusCode >= 500) log.warn(line, 'request')
    else log.info(line, 'request')
  })
  return entry
}

/** The name that a refused login gave. */
function claimedUser(request: IncomingMessage): string | undefined {
  const user = parseAuthorization(request.headers.authorization)?.user
  return user === undefined ? undefined : `? ${bounded(user, 64)}`
}
