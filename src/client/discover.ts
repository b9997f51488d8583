import { SaxesParser } from 'saxes'
import { ConnectionError, type HttpAnswer, HttpClient } from './http.js'

export type DiscoverOptions = {
  /** Addresses to ask instead of those guessed from the domain, such as `https://host`. */
  servers?: readonly string[]
  timeoutMs?: number
}

/** One attempt, in the order they were made; `found` is the last one if it is not null. */
export type DiscoverAttempt = { url: string; outcome: string }

export type Discovery = {
  /** Address of the ActiveSync endpoint; null when nobody knew it. */
  url: string | null
  displayName: string | null
  /** The login was refused: asking further servers would only count as more wrong passwords. */
  refused: boolean
  attempts: DiscoverAttempt[]
}

const XML_PATH = '/autodiscover/autodiscover.xml'
const JSON_PATH = '/autodiscover/autodiscover.json'
const RESPONSE_SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync'
const REQUEST_SCHEMA = `${RESPONSE_SCHEMA}/requestschema/2006`
const ANSWER_SCHEMA = `${RESPONSE_SCHEMA}/responseschema/2006`
const TIMEOUT_MS = 10_000
const MAX_XML_BYTES = 256 * 1024
const MAX_REDIRECTS = 3

type Search = {
  http: HttpClient
  address: string
  password: string
  timeoutMs: number
  attempts: DiscoverAttempt[]
}

/** What one place said: the endpoint, another address to ask for, or nothing of use. */
type Finding = {
  outcome: string
  url?: string
  displayName?: string
  redirect?: string
  refused?: boolean
}

/**
 * MS-OXDISCO and MS-ASCMD, Autodiscover: finds the ActiveSync endpoint for an e-mail address as
 * phones do. First the XML of each place with the password, then the JSON of each without one.
 */
export async function discover(
  address: string,
  password: string,
  options: DiscoverOptions = {},
): Promise<Discovery> {
  const http = new HttpClient()
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const search: Search = { http, address, password, timeoutMs, attempts: [] }
  try {
    return await searchAll(search, options.servers ?? [])
  } finally {
    http.close()
  }
}

async function searchAll(search: Search, given: readonly string[]): Promise<Discovery> {
  let servers = given
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const places = servers.length > 0 ? servers : guessed(search.address)
    const finding = await searchPlaces(search, places)
    if (!finding?.redirect) return discovery(search, finding)
    // MS-ASCMD, Redirect: another address of the same person, to begin again with.
    search.address = finding.redirect
    servers = []
  }
  return discovery(search, null)
}

function discovery({ attempts }: Search, finding: Finding | null): Discovery {
  return {
    url: finding?.url ?? null,
    displayName: finding?.displayName ?? null,
    refused: finding?.refused ?? false,
    attempts,
  }
}

function guessed(address: string): string[] {
  const domain = domainOf(address)
  return [`https://${domain}`, `https://autodiscover.${domain}`]
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

async function searchPlaces(search: Search, places: readonly string[]): Promise<Finding | null> {
  for (const place of places) {
    const finding = await askXml(search, new URL(XML_PATH, place).href)
    if (isUseful(finding)) return finding
  }
  for (const place of places) {
    const finding = await askJson(search, place)
    if (isUseful(finding)) return finding
  }
  return null
}

function isUseful(finding: Finding): boolean {
  return Boolean(finding.url || finding.redirect || finding.refused)
}

async function askXml(search: Search, url: string): Promise<Finding> {
  const { address, password } = search
  return await attempt(search, url, async () => {
    const answer = await search.http.send({
      method: 'POST',
      url,
      headers: {
        authorization: `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`,
        'content-type': 'text/xml; charset=utf-8',
      },
      body: Buffer.from(requestXml(address)),
      timeoutMs: search.timeoutMs,
    })
    if (answer.status === 401) return { outcome: 'the login was refused', refused: true }
    if (answer.status !== 200) return { outcome: `HTTP ${answer.status}` }
    return readXml(answer)
  })
}

async function askJson(search: Search, place: string): Promise<Finding> {
  const url = new URL(JSON_PATH, place)
  url.search = new URLSearchParams({
    Email: search.address,
    Protocol: 'ActiveSync',
    RedirectCount: '1',
  }).toString()
  return await attempt(search, url.href, async () => {
    const { http, timeoutMs } = search
    const answer = await http.send({ method: 'GET', url: url.href, timeoutMs })
    if (answer.status !== 200) return { outcome: `HTTP ${answer.status}` }
    const found = urlOfJson(answer.body.toString('utf8'))
    return found && isAcceptable(found, answer.url)
      ? { outcome: `found ${found}`, url: found }
      : { outcome: 'no answer of use' }
  })
}

async function attempt(search: Search, url: string, ask: () => Promise<Finding>): Promise<Finding> {
  let finding: Finding
  try {
    finding = await ask()
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    finding = { outcome: error.message }
  }
  search.attempts.push({ url, outcome: finding.outcome })
  return finding
}

function requestXml(address: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<Autodiscover xmlns="${REQUEST_SCHEMA}"><Request>`,
    `<EMailAddress>${escapeXml(address)}</EMailAddress>`,
    `<AcceptableResponseSchema>${ANSWER_SCHEMA}</AcceptableResponseSchema>`,
    '</Request></Autodiscover>',
  ].join('')
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (found) => `&#${found.charCodeAt(0)};`)
}

/** MS-ASCMD, Autodiscover response: Url of the Server of Type MobileSync, Redirect or Error. */
function readXml({ body, url: from }: HttpAnswer): Finding {
  const texts = body.length > MAX_XML_BYTES ? null : xmlTexts(body.toString('utf8'))
  if (!texts) return { outcome: 'the answer is no XML' }
  const redirect = texts.get('Redirect')
  if (redirect) return { outcome: `says to ask for ${redirect}`, redirect }
  const url = texts.get('MobileSync')
  if (url && isAcceptable(url, from)) {
    const displayName = texts.get('DisplayName')
    return { outcome: `found ${url}`, url, ...(displayName && { displayName }) }
  }
  const code = texts.get('ErrorCode')
  const message = texts.get('Message') ?? ''
  return { outcome: code ? `error ${code} ${message}`.trim() : 'no ActiveSync server is named' }
}

/** A password that was asked for over https is not sent on over http. */
function isAcceptable(url: string, from: string): boolean {
  const allowed = from.startsWith('https:') ? /^https:/ : /^https?:/
  return allowed.test(url) && URL.canParse(url)
}

/** First text of each element by name; the Url of a Server goes by that server's Type. */
function xmlTexts(xml: string): Map<string, string> | null {
  const texts = new Map<string, string>()
  let text = ''
  let server = new Map<string, string>()
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    text = ''
    if (name === 'Server') server = new Map()
  })
  parser.on('text', (more) => {
    text += more
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'Server') remember(texts, server.get('Type') ?? '', server.get('Url') ?? '')
    else if (name === 'Type' || name === 'Url') server.set(name, text.trim())
    else remember(texts, name, text.trim())
    text = ''
  })
  let failed = false
  parser.on('error', () => {
    failed = true
  })
  parser.write(xml).close()
  return failed ? null : texts
}

function remember(texts: Map<string, string>, name: string, text: string): void {
  if (text !== '' && !texts.has(name)) texts.set(name, text)
}

function urlOfJson(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null || !('Url' in answer)) return null
    return typeof answer.Url === 'string' ? answer.Url : null
  } catch {
    return null
  }
}
