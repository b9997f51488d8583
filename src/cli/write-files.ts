import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../errors.js'

/** A path without the ending of one of the files that are written side by side. */
export function stemOf(cwd: string, file: string): string {
  return resolve(cwd, file.replace(/\.(json|ics|vcf)$/i, ''))
}

/** Writes a file of personal data, for its user alone. @throws UserError, also if there is one */
export function writeNew(path: string, text: string): string {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
    return path
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const why = exists ? 'there is such a file already' : (error as Error).message
    throw new UserError(`${path} can't be written (${why}). Give another place.`)
  }
}
