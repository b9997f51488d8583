import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { UserError } from '../errors.js'

/** sun_path holds 104 bytes on macOS and 108 on Linux; a socket moved aside gets 7 more. */
const LONGEST = 95

/**
 * Where the control socket of a data directory is: `control.sock` in it or, where that path is too
 * long for a socket, in a private directory under the system's temporary one. Makes the directory.
 */
export function socketPath(dataDir: string): string {
  const absolute = resolve(dataDir)
  try {
    mkdirSync(absolute, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new UserError(
      `The data directory ${absolute} can't be made (${(error as Error).message}). ` +
        'Set DATA_DIR to one this user may write to.',
    )
  }
  const path = join(absolute, 'control.sock')
  return Buffer.byteLength(path) <= LONGEST ? path : shortPath(absolute)
}

function shortPath(dataDir: string): string {
  const { uid } = userInfo()
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const directory = join(tmpdir(), `termingate-${uid}-${hash}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  // The temporary directory is everybody's: the name may have been taken by somebody else.
  const found = lstatSync(directory)
  const foreign = uid >= 0 && found.uid !== uid
  if (!found.isDirectory() || foreign || (uid >= 0 && (found.mode & 0o077) !== 0)) {
    throw new UserError(
      `${directory} belongs to somebody else, but is needed for the control socket because the ` +
        `path of the data directory is long. Remove it, or choose a shorter DATA_DIR.`,
    )
  }
  return join(directory, 'control.sock')
}
