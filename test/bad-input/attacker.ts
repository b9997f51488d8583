import { connect, type Socket } from 'node:net'
import { basic, commandPath } from './raw.js'

/** One connection of somebody who does not keep to the rules. */
export type Attacker = {
  socket: Socket
  /** What came back so far. */
  readonly answer: string
  /** The answer and the end of the connection, whoever ended it; null: not within the time. */
  ended(patienceMs: number): Promise<string | null>
}

const opened: Socket[] = []
afterAll(releaseAll)

/** Ends every attack at once. */
export function releaseAll(): void {
  for (const socket of opened.splice(0)) socket.destroy()
}

/** Connects from an address of this machine (127.0.0.0/8) and sends `text`. */
export async function attack(baseUrl: string, text: string, from = '127.0.0.1'): Promise<Attacker> {
  const port = Number(new URL(baseUrl).port)
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true })
  opened.push(socket)
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  // Being cut off is what it is all about.
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('end', resolve).once('close', resolve))
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', resolve))
  if (text) socket.write(text)
  return {
    socket,
    get answer() {
      return answer
    },
    async ended(patienceMs) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, patienceMs, 'late')
      })
      const first = await Promise.race([closed, late])
      clearTimeout(timer)
      return first === 'late' ? null : answer
    },
  }
}

/** A request of somebody who is let in, whose body of 100 bytes never comes but for its first. */
export function unfinished(login: string): string {
  return [
    `POST ${commandPath('FolderSync', login)} HTTP/1.1`,
    ...['Host: x', 'Content-Length: 100', 'MS-ASProtocolVersion: 16.1'],
    ...[`Authorization: ${basic(login).authorization}`, '', '\u0003'],
  ].join('\r\n')
}
