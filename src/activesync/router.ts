import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ErrorRequestHandler, Express, Request, Response } from 'express'
import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import { readBody } from '../http-body.js'
import { beginEntry, type RequestEntry, step, writeEntry } from '../http-request-log.js'
import { bounded } from '../log.js'
import type { Login } from '../login/login.js'
import type { Counted } from '../monitor/traffic.js'
import type { RequestGate } from '../shed/request-gate.js'
import type { Session, SessionDevice } from '../store/session.js'
import { checkPolicyKey } from './admission.js'
import { admit } from './admit.js'
import { type ClientProfile, profileOf, profileOfDevice } from './client-profile.js'
import type { Command, CommandContext } from './command.js'
import type { DeviceActivity } from './device-activity.js'
import { dispatch } from './dispatch.js'
import { hasFailed } from './has-failed.js'
import { commandsHeader, EVERY_ANSWER, METHODS } from './headers.js'
import { sendAnswer } from './http-answer.js'
import type { OpenRequest, OpenRequests } from './http-open-requests.js'
import { type Authenticated, knownDevice } from './known-device.js'
import type { DeviceLog } from './log/device-log.js'
import { beginTrace, noteError, type Trace } from './log/trace.js'
import { offeredVersions, TELLING, tellVersions, unnamedCeilings } from './offered-versions.js'
import { type CommandRequest, parseQuery, RefusedQuery } from './query.js'
import { answerToError, type Refused } from './refusal-answer.js'
import { encode } from './wbxml/encode.js'

export const ACTIVESYNC_PATH = '/Microsoft-Server-ActiveSync'

export type ActiveSyncParts = {
  app: AppContext
  login: Login
  commands: ReadonlyMap<string, Command>
  activity: DeviceActivity
  deviceLog: DeviceLog
  openRequests: OpenRequests
  gate: Pick<RequestGate, 'pause'>
}

/** Express ⇄ bytes, for whatever spelling of the path Express takes. */
export function mountActiveSync(express: Express, parts: ActiveSyncParts): void {
  express.all(ACTIVESYNC_PATH, (request, response) => serve(parts, { request, response, express }))
}

/**
 * The server's listener: the path as every client writes it is served without Express, whose own
 * work takes as long as reading a query; what is thrown goes to its error handler all the same.
 */
export function activeSyncFirst(
  express: Express,
  parts: ActiveSyncParts,
  onError: ErrorRequestHandler,
): RequestListener {
  return (request, response) => {
    const { url = '' } = request
    const after = url.charCodeAt(ACTIVESYNC_PATH.length)
    const ours = url.startsWith(ACTIVESYNC_PATH) && (Number.isNaN(after) || after === QUESTION_MARK)
    if (!ours) return express(request, response)
    serve(parts, { request, response, express }).catch((error) => {
      onError(error, request as Request, response as Response, () => {})
    })
  }
}

const QUESTION_MARK = 0x3f
const MINUTE_MS = 60_000

type Arrived = { request: IncomingMessage; response: ServerResponse; express: Express }

async function serve(parts: ActiveSyncParts, arrived: Arrived): Promise<void> {
  const { response } = arrived
  const exchange: Exchange = {
    ...arrived,
    entry: beginEntry(arrived.request, response),
    // Before anything is waited for: a connection that closes meanwhile must still end a Ping.
    open: parts.openRequests.begin(),
    trace: beginTrace(),
    session: null,
    address: null,
    known: null,
  }
  response.once('close', () => close(parts, exchange))
  try {
    await answer(parts, exchange)
  } catch (error) {
    noteError(exchange.trace, error)
    for (const [name, value] of Object.entries(EVERY_ANSWER)) {
      if (!response.headersSent) response.setHeader(name, value)
    }
    throw error
  }
}

