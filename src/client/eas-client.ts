import type { IncomingHttpHeaders } from 'node:http'
import { decode } from '../activesync/wbxml/decode.js'
import { type Element, element } from '../activesync/wbxml/element.js'
import { encode } from '../activesync/wbxml/encode.js'
import {
  type EstimateAnswer,
  type FetchAnswer,
  type FolderSyncAnswer,
  type PingAnswer,
  type PolicyAnswer,
  readEstimate,
  readFetch,
  readFolderSync,
  readPing,
  readProvision,
  readSync,
  type SyncAnswer,
} from './answers.js'
import { DEFAULT_TIMEOUT_MS, HttpClient } from './http.js'
import { base64Query, plainQuery } from './query.js'
import {
  estimateElement,
  type FetchRequest,
  fetchElement,
  type PingRequest,
  pingElement,
  type SyncCollection,
  type SyncRequest,
  syncElement,
} from './requests.js'

export type EasClientOptions = {
  /** `https://host/Microsoft-Server-ActiveSync`. */
  url: string
  user: string
  password: string
  deviceId: string
  deviceType: string
  userAgent?: string
  /** MS-ASProtocolVersion; may be set later, after `options`. */
  version?: string
  query?: 'plain' | 'base64'
  timeoutMs?: number
}

export type EasAnswer = {
  status: number
  headers: IncomingHttpHeaders
  /** Null for an empty body, and for one that is no WBXML. */
  body: Element | null
}

export type ServerOptions = { status: number; versions: string[]; commands: string[] }

export type CommandOptions = { signal?: AbortSignal | undefined; timeoutMs?: number }

/** An answer in HTTP's own words, where a command's was wanted. */
export class HttpStatusError extends Error {
  override name = 'HttpStatusError'
  readonly status: number

  constructor(command: string, status: number) {
    super(`${command} was answered with HTTP ${status}`)
    this.status = status
  }
}

const WBXML = 'application/vnd.ms-sync.wbxml'
const POLICY_TYPE = 'MS-EAS-Provisioning-WBXML'
/** MS-ASPROV, PolicyType: that of 2.5, whose policy is a document in XML. */
const OLD_POLICY_TYPE = 'MS-WAP-Provisioning-XML'
const PING_GRACE_MS = 30_000

/** An ActiveSync client: one device of one account. Keeps its connection between requests. */
export class EasClient {
  version: string
  /** X-MS-PolicyKey; 0 until `provision`. */
  policyKey = 0
  readonly #options: EasClientOptions
  readonly #http = new HttpClient()

  constructor(options: EasClientOptions) {
    this.#options = options
    this.version = options.version ?? '16.1'
  }

  close(): void {
    this.#http.close()
  }

