import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from './config.js'
import { HttpError } from './errors.js'

const HOST =
  /^(?=.{1,260}$)(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i
const THIS_MACHINE = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i

/**
 * The address phones reach the gateway at, without a trailing slash: PUBLIC_URL, or what the
 * request was sent to. That is https unless someone tries it out on this very machine: a proxy
 * in front ends TLS, and phones do not speak to anything else.
 * @throws HttpError 400 for a missing or impossible Host
 */
export function publicUrl(config: Config, headers: IncomingHttpHeaders): string {
  if (config.publicUrl !== null) return config.publicUrl
  const host = headers.host ?? ''
  if (!HOST.test(host)) throw new HttpError(400, 'The Host header is missing or malformed.')
  const scheme = config.tls === null && THIS_MACHINE.test(host) ? 'http' : 'https'
  return `${scheme}://${host.toLowerCase()}`
}