async function answer(parts: ActiveSyncParts, exchange: Exchange): Promise<void> {
  const { request, entry, express } = exchange
  const query = readQuery(request)
  const asked = query instanceof Error ? null : query
  if (asked) {
    entry.device = asked.deviceId
    entry.version = asked.version
    entry.command = bounded(asked.command, 64)
  }
  const session = await parts.login.authenticate({
    authorization: request.headers.authorization,
    deviceId: asked?.deviceId ?? deviceIdOf(request.url ?? ''),
    userAgent: userAgentOf(request),
    get address() {
      return addressOf(request, express)
    },
  })
  step(entry, 'login')
  entry.user = `${session.account.name}_${session.tenant.name}`
  exchange.session = session

  if (request.method === 'OPTIONS') return answerOptions(parts, session, exchange)
  if (request.method !== 'POST') {
    throw new HttpError(405, `Only ${METHODS} are answered here.`, { Allow: METHODS })
  }
  if (query instanceof RefusedQuery) return refuse(exchange, query.request, query)
  if (query instanceof HttpError) throw query
  const command = parts.commands.get(query.command)
  if (!command) throw new HttpError(501, 'This command is not answered here.')
  try {
    await serveCommand(parts, { exchange, query, session, command })
  } catch (error) {
    await refuse(exchange, query, error)
  }
}

/** Answers what was thrown with a common status, or throws it on. */
async function refuse(exchange: Exchange, asked: Refused, error: unknown): Promise<void> {
  const { request, response, entry, trace } = exchange
  noteError(trace, error)
  trace.answer = answerToError(asked, error, (notes) => void Object.assign(entry.notes, notes))
  entry.bytesOut = await sendAnswer(request, response, encode(trace.answer))
}

/** Its row is older than what is written once a minute. */
function isDue({ last_seen_at: seen }: SessionDevice, now: Date): boolean {
  return seen === null || now.getTime() - Date.parse(seen) > MINUTE_MS
}

/** Not needed for most requests; Express knows which proxies may say whose request it is. */
function addressOf(request: IncomingMessage, express: Express): string {
  return (Object.setPrototypeOf(request, express.request) as Request).ip ?? ''
}

/** Whose request it seems to be, as Express would look at it. */
function originOf({ socket, headers }: IncomingMessage): string {
  return `${socket.remoteAddress} ${headers['x-forwarded-for'] ?? ''}`
}

function readQuery(request: IncomingMessage): CommandRequest | HttpError | RefusedQuery {
  try {
    return parseQuery(request.url ?? '', request.headers)
  } catch (error) {
    if (error instanceof HttpError || error instanceof RefusedQuery) return error
    throw error
  }
}

const DEVICE_ID = /[?&]DeviceId=([A-Za-z0-9._{}-]{1,64})(?:&|$)/i

const DEVICE_TYPE = /[?&]DeviceType=([A-Za-z0-9._-]{1,64})(?:&|$)/i

/** OPTIONS has no query to speak of, but it may name the device. */
function deviceIdOf(url: string): string | null {
  return DEVICE_ID.exec(url)?.[1] ?? null
}

/** Of a device that is known, or of what the request says of itself. */
function profileOfRequest({ device }: Session, request: IncomingMessage): ClientProfile {
  if (device) return profileOfDevice(device)
  const { url = '' } = request
  return profileOf(userAgentOf(request), DEVICE_TYPE.exec(url)?.[1] ?? '', deviceIdOf(url) ?? '')
}

function userAgentOf(request: IncomingMessage): string {
  return bounded(request.headers['user-agent'] ?? '', 200)
}

async function answerOptions(
  { app, commands }: ActiveSyncParts,
  session: Session,
  { request, response }: Arrived,
): Promise<void> {
  const profile = profileOfRequest(session, request)
  const unnamed = session.device ? [] : await unnamedCeilings(app, session, userAgentOf(request))
  response
    .writeHead(200, {
      ...EVERY_ANSWER,
      'MS-ASProtocolVersions': offeredVersions(app.config, session, [
        profile.versionCeiling,
        ...unnamed,
      ]),
      'MS-ASProtocolCommands': commandsHeader(commands.keys()),
      Public: METHODS,
      Allow: METHODS,
      'Content-Length': '0',
    })
    .end()
}

