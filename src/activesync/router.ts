import type { Express, Request, Response } from 'express'
import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import { readBody } from '../http-body.js'
import { logRequest, type RequestEntry } from '../http-request-log.js'
import { bounded } from '../log.js'
import type { Login } from '../login/login.js'
import type { Session } from '../store/sessions.js'
import type { Command } from './command.js'
import type { DeviceActivity } from './device-activity.js'
import { dispatch } from './dispatch.js'
import { commandsHeader, EVERY_ANSWER, METHODS, versionsHeader } from './headers.js'
import { sendAnswer } from './http-answer.js'
import type { OpenRequests } from './http-open-requests.js'
import { type Authenticated, knownDevice } from './known-device.js'
import { type CommandRequest, parseQuery } from './query.js'

export const ACTIVESYNC_PATH = '/Microsoft-Server-ActiveSync'

export type ActiveSyncParts = {
  app: AppContext
  login: Login
  commands: ReadonlyMap<string, Command>
  activity: DeviceActivity
  openRequests: OpenRequests
}

/** Express ⇄ bytes. Without middleware in between: an empty Sync is asked thousands of times. */
export function mountActiveSync(express: Express, parts: ActiveSyncParts): void {
  express.all(ACTIVESYNC_PATH, (request, response) => serve(parts, request, response))
}

async function serve(parts: ActiveSyncParts, request: Request, response: Response): Promise<void> {
  const { app, login } = parts
  for (const [name, value] of Object.entries(EVERY_ANSWER)) response.setHeader(name, value)
  const entry = logRequest(app.log, request, response)
  // Before anything is waited for: a connection that closes meanwhile must still end a Ping.
  const signal = parts.openRequests.begin(response)
  const query = readQuery(request)
  const known = query instanceof HttpError ? null : query
  if (known) Object.assign(entry, { device: known.deviceId, version: known.version })
  if (known) entry.command = bounded(known.command, 64)

  const session = await login.authenticate({
    authorization: request.headers.authorization,
    deviceId: known?.deviceId ?? deviceIdOf(request.url),
    userAgent: userAgentOf(request),
    address: request.ip ?? '',
  })
  entry.user = `${session.account.name}_${session.tenant.name}`

  if (request.method === 'OPTIONS') return answerOptions(parts, session, response)
  if (request.method !== 'POST') {
    throw new HttpError(405, `Only ${METHODS} are answered here.`, { Allow: METHODS })
  }
  if (query instanceof HttpError) throw query
  await serveCommand(parts, { request, response, query, session, entry, signal })
}

function readQuery(request: Request): CommandRequest | HttpError {
  try {
    return parseQuery(request.url, request.headers)
  } catch (error) {
    if (error instanceof HttpError) return error
    throw error
  }
}

const DEVICE_ID = /[?&]DeviceId=([A-Za-z0-9._{}-]{1,64})(?:&|$)/i

/** OPTIONS has no query to speak of, but where it names the device, that device's ceiling counts. */
function deviceIdOf(url: string): string | null {
  return DEVICE_ID.exec(url)?.[1] ?? null
}

function userAgentOf(request: Request): string {
  return bounded(request.headers['user-agent'] ?? '', 200)
}

function answerOptions({ app, commands }: ActiveSyncParts, session: Session, response: Response) {
  const ceilings = [app.config.maxVersion, session.device?.version_ceiling]
  response
    .writeHead(200, {
      'MS-ASProtocolVersions': versionsHeader(ceilings),
      'MS-ASProtocolCommands': commandsHeader(commands.keys()),
      Public: METHODS,
      Allow: METHODS,
      'Content-Length': '0',
    })
    .end()
}

type Exchange = {
  request: Request
  response: Response
  query: CommandRequest
  session: Session
  entry: RequestEntry
  signal: AbortSignal
}

async function serveCommand(parts: ActiveSyncParts, exchange: Exchange): Promise<void> {
  const { request, response, query, entry } = exchange
  const command = parts.commands.get(query.command)
  if (!command) throw new HttpError(501, 'This command is not answered here.')

  const userAgent = userAgentOf(request)
  const known = await knownDevice(parts.app, exchange.session, { request: query, userAgent })
  response.once('close', () => noteActivity(parts, exchange, known))

  const body = await readBody(request, parts.app.config.maxRequestBytes)
  entry.bytesIn = body.length
  // MIME, up to 12.1, belongs to mail alone, and there is none here.
  const wbxml = request.headers['content-type'] === 'message/rfc822' ? body.subarray(0, 0) : body
  const answer = await dispatch(command, wbxml, {
    app: parts.app,
    ...known,
    version: query.version,
    signal: exchange.signal,
    log: parts.app.log,
    note: (notes) => void Object.assign(entry.notes, notes),
  })
  entry.bytesOut = await sendAnswer(request, response, answer)
}

function noteActivity(parts: ActiveSyncParts, exchange: Exchange, known: Authenticated): void {
  const { request, response, query, entry } = exchange
  const { status } = entry.notes
  parts.activity.seen(known.session, known.device, {
    command: query.command,
    status: status === undefined ? `${response.statusCode}` : `${response.statusCode}/${status}`,
    failed: response.statusCode >= 400,
    version: query.version,
    userAgent: userAgentOf(request),
  })
}
