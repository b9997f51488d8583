import type { Socket } from 'node:net'

/** Longest line either side accepts, in bytes. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024

/**
 * The JSON objects that arrive on a socket, one per line. Ends when the other side ends; throws
 * for a line that is too long or no JSON object.
 */
export async function* readMessages(socket: Socket): AsyncGenerator<Record<string, unknown>> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end))
      const line = Buffer.concat(parts).toString('utf8')
      parts = []
      size = 0
      from = end + 1
      if (line.trim() !== '') yield parse(line)
    }
    parts.push(chunk.subarray(from))
    size += chunk.length - from
    if (size > MAX_LINE_BYTES) throw new Error(`A line is longer than ${MAX_LINE_BYTES} bytes.`)
  }
}

function parse(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new Error('A line is not a JSON object.')
}

/** Writes one message and waits while the other side is slow. A socket that is gone is ignored. */
export async function writeMessage(socket: Socket, message: object): Promise<void> {
  if (socket.destroyed || !socket.writable) return
  if (socket.write(`${JSON.stringify(message)}\n`)) return
  await new Promise<void>((resolve) => {
    const done = () => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.once('drain', done)
    socket.once('close', done)
  })
}
