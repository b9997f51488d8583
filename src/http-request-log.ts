import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { bounded } from './log.js'
import { parseAuthorization } from './login/credentials.js'

/** What the line of one request says beside time and status. Never contents, never a password. */
export type RequestEntry = {
  /** `performance.now()` */
  started: number
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
  const entry = beginEntry()
  response.once('close', () => writeEntry(log, entry, { request, response }))
  return entry
}

export function beginEntry(): RequestEntry {
  return { started: performance.now(), notes: {} }
}

/** Writes the line. To be called once, when the response is closed. */
export function writeEntry(
  log: Logger,
  { started, notes, ...rest }: RequestEntry,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const failed = response.statusCode >= 500
  if (!log.isLevelEnabled(failed ? 'warn' : 'info')) return
  const line = {
    user: rest.user ?? claimedUser(request),
    method: request.method === 'POST' ? undefined : request.method,
    ...rest,
    ...notes,
    http: response.statusCode,
    address: refusedFrom(request, response),
    ms: Math.round((performance.now() - started) * 10) / 10,
    gone: response.writableFinished ? undefined : true,
  }
  if (failed) log.warn(line, 'request')
  else log.info(line, 'request')
}

/**
 * Where a refused login came from, for programs that shut addresses out. Express knows which proxies
 * may say so; a phone that asks without a password, as all do first, was not refused one.
 */
function refusedFrom(request: IncomingMessage, response: ServerResponse): string | undefined {
  if (response.statusCode !== 401 || request.headers.authorization === undefined) return undefined
  return (request as IncomingMessage & { ip?: string }).ip
}

/** The name that a refused login gave. */
function claimedUser(request: IncomingMessage): string | undefined {
  const user = parseAuthorization(request.headers.authorization)?.user
  return user === undefined ? undefined : `? ${bounded(user, 64)}`
}
