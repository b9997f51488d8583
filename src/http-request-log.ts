import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AppContext } from './context.js'
import { bounded } from './log.js'
import { parseAuthorization } from './login/credentials.js'

/** What the line of one request says beside time and status. Never contents, never a password. */
export type RequestEntry = {
  /** Told to the client as X-Request-Id, and by every line about this request. */
  id: string
  /** `performance.now()` */
  started: number
  user?: string
  device?: string
  command?: string
  /** Where it comes from, where that was asked. */
  address?: string
  version?: string
  bytesIn?: number
  bytesOut?: number
  /** What was done when: the name of a step and its end, `performance.now()`. */
  steps: [step: string, end: number][]
  /** Words of the command: its status, what happened. */
  notes: Record<string, string | number | boolean>
}

export type Observed = Pick<AppContext, 'config' | 'log' | 'metrics'>

/** Starts a request's entry; its line is written when the answer is sent or the client is gone. */
export function logRequest(
  app: Observed,
  request: IncomingMessage,
  response: ServerResponse,
): RequestEntry {
  const entry = beginEntry(request, response)
  response.once('close', () => writeEntry(app, entry, { request, response }))
  return entry
}

export const REQUEST_ID = 'X-Request-Id'
/** What a proxy in front may have given the request for a name. */
const GIVEN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/
const PROCESS = randomBytes(5).toString('hex')
let requests = 0

export function beginEntry(request: IncomingMessage, response: ServerResponse): RequestEntry {
  const given = request.headers['x-request-id']
  const known = typeof given === 'string' && GIVEN_ID.test(given)
  const id = known ? given : `${PROCESS}-${(requests++).toString(36)}`
  response.setHeader(REQUEST_ID, id)
  return { id, started: performance.now(), steps: [], notes: {} }
}

/** Of the request that this answers; a new one for what came before any door. */
export function requestId(response: ServerResponse): string {
  const id = response.getHeader(REQUEST_ID)
  return typeof id === 'string' ? id : `${PROCESS}-${(requests++).toString(36)}`
}

/** A step of the request is done. */
export function step({ steps }: RequestEntry, name: string): void {
  steps.push([name, performance.now()])
}

/** Writes the line. To be called once, when the response is closed. */
export function writeEntry(
  app: Observed,
  entry: RequestEntry,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const { id, started, notes, command } = entry
  const { log } = app
  const took = performance.now() - started
  const waited = notes.waited === true
  const http = response.statusCode
  app.metrics.request({
    command: command ?? request.method ?? '',
    http,
    seconds: took / 1_000,
    bytesIn: entry.bytesIn ?? 0,
    bytesOut: entry.bytesOut ?? 0,
    waited,
  })
  const { slowRequestMs } = app.config.observe
  if (slowRequestMs > 0 && took > slowRequestMs && !waited) tellSlow(log, entry, took)
  const failed = http >= 500
  if (!log.isLevelEnabled(failed ? 'warn' : 'info')) return
  const line = {
    user: entry.user ?? claimedUser(request),
    method: request.method === 'POST' ? undefined : request.method,
    id,
    device: entry.device,
    version: entry.version,
    command,
    bytesIn: entry.bytesIn,
    bytesOut: entry.bytesOut,
    ...notes,
    http,
    address: isRefused(request, response) ? (entry.address ?? ipOf(request)) : undefined,
    ms: tenths(took),
    gone: response.writableFinished ? undefined : true,
  }
  if (failed) log.warn(line, 'request')
  else log.info(line, 'request')
}

/** Where the time of a request went, in milliseconds; `rest` is what came after the last step. */
function tellSlow(log: Logger, { id, user, command, started, steps }: RequestEntry, took: number) {
  const times: Record<string, number> = {}
  let before = started
  for (const [name, end] of steps) {
    times[name] = tenths(end - before)
    before = end
  }
  times.rest = tenths(started + took - before)
  log.warn({ id, user, command, ms: tenths(took), steps: times }, 'slow request')
}

const tenths = (ms: number) => Math.round(ms * 10) / 10

/** A phone that asks without a password, as all do first, was not refused one. */
function isRefused({ headers }: IncomingMessage, { statusCode }: ServerResponse): boolean {
  return statusCode === 401 && headers.authorization !== undefined
}

/** For programs that shut addresses out. Express knows which proxies may say so. */
function ipOf(request: IncomingMessage): string | undefined {
  return (request as IncomingMessage & { ip?: string }).ip
}

/** The name that a refused login gave. */
function claimedUser(request: IncomingMessage): string | undefined {
  const user = parseAuthorization(request.headers.authorization)?.user
  return user === undefined ? undefined : `? ${bounded(user, 64)}`
}
