import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { gunzip } from 'node:zlib'

export type HttpRequest = {
  method: 'GET' | 'POST' | 'OPTIONS'
  url: string
  headers?: Record<string, string>
  body?: Uint8Array | null
  /** For the whole exchange, in milliseconds. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

export type HttpAnswer = {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** Where the answer came from in the end. */
  url: string
}

/** A server that could not be asked: the message says in words why. */
export class ConnectionError extends Error {
  override name = 'ConnectionError'
  /** The system's own code, such as ECONNREFUSED; '' if it has none. */
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

export const DEFAULT_TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308, 451])

/** Connections kept open between requests to the same server; `close` ends them. */
export class HttpClient {
  readonly #http = new HttpAgent({ keepAlive: true })
  readonly #https = new HttpsAgent({ keepAlive: true })

  /**
   * Sends one request and follows redirects, also those of a POST (as phones do), but never from
   * https to http. Rejects with ConnectionError, or with the signal's reason.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    let url = new URL(request.url)
    for (let hops = 0; ; hops++) {
      const answer = await this.#sendOnce(request, url)
      const target = REDIRECTS.has(answer.status) ? redirectOf(answer, url) : null
      if (!target) return answer
      if (hops === MAX_REDIRECTS) {
        throw new ConnectionError(`${url.host} redirects in circles`, 'REDIRECTS')
      }
      url = target
    }
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }

  #sendOnce(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const secure = url.protocol === 'https:'
    const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline
    const headers: Record<string, string> = { 'accept-encoding': 'gzip', ...request.headers }
    if (request.method === 'POST') headers['content-length'] = String(request.body?.length ?? 0)
    const options = { method: request.method, headers, signal }
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        if (request.signal?.aborted) reject(request.signal.reason)
        else reject(inWords(error, url, deadline.aborted ? timeoutMs : null))
      }
      const receive = (response: IncomingMessage) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too long'))
        })
        response.on('error', fail)
        response.on('end', () => {
          const status = response.statusCode ?? 0
          inflate(Buffer.concat(chunks), response.headers['content-encoding'])
            .then((body) => ({ status, headers: response.headers, body, url: url.href }))
            .then(resolve, fail)
        })
      }
      const sent = secure
        ? httpsRequest(url, { ...options, agent: this.#https }, receive)
        : httpRequest(url, { ...options, agent: this.#http }, receive)
      sent.on('error', fail)
      sent.end(request.body ?? undefined)
    })
  }
}

/** The address a redirect points to; null when it points nowhere that may be followed. */
function redirectOf(answer: HttpAnswer, from: URL): URL | null {
  const location = answer.headers['x-ms-location'] ?? answer.headers.location
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) return null
  const target = new URL(location, from)
  if (target.protocol === 'https:') return target
  return target.protocol === 'http:' && from.protocol === 'http:' ? target : null
}

function inflate(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding !== 'gzip' || body.length === 0) return Promise.resolve(body)
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: MAX_ANSWER_BYTES }, (error, inflated) => {
      if (error) reject(error)
      else resolve(inflated)
    })
  })
}

/** What the codes of Node and of OpenSSL mean to a person. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no server of this name',
  EAI_AGAIN: 'the name could not be looked up just now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'the host can not be reached',
  ENETUNREACH: 'the network can not be reached',
  EPROTO: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP there',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the whole chain of its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

const CERTIFICATE = /CERT|ALTNAME|LEAF_SIGNATURE/

/** True if the connection failed for the server's certificate. */
export function isCertificateError(error: unknown): boolean {
  return error instanceof ConnectionError && CERTIFICATE.test(error.code)
}

function inWords(error: Error, url: URL, timedOutMs: number | null): ConnectionError {
  if (timedOutMs !== null) {
    return new ConnectionError(`${url.host} did not answer in ${timedOutMs / 1000} s`, 'ETIMEDOUT')
  }
  const code = codeOf(error)
  return new ConnectionError(`${url.host}: ${WORDS[code] ?? error.message}`, code)
}

function codeOf(error: Error): string {
  // Several addresses of one name: each failed, the first tells most.
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const code = (first as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}
