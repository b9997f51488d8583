import type { IncomingMessage, RequestListener } from 'node:http'
import type { ErrorRequestHandler, Express, Request, Response } from 'express'
import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import { readBody } from '../http-body.js'
import { step } from '../http-request-log.js'
import { bounded } from '../log.js'
import type { Login } from '../login/login.js'
import type { RequestGate } from '../shed/request-gate.js'
import type { Session, SessionDevice } from '../store/session.js'
import { checkPolicyKey } from './admission.js'
import { admit } from './admit.js'
import { afterAnswer } from './after-answer.js'
import { type ClientProfile, profileOf, profileOfDevice } from './client-profile.js'
import type { Command, CommandContext } from './command.js'
import type { DeviceActivity } from './device-activity.js'
import { dispatch } from './dispatch.js'
import { type Arrived, Exchange } from './exchange.js'
import { commandsHeader, EVERY_ANSWER, METHODS } from './headers.js'
import { sendAnswer } from './http-answer.js'
import type { OpenRequests } from './http-open-requests.js'
import { knownDevice } from './known-device.js'
import type { DeviceLog } from './log/device-log.js'
import { noteError } from './log/trace.js'
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
  const addressOf = addressesOf(express)
  express.all(ACTIVESYNC_PATH, (request, response) =>
    serve(parts, { request, response, addressOf }),
  )
}

/** Express knows which proxies may say whose request it is. */
function addressesOf(express: Express): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    // Not the request itself: each that changes its prototype has a shape of its own in V8.
    const asked: Request = Object.create(express.request)
    return Object.assign(asked, { headers, socket }).ip ?? ''
  }
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
  const addressOf = addressesOf(express)
  return (request, response) => {
    const { url = '' } = request
    const after = url.charCodeAt(ACTIVESYNC_PATH.length)
    const ours = url.startsWith(ACTIVESYNC_PATH) && (Number.isNaN(after) || after === QUESTION_MARK)
    if (!ours) return express(request, response)
    serve(parts, { request, response, addressOf }).catch((error) => {
      onError(error, request as Request, response as Response, () => {})
    })
  }
}

const QUESTION_MARK = 0x3f
const MINUTE_MS = 60_000

async function serve(parts: ActiveSyncParts, arrived: Arrived): Promise<void> {
  const { response } = arrived
  // Before anything is waited for: a connection that closes meanwhile must still end a Ping.
  const exchange = new Exchange(arrived, parts.openRequests.begin())
  response.on('close', () => afterAnswer(parts, exchange))
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
  const { request, entry } = exchange
  const query = readQuery(request)
  const asked = query instanceof Error ? null : query
  if (asked) {
    entry.device = asked.deviceId
    entry.version = asked.version
    entry.command = bounded(asked.command, 64)
  }
  exchange.deviceId = asked?.deviceId ?? deviceIdOf(request.url ?? '')
  const session = await parts.login.authenticate(exchange)
  exchange.forgetPassword()
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
    await serveCommand(parts, exchange, { query, session, command })
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
function profileOfRequest({ device }: Session, exchange: Exchange): ClientProfile {
  if (device) return profileOfDevice(device)
  const deviceType = DEVICE_TYPE.exec(exchange.request.url ?? '')?.[1] ?? ''
  return profileOf(exchange.userAgent, deviceType, exchange.deviceId ?? '')
}

async function answerOptions(
  { app, commands }: ActiveSyncParts,
  session: Session,
  exchange: Exchange,
): Promise<void> {
  const { response, userAgent } = exchange
  const profile = profileOfRequest(session, exchange)
  const unnamed = session.device ? [] : await unnamedCeilings(app, session, userAgent)
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

type Asked = { query: CommandRequest; session: Session; command: Command }

async function serveCommand(
  parts: ActiveSyncParts,
  exchange: Exchange,
  { query, session: proven, command }: Asked,
): Promise<void> {
  const { app } = parts
  const { request, response, entry } = exchange
  const known = await knownDevice(app, proven, { request: query, userAgent: exchange.userAgent })
  const { session, device } = known
  exchange.session = session
  exchange.device = device
  if (!proven.device || isDue(proven.device, app.now())) exchange.toldAddress = exchange.address
  await admit(parts, known, { query, from: exchange })
  checkPolicyKey(session, device, query)
  if (device.tell_versions && TELLING.has(query.command)) {
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
    session,
    device,
    version: query.version,
    parameters: query.parameters,
    mime: isMime ? body : null,
    open: exchange.open,
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
