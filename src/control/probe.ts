import { connect, type Socket } from 'node:net'
import { readMessages } from './json-lines.js'

/**
 * `alive`: a process listens, whether or not it answers in time; `refused`: nobody listens any
 * more; `missing`: there is no socket.
 */
export type Probe = {
  state: 'alive' | 'refused' | 'missing'
  /** Both null when unknown. */
  pid: number | null
  role: HolderRole | null
}

/** A gateway stays; a command that works on the data directory is gone in a moment. */
export type HolderRole = 'gateway' | 'command'

const ANSWER_MS = 3_000

/** Asks who listens on a control socket. */
export async function probe(path: string): Promise<Probe> {
  const socket = await open(path)
  if (typeof socket === 'string') return { state: socket, pid: null, role: null }
  const timer = setTimeout(() => socket.destroy(), ANSWER_MS)
  try {
    socket.write('{"op":"ping"}\n')
    for await (const { pid, role } of readMessages(socket)) {
      const known = role === 'gateway' || role === 'command' ? role : null
      return { state: 'alive', pid: typeof pid === 'number' ? pid : null, role: known }
    }
  } catch {
    // Whoever accepted us lives, even if it says nothing we understand.
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
  return { state: 'alive', pid: null, role: null }
}

const STATE_OF_CODE: Record<string, Probe['state']> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'missing',
  // Its backlog is full.
  EAGAIN: 'alive',
}

async function open(path: string): Promise<Socket | Probe['state']> {
  return await new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const state = STATE_OF_CODE[error.code ?? '']
      if (state) resolve(state)
      else reject(error)
    })
  })
}
