import type { Express, Request, Response } from 'express'
import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import { readBody } from '../http-body.js'
import { logRequest } from '../http-request-log.js'
import { parseAuthorization, parseLogin } from '../login/credentials.js'
import type { Login } from '../login/login.js'
import { refuseInMaintenance } from '../login/refusals.js'
import { publicUrl } from '../public-url.js'
import type { Session } from '../store/session.js'
import { answerJson } from './json.js'
import {
  MOBILESYNC_SCHEMA,
  OUTLOOK_SCHEMA,
  type ResponseSchema,
  readAutodiscoverRequest,
} from './request.js'
import { type AutodiscoverError, errorXml, settingsXml } from './response.js'
import { domainOf, isServedDomain } from './served-domain.js'

const MAX_BODY = 64 * 1_024
const XML_PATH = '/autodiscover/autodiscover.xml'
const JSON_PATHS = [
  '/autodiscover/autodiscover.json',
  '/autodiscover/autodiscover.json/:version',
  '/autodiscover/autodiscover.json/:version/:email',
]

export type AutodiscoverParts = { app: AppContext; login: Login }

/** Express matches paths in any case, as clients write them. */
export function mountAutodiscover(express: Express, parts: AutodiscoverParts): void {
  express.all(XML_PATH, (request, response) => serveXml(parts, request, response))
  express.get(JSON_PATHS, (request, response) => serveJson(parts, request, response))
}

async function serveXml(parts: AutodiscoverParts, request: Request, response: Response) {
  const { app, login } = parts
  const entry = logRequest(app, request, response)
  entry.command = 'Autodiscover'
  response.set('Cache-Control', 'private')
  await refuseInMaintenance(app)
  const { authorization } = request.headers
  const domain = parseLogin(parseAuthorization(authorization)?.user ?? '')?.domain ?? null
  if (domain !== null && !(await isServedDomain(app, domain))) {
    // Told before the password is looked at, so it says nothing about users (R-ONO-20). A 401
    // would end the search of an Android phone and ask its user for another password.
    return sendError(parts, response, 500)
  }
  const session = await login.authenticate({
    authorization,
    deviceId: null,
    userAgent: request.headers['user-agent'] ?? '',
    address: request.ip ?? '',
  })
  entry.user = loginOf(session)
  if (request.method === 'GET' || request.method === 'HEAD') {
    return sendSettings(parts, { request, response, session }, ownAddress(parts, request, session))
  }
  if (request.method !== 'POST') {
    throw new HttpError(405, 'Only GET and POST are answered here.', { Allow: 'GET, HEAD, POST' })
  }
  await servePost(parts, { request, response, session })
}

type Exchange = { request: Request; response: Response; session: Session }

async function servePost(parts: AutodiscoverParts, exchange: Exchange): Promise<void> {
  const { request, response, session } = exchange
  const body = await readBody(request, MAX_BODY)
  const wanted = readAutodiscoverRequest(decodeXml(body))
  if (!wanted?.acceptableResponseSchema) return sendError(parts, response, 600)
  const { emailAddress, acceptableResponseSchema: schema } = wanted
  if (!isResponseSchema(schema)) return sendError(parts, response, 601)
  if (!(await belongsTo(parts.app, emailAddress, session))) return sendError(parts, response, 500)
  sendSettings(parts, exchange, emailAddress, schema)
}

function isResponseSchema(schema: string): schema is ResponseSchema {
  return schema === MOBILESYNC_SCHEMA || schema === OUTLOOK_SCHEMA
}

/** Bytes that are no UTF-8 give text that is no XML either, and so the same answer. */
function decodeXml(body: Buffer): string {
  const utf16 = body[0] === 0xff && body[1] === 0xfe
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(body)
}

/**
 * `user_tenant@domain` with a domain of the tenant or the installation, or the account's own mail
 * address. Another user's address is answered as one that does not exist.
 */
async function belongsTo(app: AppContext, address: string, session: Session): Promise<boolean> {
  if (address.toLowerCase() === session.account.email?.toLowerCase()) return true
  const name = parseLogin(address)
  if (!name || name.domain === null || name.login !== loginOf(session)) return false
  const domains = session.tenant.domains.map((domain) => domain.toLowerCase())
  return domains.includes(name.domain) || app.config.easDomains.includes(name.domain)
}

const loginOf = ({ account, tenant }: Session) => `${account.name}_${tenant.name}`

/** For a GET, which names no address: the one used to log in, else one that would do. */
function ownAddress({ app }: AutodiscoverParts, request: Request, session: Session): string {
  const user = parseAuthorization(request.headers.authorization)?.user ?? ''
  const given = user.slice(user.lastIndexOf('\\') + 1)
  if (given.includes('@')) return given
  const domain = session.tenant.domains[0] ?? app.config.easDomains[0]
  return domain ? `${loginOf(session)}@${domain}` : loginOf(session)
}

function sendSettings(
  { app }: AutodiscoverParts,
  { request, response, session }: Exchange,
  emailAddress: string,
  schema: ResponseSchema = MOBILESYNC_SCHEMA,
): void {
  const { account } = session
  const xml = settingsXml(schema, {
    displayName: account.display_name || account.name,
    emailAddress,
    login: loginOf(session),
    serverUrl: `${publicUrl(app.config, request.headers)}/Microsoft-Server-ActiveSync`,
  })
  response.status(200).type('text/xml').send(xml)
}

function sendError({ app }: AutodiscoverParts, response: Response, code: AutodiscoverError): void {
  response.status(200).type('text/xml').send(errorXml(code, app.now()))
}

async function serveJson({ app }: AutodiscoverParts, request: Request, response: Response) {
  const entry = logRequest(app, request, response)
  entry.command = 'Autodiscover'
  await refuseInMaintenance(app)
  const query = new URLSearchParams(request.url.split('?')[1] ?? '')
  const field = (wanted: string) => {
    for (const [name, value] of query) if (name.toLowerCase() === wanted) return value
    return null
  }
  const { email } = request.params
  const answer = await answerJson(
    {
      email: typeof email === 'string' ? email : field('email'),
      protocol: field('protocol'),
      publicUrl: publicUrl(app.config, request.headers),
    },
    async (address) => {
      const domain = domainOf(address)
      return domain !== null && (await isServedDomain(app, domain))
    },
  )
  response.status(answer.status).set('Cache-Control', 'no-cache').json(answer.body)
}
