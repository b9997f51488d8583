import bcrypt from 'bcrypt'
import { HttpError } from '../errors.js'

/** More waiting checks than this are a storm: the rest is asked to come again. */
const MAX_WAITING = 1_000

/** Compares passwords with bcrypt hashes, off the event loop and a few at a time. */
export type PasswordChecker = {
  /** A null hash is compared with one that nothing fits, at the same cost. */
  matches(password: string, hash: string | null): Promise<boolean>
  /** Number of bcrypt runs so far. */
  readonly runs: number
}

/**
 * bcrypt works in libuv's pool of four threads, which zlib, files and name look-ups share: at most
 * `concurrency` checks are in it at once, the others wait here in their order.
 */
export function createPasswordChecker(options: {
  cost: number
  concurrency: number
}): PasswordChecker {
  const waiting: (() => void)[] = []
  const unmatched = bcrypt.hash(`${Math.random()}`, options.cost)
  let active = 0
  let runs = 0

  async function matches(password: string, hash: string | null): Promise<boolean> {
    if (active >= options.concurrency) {
      if (waiting.length >= MAX_WAITING) throw new HttpError(503, 'Too many logins at once')
      await new Promise<void>((resume) => waiting.push(resume))
    } else active++
    try {
      runs++
      const known = hash === null ? null : comparable(hash)
      const equal = await bcrypt.compare(password, known ?? (await unmatched))
      return equal && known !== null
    } finally {
      const next = waiting.shift()
      if (next) next()
      else active--
    }
  }

  return {
    matches,
    get runs() {
      return runs
    },
  }
}

/** PHP marks the same algorithm `$2y$`, which bcrypt does not know. Null: no bcrypt hash at all. */
function comparable(hash: string): string | null {
  return /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash) ? `$2b${hash.slice(3)}` : null
}
