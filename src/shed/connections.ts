import type { Server, Socket } from 'node:net'
import type { ShedConfig } from '../config-shed.js'
import { networkOf } from '../login/address-limit.js'
import type { GateOptions } from './request-gate.js'

/** Headers must have come in by then, in milliseconds. */
const HEADERS_MS = 20_000
const LOOK_MS = 1_000

/** How Node bounds the receiving of requests; how long an answer takes is no matter of it. */
export function receivingOptions({ receiveSeconds }: ShedConfig) {
  const requestTimeout = receiveSeconds * 1_000
  return {
    requestTimeout,
    headersTimeout: Math.min(HEADERS_MS, requestTimeout),
    handshakeTimeout: Math.min(HEADERS_MS, requestTimeout),
    connectionsCheckingInterval: LOOK_MS,
  }
}

/** Closes connections beyond the bounds before anything is read of them. */
export function boundConnections(server: Server, { shed, byAddress, tell }: GateOptions): void {
  server.maxConnections = shed.connections
  server.on('drop', () => tell('connections'))
  if (!byAddress) return
  const share = Math.ceil((shed.connections * shed.addressShare) / 100)
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? '')
    const count = (open.get(network) ?? 0) + 1
    open.set(network, count)
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1
      if (left > 0) open.set(network, left)
      else open.delete(network)
    })
    if (count <= share) return
    tell('address-connections')
    socket.destroy()
  })
}

const ANSWERS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** What still comes in is let pass for so long, or the reset would overtake the answer. */
const LINGER_MS = 1_000
const refused = new WeakSet<Socket>()

/** What is no HTTP, has headers beyond every bound, or does not come in in its time. */
export function refuseGarbage({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  // Node tells each further piece of it.
  if (refused.has(socket)) return
  refused.add(socket)
  const status = ANSWERS[code] ?? '400 Bad Request'
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  // Else whoever never closes the other half keeps the connection for ever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
