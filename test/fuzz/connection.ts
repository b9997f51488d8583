import { connect, type Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'

export type HttpAnswer = { status: number; headers: Record<string, string>; body: Buffer }
/** `parked`: no answer within the patience; `closed`: the connection ended without one. */
export type Outcome =
  | { answer: HttpAnswer; ms: number }
  | { failure: 'parked' | 'closed'; ms: number }

/** One keep-alive connection that sends bytes as they are, however wrong; opened anew as needed. */
export class Connection {
  readonly #port: number
  #socket: Socket | null = null
  #received = Buffer.alloc(0)

  constructor(port: number) {
    this.#port = port
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  async send(request: Uint8Array, patienceMs: number, noBody = false): Promise<Outcome> {
    const kept = this.#socket !== null
    const first = await this.#once(request, patienceMs, noBody)
    // The gateway may end an idle connection just when the next request starts on it.
    if (!kept || !('failure' in first) || first.failure !== 'closed') return first
    return await this.#once(request, patienceMs, noBody)
  }

  #once(request: Uint8Array, patienceMs: number, noBody: boolean): Promise<Outcome> {
    const socket = this.#open()
    const started = performance.now()
    return new Promise((resolve) => {
      const finish = (outcome: { answer: HttpAnswer } | { failure: 'parked' | 'closed' }): void => {
        clearTimeout(timer)
        socket.removeAllListeners('data').removeAllListeners('close')
        const ends = 'failure' in outcome || outcome.answer.headers.connection === 'close'
        if (ends) this.close()
        resolve({ ...outcome, ms: performance.now() - started })
      }
      const timer = setTimeout(() => finish({ failure: 'parked' }), patienceMs)
      socket.on('data', (data) => {
        this.#received = Buffer.concat([this.#received, data])
        // An interim answer (100) is followed by the real one, maybe in the same packet.
        for (let answer = readAnswer(this.#received, noBody); answer; ) {
          this.#received = this.#received.subarray(answer.bytes)
          if (answer.status >= 200) return finish({ answer })
          answer = readAnswer(this.#received, noBody)
        }
      })
      socket.on('close', () => finish({ failure: 'closed' }))
      socket.write(request)
    })
  }

  #open(): Socket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket
    this.#received = Buffer.alloc(0)
    this.#socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    // What the gateway refuses to read further it resets; `close` follows.
    this.#socket.on('error', () => {})
    return this.#socket
  }
}

function readAnswer(all: Buffer, noBody: boolean): (HttpAnswer & { bytes: number }) | null {
  const end = all.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [line = '', ...fields] = all.toString('latin1', 0, end).split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const status = Number(line.slice(9, 12))
  const length = noBody || status < 200 ? 0 : Number(headers['content-length'] ?? 0)
  const bytes = end + 4 + length
  if (all.length < bytes) return null
  const body = Buffer.from(all.subarray(end + 4, bytes))
  const unpacked = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  return { status, headers, body: unpacked, bytes }
}
