import bcrypt from 'bcrypt'
import { HttpError } from '../errors.js'
import { type BcryptThread, createBcryptThread } from './bcrypt-thread.js'

/** Who waits for the answer: each of them has a queue, served in turn, so that neither waits for the other. */
export type Asker = 'phone' | 'page'

/** Compares passwords with bcrypt hashes, off the event loop and a few at a time. */
export type PasswordChecker = {
  /**
   * A null hash is compared with one that nothing fits, at the same cost.
   * @throws HttpError 503 when too many of the kind wait
   */
  matches(password: string, hash: string | null, asker?: Asker): Promise<boolean>
  /** Number of bcrypt runs so far. */
  readonly runs: number
}

/**
 * At most `concurrency` checks run at once, each in a thread of its own, since libuv's pool is also that
 * of zlib, files and name look-ups; the others wait here in their order.
 */
export function createPasswordChecker(options: {
  cost: number
  concurrency: number
  /** More waiting checks than this are a storm: the rest is asked to come again. */
  mostWaiting: number
  onFull(): void
}): PasswordChecker {
  const waiting: Record<Asker, ((thread: BcryptThread) => void)[]> = { phone: [], page: [] }
  let last: Asker = 'page'
  const unmatched = bcrypt.hash(`${Math.random()}`, options.cost)
  const resting = Array.from({ length: options.concurrency }, createBcryptThread)
  let runs = 0

  function takeNext(): ((thread: BcryptThread) => void) | undefined {
    const other = last === 'page' ? 'phone' : 'page'
    const turn = waiting[other].length > 0 ? other : last
    last = turn
    return waiting[turn].shift()
  }

  async function matches(
    password: string,
    hash: string | null,
    asker: Asker = 'phone',
  ): Promise<boolean> {
    let thread = resting.pop()
    if (!thread) {
      const queue = waiting[asker]
      if (queue.length >= options.mostWaiting) {
        options.onFull()
        throw new HttpError(503, 'Too many logins at once, please try again in a minute.')
      }
      thread = await new Promise<BcryptThread>((resume) => queue.push(resume))
    }
    try {
      runs++
      const known = hash === null ? null : comparable(hash)
      const equal = await thread.compare(password, known ?? (await unmatched))
      return equal && known !== null
    } finally {
      const next = takeNext()
      if (next) next(thread)
      else resting.push(thread)
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
