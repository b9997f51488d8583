import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ShedConfig } from '../config-shed.js'
import { networkOf } from '../login/address-limit.js'
import { Lane, type Work } from './lane.js'
import type { ShedTeller } from './told.js'

/** Bounds what is in work at once, and for how long. */
export type RequestGate = {
  /** Serves a request, or refuses it with 503 before anything is done for it. */
  guard(serve: RequestListener): RequestListener
  /** Until disposed, the request waits for changes: that is no work. */
  pause(response: ServerResponse): Disposable
  /** Requests in work that may be refused, without the pages'. */
  readonly inWork: number
  close(): void
}

type Admitted = Work & { response: ServerResponse; lane: Lane<Admitted>; over: boolean }

export type GateOptions = {
  shed: ShedConfig
  /** False behind a proxy, whose address is everybody's. */
  byAddress: boolean
  tell: ShedTeller
}

const LOOK_MS = 1_000
/** What is left of an answer must go on: a client that takes nothing of it for so long is cut off. */
const SENDING_MS = 60_000
/** Bodies that are not wanted are received up to this size, so that the connection can go on. */
const UNWANTED_BYTES = 65_536
/** Not all at once: what was refused together comes again apart. Seconds. */
const RETRY = { least: 20, spread: 20 }
/** The pages, and what tells how the gateway is, have places that no phone takes. */
const CARE = /^\/(?:admin|metrics|readyz|health)(?:[/?]|$)/i
const ALIVE = /^\/healthz(?:\?|$)/i
const CARE_PART = 10
const CARE_LEAST = 20

export function createRequestGate({ shed, byAddress, tell }: GateOptions): RequestGate {
  const phones = new Lane<Admitted>(shed.requestsAtOnce, shed.addressShare)
  const places = Math.max(CARE_LEAST, Math.ceil(shed.requestsAtOnce / CARE_PART))
  const care = new Lane<Admitted>(places, shed.addressShare)
  const admitted = new WeakMap<ServerResponse, Admitted>()
  const networks = new WeakMap<Socket, string>()
  const timer = setInterval(endOld, LOOK_MS).unref()

  function endOld(): void {
    const then = performance.now() - shed.requestSeconds * 1_000
    for (const work of [...phones.olderThan(then), ...care.olderThan(then)]) {
      done(work)
      if (work.response.headersSent) continue
      tell('time')
      refuse(work.response, { Connection: 'close' })
    }
  }

  function networkOfSocket(socket: Socket): string | null {
    if (!byAddress) return null
    const network = networks.get(socket) ?? networkOf(socket.remoteAddress ?? '')
    networks.set(socket, network)
    return network
  }

  function admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = request
    const lane = CARE.test(url) ? care : phones
    const network = networkOfSocket(request.socket)
    const why = ALIVE.test(url) ? null : lane.obstacle(network)
    if (why) {
      tell(why)
      refuse(response, isSmall(request) ? {} : { Connection: 'close' })
      return false
    }
    const work = { network, since: performance.now(), response, lane, over: false }
    lane.enter(work)
    admitted.set(response, work)
    response.once('prefinish', () => done(work))
    response.once('close', () => done(work))
    return true
  }

  return {
    guard: (serve) => (request, response) => {
      if (admit(request, response)) serve(request, response)
    },
    pause(response) {
      const work = admitted.get(response)
      work?.lane.leave(work)
      return { [Symbol.dispose]: () => work && resume(work) }
    },
    get inWork() {
      return phones.size
    },
    close: () => clearInterval(timer),
  }
}

/** The answer is there, and left to the system to send; or nobody wants it. */
function done(work: Admitted): void {
  if (work.over) return
  work.over = true
  work.lane.leave(work)
  // Node sets it anew when the answer is sent.
  work.response.socket?.setTimeout(SENDING_MS)
}

function resume(work: Admitted): void {
  if (work.over) return
  work.since = performance.now()
  work.lane.enter(work)
}

const TEXT = 'The service is busy just now, please try again in a minute.\n'

function refuse(response: ServerResponse, headers: Record<string, string>): void {
  response
    .writeHead(503, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(TEXT),
      'Retry-After': `${RETRY.least + Math.floor(Math.random() * RETRY.spread)}`,
      ...headers,
    })
    .end(TEXT)
}

function isSmall({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return false
  return Number(headers['content-length'] ?? 0) <= UNWANTED_BYTES
}
