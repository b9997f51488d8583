import { connect, type Socket } from 'node:net'

export type RawAnswer = { status: number; body: Buffer }
type Waiting = { resolve(answer: RawAnswer): void; reject(error: Error): void }

const LENGTH = /\r\ncontent-length: *(\d+)/i

/**
 * One keep-alive connection, one request at a time, as cheap as it can be: on a small machine the
 * load generator takes CPU from what it measures. Answers must have a Content-Length.
 */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting | null = null

  /** `from`: one of this machine's own addresses, if it matters which. */
  constructor(host: string, port: number, from?: string) {
    this.#socket = connect({ host, port, noDelay: true, ...(from && { localAddress: from }) })
    this.#socket.on('data', (data) => this.#take(data))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('The connection was closed.')))
  }

  send(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  /** What was asked last is then never answered. */
  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    const all = this.#received.length === 0 ? data : Buffer.concat([this.#received, data])
    this.#received = all
    const end = all.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = all.toString('latin1', 0, end)
    const bodyEnd = end + 4 + Number(LENGTH.exec(head)?.[1] ?? 0)
    if (all.length < bodyEnd) return
    this.#received = all.subarray(bodyEnd)
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve({ status: Number(head.slice(9, 12)), body: all.subarray(end + 4, bodyEnd) })
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}

/** Over a connection of its own. */
export async function askOnce(port: number, request: Buffer): Promise<RawAnswer> {
  const connection = new Connection('127.0.0.1', port)
  try {
    return await connection.send(request)
  } finally {
    connection.close()
  }
}

/** How much of a request is its body. */
export function bodyBytes(request: Buffer): number {
  return request.length - request.indexOf('\r\n\r\n') - 4
}
