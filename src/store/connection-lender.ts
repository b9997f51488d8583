import type { Knex } from 'knex'
import { DatabaseUnavailable } from '../errors.js'
import { refuseInsideTransaction } from './transaction-guard.js'

/**
 * Lends knex's connections to the hot path. `acquire` rejects with DatabaseUnavailable, and throws
 * inside a transaction.
 */
export type Lender = {
  acquire(): unknown
  release(connection: unknown): void
  /** Gives back what lies ready. */
  close(): void
}

type Pool = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): unknown
}
type Waiting = { tick: number; resolve(connection: unknown): void; reject(error: unknown): void }

const TICK_MS = 50
/** Ticks without use after which a connection goes back, and ticks that one is waited for. */
const IDLE_TICKS = 2
const WAITING_TICKS = 10_000 / TICK_MS

/** Each connection is asked of the pool: for one that has too few to keep any ready. */
export function directLender(knex: Knex): Lender {
  const pool: Pool = knex.client
  return {
    acquire: () => pool.acquireConnection(),
    release: (connection) => void pool.releaseConnection(connection),
    close() {},
  }
}

/**
 * Keeps up to `most` connections ready between requests that follow each other closely: knex's pool
 * makes two timers and a dozen promises for each time one is acquired, a fifth of an empty Sync.
 */
export function keepingLender(knex: Knex, most: number): Lender {
  const pool: Pool = knex.client
  /** The one used last at the end. */
  const ready: { connection: unknown; tick: number }[] = []
  const waiting: Waiting[] = []
  let held = 0
  let now = 0
  let timer: NodeJS.Timeout | null = null

  async function borrow(): Promise<unknown> {
    held++
    try {
      return await pool.acquireConnection()
    } catch (error) {
      held--
      serveNext()
      throw error
    }
  }

  function giveBack(connection: unknown): void {
    held--
    pool.releaseConnection(connection)
    serveNext()
  }

  function serveNext(): void {
    const next = held < most ? waiting.shift() : undefined
    if (next) borrow().then(next.resolve, next.reject)
  }

  function startTicking(): void {
    timer ??= setInterval(tick, TICK_MS).unref()
  }

  function tick(): void {
    now++
    while (waiting[0] && waiting[0].tick + WAITING_TICKS <= now) {
      waiting.shift()?.reject(new DatabaseUnavailable('No database connection got free in time.'))
    }
    while (ready[0] && ready[0].tick + IDLE_TICKS <= now) giveBack(ready.shift()?.connection)
    if (ready.length > 0 || waiting.length > 0) return
    if (timer) clearInterval(timer)
    timer = null
  }

  return {
    acquire() {
      refuseInsideTransaction()
      for (let kept = ready.pop(); kept; kept = ready.pop()) {
        if (!isBroken(kept.connection)) return kept.connection
        giveBack(kept.connection)
      }
      if (held < most) return borrow()
      startTicking()
      return new Promise((resolve, reject) => waiting.push({ tick: now, resolve, reject }))
    },
    release(connection) {
      if (isBroken(connection)) return giveBack(connection)
      const next = waiting.shift()
      if (next) return next.resolve(connection)
      ready.push({ connection, tick: now })
      startTicking()
    },
    close() {
      for (const { connection } of ready.splice(0)) giveBack(connection)
    },
  }
}

/** knex and `discard` mark connections that ended or must not be used again. */
function isBroken(connection: unknown): boolean {
  return Boolean((connection as { __knex__disposed?: unknown }).__knex__disposed)
}
