import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Database } from '../store/database.js'
import { readMessages, writeMessage } from './json-lines.js'
import type { HolderRole } from './probe.js'

/** The terminal at the other end of the socket. */
export type RemoteTerminal = {
  cwd: string
  stdout(text: string): void
  stderr(text: string): void
  /** First line of standard input. */
  readLine(): Promise<string>
  /** What a person types; null where nobody can be asked. */
  ask(question: string, options?: { hidden?: boolean }): Promise<string | null>
}

export type ControlOptions = {
  role: HolderRole
  /** Resolves when it is open: a gateway that is starting lets others wait. */
  database(): Promise<Database>
  /** Runs a command line and gives its exit code. */
  runCli?(argv: string[], terminal: RemoteTerminal): Promise<number>
  log: Logger
}

/**
 * The control socket's operations, as JSON lines, for programs of the same user on this machine:
 * `{op:'ping'}` → `{pid, role}`; `{op:'sql', text, values}` → `{rows}`, for local tools and tests;
 * `{op:'cli', argv, cwd}` → `{stdout}`, `{stderr}`, `{ask, hidden}` and `{readLine}` (both wanting
 * `{answer}`), at last `{exit}`. What fails is answered `{error: {message, code}}`.
 */
export function controlServer(options: ControlOptions): (socket: Socket) => void {
  return (socket) => {
    // A client that went away in the middle needs no answer.
    socket.on('error', () => {})
    answerAll(socket, options).catch((error: unknown) => {
      options.log.debug({ err: error }, 'control connection broken')
      socket.destroy()
    })
  }
}

async function answerAll(socket: Socket, options: ControlOptions): Promise<void> {
  const messages = readMessages(socket)
  for (let next = await messages.next(); !next.done; next = await messages.next()) {
    try {
      await writeMessage(socket, await answer(next.value, { socket, messages, options }))
    } catch (error) {
      const { message, code } = error as { message?: unknown; code?: unknown }
      await writeMessage(socket, { error: { message: String(message ?? error), code } })
    }
  }
  socket.end()
}

type Connection = {
  socket: Socket
  messages: AsyncGenerator<Record<string, unknown>>
  options: ControlOptions
}

async function answer(
  message: Record<string, unknown>,
  connection: Connection,
): Promise<Record<string, unknown>> {
  const { role, database, runCli } = connection.options
  if (message.op === 'ping') return { pid: process.pid, role }
  if (message.op === 'sql') {
    const { text, values = [] } = message
    if (typeof text !== 'string' || !Array.isArray(values)) throw new Error('sql needs a text')
    // An empty name: such statements are not prepared.
    return { rows: await (await database()).query({ name: '', text }, values) }
  }
  if (message.op === 'cli' && runCli) {
    const { argv, cwd } = message
    if (!isStrings(argv) || typeof cwd !== 'string') throw new Error('cli needs argv and cwd')
    await database()
    return { exit: await runCli(argv, remoteTerminal(cwd, connection)) }
  }
  throw new Error(`There is no operation ${JSON.stringify(message.op)} here.`)
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function remoteTerminal(cwd: string, { socket, messages }: Connection): RemoteTerminal {
  const request = async (message: object): Promise<string | null> => {
    await writeMessage(socket, message)
    const next = await messages.next()
    if (next.done) throw new Error('The command line was left before its end.')
    return typeof next.value.answer === 'string' ? next.value.answer : null
  }
  return {
    cwd,
    stdout: (text) => void writeMessage(socket, { stdout: text }),
    stderr: (text) => void writeMessage(socket, { stderr: text }),
    readLine: async () => (await request({ readLine: true })) ?? '',
    ask: (question, { hidden = false } = {}) => request({ ask: question, hidden }),
  }
}
