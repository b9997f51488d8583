import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { decodeBytes, LARGEST_FILE } from '../mappers/text/decode-bytes.js'

/** Text of a file, or in words why there is none. */
export type ImportFile = { text: string; problem: string | null }

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'there is no such file',
}

/** Reads and decodes a file of at most 50 MB. Doesn't throw. */
export async function readImportFile(path: string, cwd?: string): Promise<ImportFile> {
  const full = resolve(cwd ?? '.', path)
  try {
    const { size, isFile } = await sizeOf(full)
    if (!isFile) return refused('it is not a file')
    if (size > LARGEST_FILE) return refused('it is larger than 50 MB')
    return { text: decodeBytes(await readFile(full)), problem: null }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return refused(WORDS[code] ?? 'it can not be read')
  }
}

async function sizeOf(path: string): Promise<{ size: number; isFile: boolean }> {
  const found = await stat(path)
  return { size: found.size, isFile: found.isFile() }
}

function refused(problem: string): ImportFile {
  return { text: '', problem }
}
