import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '../errors.js'
import { type Probe, probe } from './probe.js'
import { socketPath } from './socket-path.js'

export type DataDirectoryLock = {
  /** Path of the socket. */
  path: string
  /** Closes the socket, and with it every connection, and gives the directory free. */
  release(): Promise<void>
}

/** A process listens a moment after it bound; only a socket silent for longer than that is dead. */
const SETTLE_MS = 100
const ATTEMPTS = 20

/**
 * Takes a data directory: listening on its control socket is the lock. The kernel ends it with the
 * process, so a kill at any time leaves at most a dead socket, which the next one removes; no pid
 * is ever trusted. `onConnection` gets whoever connects.
 * @throws UserError while another process holds the directory
 */
export async function lockDataDirectory(
  dataDir: string,
  onConnection: (socket: Socket) => void,
): Promise<DataDirectoryLock> {
  const path = socketPath(dataDir)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await tryListen(path, onConnection)
    if (server) return await keep({ server, path, dataDir })
    const found = await probe(path)
    if (found.state === 'alive') throw new DirectoryInUse(dataDir, found)
    if (found.state === 'refused') await removeDead(path, dataDir)
  }
  throw new UserError(
    `The control socket ${path} can't be taken: other processes are being started and stopped on ` +
      'this data directory. Start it again when they are done.',
  )
}

/** The error of whoever comes second. */
export class DirectoryInUse extends UserError {
  override name = 'DirectoryInUse'
  readonly holder: Probe

  constructor(dataDir: string, holder: Probe) {
    const who = holder.role === 'command' ? 'another termingate command' : 'a running gateway'
    super(
      `The data directory ${dataDir} is already in use by ${who} (pid ${holder.pid ?? 'unknown'}). ` +
        'Stop that one, or set DATA_DIR to another directory.',
    )
    this.holder = holder
  }
}

async function tryListen(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<Server | null> {
  const server = createServer({ allowHalfOpen: true }, onConnection)
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(new UserError(`The control socket ${path} can't be made: ${error.message}`))
    })
    // The socket is made within this call: nobody else may connect to it, not even for a moment.
    const mask = process.umask(0o177)
    server.listen(path, () => resolve(server))
    process.umask(mask)
  })
}

/** Our socket may have been moved aside by one that still took it for dead: look once more. */
async function keep(own: { server: Server; path: string; dataDir: string }) {
  const { server, path, dataDir } = own
  const id = identity(path)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await pause(SETTLE_MS)
  if (id === null || identity(path) !== id) {
    // Not closed: that would remove whatever is at the path now.
    server.unref()
    throw new DirectoryInUse(dataDir, await probe(path))
  }
  chmodSync(path, 0o600)
  removeLeftOvers(path)
  const release = async () => {
    for (const socket of sockets) socket.destroy()
    if (identity(path) !== id) {
      server.unref()
      return
    }
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { path, release }
}

function identity(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : null
}

/**
 * Moves a dead socket aside and looks at it again there: between the refusal and the move another
 * process may have taken the path. That one gets its socket back.
 */
async function removeDead(path: string, dataDir: string): Promise<void> {
  const dead = identity(path)
  await pause(SETTLE_MS)
  if (dead === null || identity(path) !== dead) return
  if ((await probe(path)).state !== 'refused' || identity(path) !== dead) return
  const aside = `${path}.${randomBytes(3).toString('hex')}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = await probe(aside)
  if (moved.state === 'alive') {
    if (!existsSync(path)) renameSync(aside, path)
    throw new DirectoryInUse(dataDir, moved)
  }
  rmSync(aside, { force: true })
}

/** What a process killed in `removeDead` left behind. */
function removeLeftOvers(path: string): void {
  const name = basename(path)
  for (const entry of readdirSync(dirname(path))) {
    const suffix = entry.startsWith(`${name}.`) ? entry.slice(name.length + 1) : ''
    if (/^[0-9a-f]{6}$/.test(suffix)) rmSync(join(dirname(path), entry), { force: true })
  }
}