type Exchange = Arrived & {
  entry: RequestEntry
  open: OpenRequest
  trace: Trace
  /** Null until somebody is let in. */
  session: Session | null
  /** Null where nobody needs to know it. */
  address: string | null
  /** Null until the device is known. */
  known: (Authenticated & { request: CommandRequest }) | null
}

type Asked = { exchange: Exchange; query: CommandRequest; session: Session; command: Command }

async function serveCommand(parts: ActiveSyncParts, asked: Asked): Promise<void> {
  const { app } = parts
  const { exchange, query, session, command } = asked
  const { request, response, entry, open } = exchange

  const userAgent = userAgentOf(request)
  const known = await knownDevice(app, session, { request: query, userAgent })
  exchange.known = { ...known, request: query }
  if (!session.device || isDue(session.device, app.now()))
    exchange.address = addressOf(request, exchange.express)
  await admit(parts, known, {
    ...{ query, deviceId: query.deviceId, userAgent, origin: originOf(request) },
    get address() {
      return addressOf(request, exchange.express)
    },
  })
  checkPolicyKey(known.session, known.device, query)
  if (known.device.tell_versions && TELLING.has(query.command)) {
    await tellVersions(app, known, { response, commands: parts.commands.keys() })
  }

  step(entry, 'device')
  const body = await readBody(request, app.config.maxRequestBytes)
  step(entry, 'body')
  entry.bytesIn = body.length
  const isMime = MIME.test(request.headers['content-type'] ?? '')
  if (isMime) exchange.trace.requestNote = `a mail of ${body.length} bytes`
  const context: CommandContext = {
    app,
    ...known,
    version: query.version,
    parameters: query.parameters,
    mime: isMime ? body : null,
    get signal() {
      return open.signal
    },
    log: app.log,
    pause: () => parts.gate.pause(response),
    note: (notes) => void Object.assign(entry.notes, notes),
  }
  const bytes = await dispatch(command, isMime ? NO_BYTES : body, context, exchange.trace)
  step(entry, 'command')
  entry.bytesOut = await sendAnswer(request, response, bytes)
}

const MIME = /^message\/rfc822\b/i
const NO_BYTES = Buffer.alloc(0)

/** The answer is sent, or the client is gone. */
function close(parts: ActiveSyncParts, exchange: Exchange): void {
  const { response, entry, open, session, known } = exchange
  open.closed(response.writableFinished)
  writeEntry(parts.app, entry, exchange)
  const counted = countedOf(exchange)
  parts.app.monitor.count(counted)
  const device = known?.device ?? session?.device
  if (session && device) {
    const { command, version, http, status = null, failed, ms, bytesIn, bytesOut } = counted
    const told = { command, version, http, status, failed, ms, bytesIn, bytesOut }
    parts.deviceLog.add(session, device, { ...told, trace: exchange.trace })
  }
  if (!known) return
  const { status } = entry.notes
  parts.activity.seen(known.session, known.device, {
    command: known.request.command,
    failed: counted.failed,
    address: exchange.address,
    status: status === undefined ? `${response.statusCode}` : `${response.statusCode}/${status}`,
    version: known.request.version,
    userAgent: userAgentOf(exchange.request),
  })
}

function countedOf({ request, response, entry, session, known }: Exchange): Counted {
  const { command = request.method ?? '', device = '', user = '', version = '' } = entry
  const { status, waited = false } = entry.notes
  const http = response.statusCode
  return {
    ...{ tenantId: session?.tenant.id ?? null, user, device, command, version, http },
    deviceId: known?.device.id ?? session?.device?.id ?? null,
    ...(status !== undefined && { status: `${status}` }),
    failed: hasFailed({ command, http, status }),
    refused: http === 401 && request.headers.authorization !== undefined,
    ms: Math.round(performance.now() - entry.started),
    ...{ bytesIn: entry.bytesIn ?? 0, bytesOut: entry.bytesOut ?? 0, waited: waited === true },
  }
}
