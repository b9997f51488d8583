import { randomUUID } from 'node:crypto'
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../errors.js'

/** Who holds a data directory. `started` tells a process from a later one with the same pid. */
type Holder = { id: string; host: string; pid: number; started: string | null }

const HEARTBEAT_MS = 5_000
/** A holder on another host (another container) is gone when its file is this old. */
const STALE_AFTER_MS = 20_000

/**
 * Takes the lock of an embedded data directory, making the directory if need be. The function
 * returned gives it back. Throws UserError while another process holds it.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'termingate.lock')
  const mine: Holder = {
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
  }
  const draft = `${path}.${mine.id}`
  writeFileSync(draft, JSON.stringify(mine))
  try {
    if (!tryLink(draft, path)) takeOver(draft, path, dataDir)
  } finally {
    rmSync(draft, { force: true })
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS).unref()
  return () => {
    clearInterval(heartbeat)
    if (readHolder(path)?.id === mine.id) rmSync(path, { force: true })
  }
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function takeOver(draft: string, path: string, dataDir: string): void {
  const holder = readHolder(path)
  if (holder && isAlive(holder, path)) throw held(dataDir, holder)
  const aside = `${draft}.stale`
  try {
    renameSync(path, aside)
  } catch {
    // Another process moved it aside first; who links first wins.
  }
  const moved = readHolder(aside)
  rmSync(aside, { force: true })
  // Between reading and renaming, a third process may have taken the lock: give it back.
  if (moved && moved.id !== holder?.id) {
    writeFileSync(path, JSON.stringify(moved), { flag: 'wx' })
    throw held(dataDir, moved)
  }
  if (!tryLink(draft, path)) throw held(dataDir, readHolder(path))
}

function held(dataDir: string, holder: Holder | null): UserError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new UserError(
    `The data directory ${dataDir} is in use by ${who}. Stop that one, or give this one ` +
      'a directory of its own (DATA_DIR) or a PostgreSQL database (DATABASE_URL).',
  )
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return null
  }
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs < STALE_AFTER_MS
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return startOf(holder.pid) === holder.started
}

/** proc(5), /proc/pid/stat: starttime, field 22, counted behind the name; null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return null
  }
}

function touch(path: string): void {
  try {
    const now = new Date()
    closeSync(openSync(path, 'r'))
    utimesSync(path, now, now)
  } catch {
    // The directory was removed under us; the database will say so.
  }
}