  /** MS-ASHTTP, OPTIONS: what the server speaks; empty lists when it does not say. */
  async options(): Promise<ServerOptions> {
    const answer = await this.#http.send({
      method: 'OPTIONS',
      url: this.#options.url,
      headers: this.#headers(),
      timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    })
    return {
      status: answer.status,
      versions: listOf(answer.headers['ms-asprotocolversions']),
      commands: listOf(answer.headers['ms-asprotocolcommands']),
    }
  }

  /** Sends one command; `root` null sends an empty body. Any HTTP status is an answer. */
  async command(
    name: string,
    root: Element | null,
    options: CommandOptions = {},
  ): Promise<EasAnswer> {
    return await this.bytes(name, root ? encode(root) : null, options)
  }

  /** The same with a body of any bytes. */
  async bytes(
    name: string,
    body: Uint8Array | null,
    options: CommandOptions = {},
  ): Promise<EasAnswer> {
    const answer = await this.#http.send({
      method: 'POST',
      url: `${this.#options.url}?${this.#query(name)}`,
      headers: { ...this.#headers(), ...(body && { 'content-type': WBXML }) },
      body,
      timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
    })
    const type = answer.headers['content-type'] ?? WBXML
    const wbxml = answer.body.length > 0 && answer.status === 200 && type.startsWith(WBXML)
    return {
      status: answer.status,
      headers: answer.headers,
      body: wbxml ? decode(answer.body) : null,
    }
  }

  /**
   * MS-ASPROV: asks for the policy and acknowledges it, and keeps the key. A server that has none
   * (policy status 2) leaves the key at 0.
   */
  async provision(): Promise<PolicyAnswer> {
    this.policyKey = 0
    const first = readProvision(await this.#ask('Provision', this.#policyRequest()))
    if (first.status !== 1 || first.policyStatus !== 1 || first.policyKey === null) return first
    this.policyKey = first.policyKey
    const acknowledgement = this.#policyElement([
      element('Provision:PolicyKey', first.policyKey),
      element('Provision:Status', 1),
    ])
    const second = readProvision(await this.#ask('Provision', acknowledgement))
    this.policyKey = second.policyKey ?? 0
    return second
  }

  async folderSync(key = '0'): Promise<FolderSyncAnswer> {
    const request = element('FolderHierarchy:FolderSync', [element('FolderHierarchy:SyncKey', key)])
    return readFolderSync(await this.#ask('FolderSync', request))
  }

  /** Null sends the empty request, which repeats the one before. */
  async sync(request: SyncRequest | null, options: CommandOptions = {}): Promise<SyncAnswer> {
    const root = request ? syncElement(request, this.version) : null
    return readSync(await this.#ask('Sync', root, options))
  }

  /** Null sends the empty request, which repeats the one before. */
  async ping(request: PingRequest | null, options: CommandOptions = {}): Promise<PingAnswer> {
    const seconds = request?.heartbeatSeconds ?? 3600
    const timeoutMs = options.timeoutMs ?? seconds * 1000 + PING_GRACE_MS
    const root = request ? pingElement(request) : null
    return readPing(await this.#ask('Ping', root, { ...options, timeoutMs }))
  }

  async getItemEstimate(collection: SyncCollection): Promise<EstimateAnswer> {
    const request = estimateElement(collection, this.version)
    return readEstimate(await this.#ask('GetItemEstimate', request))
  }

  async itemOperationsFetch(request: FetchRequest): Promise<FetchAnswer> {
    return readFetch(await this.#ask('ItemOperations', fetchElement(request)))
  }

  /** `properties` such as `Settings:UserInformation`; the answer as it came. */
  async settings(properties: readonly Element[]): Promise<Element | null> {
    return await this.#ask('Settings', element('Settings:Settings', properties))
  }

  async #ask(
    name: string,
    root: Element | null,
    options: CommandOptions = {},
  ): Promise<Element | null> {
    const answer = await this.command(name, root, options)
    if (answer.status !== 200) throw new HttpStatusError(name, answer.status)
    return answer.body
  }

  #policyRequest(): Element {
    const { deviceType, userAgent } = this.#options
    const information = element('Settings:DeviceInformation', [
      element('Settings:Set', [
        element('Settings:Model', deviceType),
        element('Settings:FriendlyName', deviceType),
        element('Settings:OS', process.platform),
        element('Settings:UserAgent', userAgent ?? deviceType),
      ]),
    ])
    return this.#policyElement([], Number(this.version) >= 14.1 ? information : null)
  }

  #policyElement(more: readonly Element[], information: Element | null = null): Element {
    const name = Number(this.version) < 12 ? OLD_POLICY_TYPE : POLICY_TYPE
    const policy = element('Provision:Policy', [element('Provision:PolicyType', name), ...more])
    return element('Provision:Provision', [information, element('Provision:Policies', [policy])])
  }

  #headers(): Record<string, string> {
    const { user, password, userAgent } = this.#options
    return {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'ms-asprotocolversion': this.version,
      ...(userAgent && { 'user-agent': userAgent }),
      ...(this.policyKey !== 0 && { 'x-ms-policykey': String(this.policyKey) }),
    }
  }

  #query(command: string): string {
    const { user, deviceId, deviceType, query } = this.#options
    const { version, policyKey } = this
    const fields = { command, user, deviceId, deviceType, version, policyKey }
    return query === 'base64' ? base64Query(fields) : plainQuery(fields)
  }
}

function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
}
