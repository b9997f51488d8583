import { connect, type Socket } from 'node:net'
import { UserError } from '../errors.js'
import type { RemoteTerminal } from './control-server.js'
import { readMessages, writeMessage } from './json-lines.js'

/**
 * Has a running gateway execute a command line, at this terminal. Gives its exit code.
 * @throws UserError when the gateway ended in the middle or refused
 */
export async function runInGateway(
  path: string,
  argv: readonly string[],
  terminal: RemoteTerminal,
): Promise<number> {
  const socket = await open(path)
  try {
    await writeMessage(socket, { op: 'cli', argv, cwd: terminal.cwd })
    for await (const message of readMessages(socket)) {
      if (typeof message.exit === 'number') return message.exit
      await show(message, { socket, terminal })
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw lost((error as Error).message)
  } finally {
    socket.destroy()
  }
  throw lost('it closed the connection')
}

async function show(
  message: Record<string, unknown>,
  { socket, terminal }: { socket: Socket; terminal: RemoteTerminal },
): Promise<void> {
  const { stdout, stderr, ask, hidden, readLine, error } = message
  if (typeof stdout === 'string') terminal.stdout(stdout)
  if (typeof stderr === 'string') terminal.stderr(stderr)
  if (readLine === true) await writeMessage(socket, { answer: await terminal.readLine() })
  if (typeof ask === 'string') {
    await writeMessage(socket, { answer: await terminal.ask(ask, { hidden: hidden === true }) })
  }
  if (error) {
    const reason = (error as { message?: unknown }).message
    throw new UserError(`The running gateway could not do that: ${String(reason)}`)
  }
}

function lost(why: string): UserError {
  return new UserError(
    `The connection to the running gateway was lost (${why}), so it is not known whether the ` +
      'command was carried out. Look at the present state before you repeat it.',
  )
}

async function open(path: string): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', reject)
  })
}
