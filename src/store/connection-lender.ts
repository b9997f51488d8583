import type { Writable } from 'node:stream'
import type { Knex } from 'knex'
import { DatabaseUnavailable } from '../errors.js'
import { refuseInsideTransaction } from './transaction-guard.js'

/**
 * Lends knex's connections to the hot path. Rejects with DatabaseUnavailable, and throws inside a
 * transaction. What was lent goes back by `release`.
 */
export type Lender = {
  /** For one statement: others may be under way on the same connection. */
  share(): unknown
  /** For a transaction: nobody else has the connection. */
  acquire(): unknown
  release(connection: unknown): void
  /** How many wait for a connection just now. */
  readonly waiting: number
  /** Gives back what lies ready. */
  close(): void
}

type Pool = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): unknown
}
type Waiting = {
  tick: number
  sharing: boolean
  resolve(connection: unknown): void
  reject(error: unknown): void
}

const TICK_MS = 50
/** Ticks without use after which a connection goes back, and ticks that one is waited for. */
const IDLE_TICKS = 2
const WAITING_TICKS = 10_000 / TICK_MS
/** Statements under way at once on one connection: a slow one holds those behind it up. */
const MOST_SHARING = 8

/** As many as a wake of every phone of a full gateway may be; more is a database that stands still. */
const MOST_WAITING = 20_000

/** Each connection is asked of the pool: for one that has too few to keep any ready. */
export function directLender(knex: Knex, mostWaiting = MOST_WAITING): Lender {
  const pool: Pool = knex.client
  const pending = (): number => knex.client.pool.numPendingAcquires()
  async function ask(): Promise<unknown> {
    refuseBeyond(pending(), mostWaiting)
    return await pool.acquireConnection()
  }
  return {
    share: ask,
    acquire: ask,
    release: (connection) => void pool.releaseConnection(connection),
    get waiting() {
      return pending()
    },
    close() {},
  }
}

/**
 * Keeps up to `most` connections ready between requests that follow each other closely: knex's pool
 * makes two timers and a dozen promises for each time one is acquired, a fifth of an empty Sync.
 * When all are in use, single statements go out behind each other (pg's pipeline) and together: a
 * thousand woken Pings then cost a fraction of the system calls and changes of process.
 */
export function keepingLender(knex: Knex, most: number, mostWaiting = MOST_WAITING): Lender {
  return new KeepingLender(knex.client, most, mostWaiting)
}

class KeepingLender implements Lender {
  readonly #pool: Pool
  readonly #most: number
  readonly #mostWaiting: number
  /** The one used last at the end. */
  readonly #ready: { connection: unknown; tick: number }[] = []
  /** How many statements are under way on a connection that is shared. */
  readonly #sharers = new Map<unknown, number>()
  readonly #waiting: Waiting[] = []
  #held = 0
  #tick = 0
  #timer: NodeJS.Timeout | null = null

  constructor(pool: Pool, most: number, mostWaiting: number) {
    this.#pool = pool
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  acquire(): unknown {
    refuseInsideTransaction()
    return this.#takeReady() ?? (this.#held < this.#most ? this.#borrow() : this.#wait(false))
  }

  share(): unknown {
    refuseInsideTransaction()
    const ready = this.#takeReady()
    if (ready) return this.#shared(ready)
    if (this.#held < this.#most) return this.#borrow().then((fresh) => this.#shared(fresh))
    // Whoever waits comes first, or a transaction would never get a connection of its own.
    const joined = this.#waiting.length === 0 ? this.#leastShared() : undefined
    return joined ? this.#shared(joined) : this.#wait(true)
  }

  release(connection: unknown): void {
    const sharers = (this.#sharers.get(connection) ?? 1) - 1
    if (sharers > 0) {
      this.#sharers.set(connection, sharers)
      return
    }
    this.#sharers.delete(connection)
    if (isBroken(connection)) this.#giveBack(connection)
    else if (this.#waiting.length > 0) this.#handOver(connection)
    else {
      this.#ready.push({ connection, tick: this.#tick })
      this.#startTicking()
    }
  }

  get waiting(): number {
    return this.#waiting.length
  }

  close(): void {
    for (const { connection } of this.#ready.splice(0)) this.#giveBack(connection)
  }

  #takeReady(): unknown {
    for (let kept = this.#ready.pop(); kept; kept = this.#ready.pop()) {
      if (!isBroken(kept.connection)) return kept.connection
      this.#giveBack(kept.connection)
    }
    return undefined
  }

  #shared(connection: unknown): unknown {
    const sharers = (this.#sharers.get(connection) ?? 0) + 1
    this.#sharers.set(connection, sharers)
    if (sharers > 1) sendTogether(connection)
    return connection
  }

  #leastShared(): unknown {
    let least: unknown
    let fewest = MOST_SHARING
    for (const [connection, sharers] of this.#sharers) {
      if (sharers >= fewest || isBroken(connection)) continue
      least = connection
      fewest = sharers
    }
    return least
  }

  /** To the first who waits; to all who share if they come first. */
  #handOver(connection: unknown): void {
    for (let count = 0; count < MOST_SHARING; count++) {
      const [next] = this.#waiting
      if (!next || (count > 0 && !next.sharing)) return
      this.#waiting.shift()
      next.resolve(next.sharing ? this.#shared(connection) : connection)
      if (!next.sharing) return
    }
  }

  async #borrow(): Promise<unknown> {
    this.#held++
    try {
      return await this.#pool.acquireConnection()
    } catch (error) {
      this.#held--
      this.#serveNext()
      throw error
    }
  }

  #giveBack(connection: unknown): void {
    this.#held--
    this.#pool.releaseConnection(connection)
    this.#serveNext()
  }

  #serveNext(): void {
    const next = this.#held < this.#most ? this.#waiting.shift() : undefined
    if (!next) return
    this.#borrow()
      .then((fresh) => (next.sharing ? this.#shared(fresh) : fresh))
      .then(next.resolve, next.reject)
  }

  #wait(sharing: boolean): Promise<unknown> {
    refuseBeyond(this.#waiting.length, this.#mostWaiting)
    this.#startTicking()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ tick: this.#tick, sharing, resolve, reject })
    })
  }

  #startTicking(): void {
    this.#timer ??= setInterval(() => this.#onTick(), TICK_MS).unref()
  }

  #onTick(): void {
    const now = ++this.#tick
    while ((this.#waiting[0]?.tick ?? now) + WAITING_TICKS <= now) {
      const late = new DatabaseUnavailable('No database connection got free in time.')
      this.#waiting.shift()?.reject(late)
    }
    while ((this.#ready[0]?.tick ?? now) + IDLE_TICKS <= now) {
      this.#giveBack(this.#ready.shift()?.connection)
    }
    if (this.#ready.length > 0 || this.#waiting.length > 0) return
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}

function refuseBeyond(waiting: number, most: number): void {
  if (waiting >= most) throw new DatabaseUnavailable('Too much waits for a database connection.')
}

/** knex and `discard` mark connections that ended or must not be used again. */
function isBroken(connection: unknown): boolean {
  return Boolean((connection as { __knex__disposed?: unknown }).__knex__disposed)
}

type PgClient = { connection: { stream: Writable & { writableCorked: number } } }

/** What is written to the server until the end of this turn goes out in one piece. */
function sendTogether(connection: unknown): void {
  const { stream } = (connection as PgClient).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}
