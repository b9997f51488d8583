import { constants } from 'node:fs'
import { cp, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../errors.js'
import type { Database } from './database.js'

/** The embedded database's files in a data directory. */
const FILES = 'pglite'
/** Left free on the disk, which may be the database's own. */
const SPARE_BYTES = 64 * 1_024 * 1_024

/**
 * Copies the embedded database to a new directory, which is then a data directory like any other. Whoever
 * wants the database meanwhile waits: nothing changes while it is read, so that the copy is that of one
 * moment. It stands under its name only when it is complete.
 * @returns the number of bytes
 * @throws UserError when there is something at `to` already, or the disk has too little room
 */
export async function backUpEmbedded(
  database: Pick<Database, 'transact'>,
  dataDir: string,
  to: string,
): Promise<number> {
  const draft = `${to}.partial`
  await refuseExisting(to)
  try {
    return await database.transact(async (tx) => {
      // What is only in memory goes to the files, so that the copy has little to recover from its log.
      await tx.query({ name: '', text: 'checkpoint' })
      const bytes = await sizeOf(join(dataDir, FILES))
      await refuseFullDisk(dirname(to), bytes)
      await rm(draft, { recursive: true, force: true })
      await mkdir(draft, { mode: 0o700 })
      await cp(join(dataDir, FILES), join(draft, FILES), {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
      })
      await rename(draft, to)
      return bytes
    })
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {})
    throw asUserError(error, to)
  }
}

async function refuseExisting(to: string): Promise<void> {
  const found = await stat(to).catch(() => null)
  if (found) throw new UserError(`There is something at ${to} already: name a new directory.`)
}

async function refuseFullDisk(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  if (free >= bytes + SPARE_BYTES) return
  throw new UserError(
    `The disk of ${directory} has ${megabytes(free)} MB left, but the backup needs ` +
      `${megabytes(bytes + SPARE_BYTES)} MB: make room, or name another place.`,
  )
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true })
  let bytes = 0
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes
}

/** In MB, rounded up. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_048_576)
}

function asUserError(error: unknown, to: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof UserError || !/^E[A-Z]+$/.test(code ?? '')) return error
  return new UserError(`The backup can't be written to ${to} (${message}). Name another place.`)
}
