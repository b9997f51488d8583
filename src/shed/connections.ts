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

/**
 * Closes connections beyond the bounds before anything is read of them. Not by `maxConnections`: with
 * CLUSTER, Node offers a connection that one process refuses so to the next, round and round.
 */
export function boundConnections(server: Server, { shed, byAddress, tell }: GateOptions): void {
  const share = Math.ceil((shed.connections * shed.addressShare) / 100)
  const networks = new Map<string, number>()
  let open = 0
  server.on('connection', (socket: Socket) => {
    const network = byAddress ? networkOf(socket.remoteAddress ?? '') : ''
    const ofNetwork = (networks.get(network) ?? 0) + 1
    networks.set(network, ofNetwork)
    open++
    socket.once('close', () => {
      open--
      const left = (networks.get(network) ?? 1) - 1
      if (left > 0) networks.set(network, left)
      else networks.delete(network)
    })
    if (open > shed.connections) tell('connections')
    else if (byAddress && ofNetwork > share) tell('address-connections')
    else return
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
