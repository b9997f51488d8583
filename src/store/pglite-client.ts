import { mkdirSync, statfsSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import knexModule, { type Knex } from 'knex'
import PostgresDialect, { type QueryObject } from 'knex/lib/dialects/postgres/index.js'
import { DatabaseUnavailable } from '../errors.js'
import { discardIfBroken } from './postgres-client.js'
import { storeError } from './postgres-errors.js'
import { parameterText, pgliteParsers } from './postgres-types.js'
import { refuseInsideTransaction } from './transaction-guard.js'

export type PgliteOptions = {
  dataDir: string
  /** Called with each PGlite that is opened: the first, and one after each breakdown. */
  onOpen(pglite: PGlite): Promise<void>
}

/** The first start makes the data directory, which takes about seven seconds. */
const OPEN_TIMEOUT_MS = 60_000

/** Two segments of write-ahead log. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024

/** A thin dialect: knex's PostgreSQL, its one connection being the embedded database itself. */
class PgliteClient extends PostgresDialect {
  #options(): PgliteOptions {
    return (this.config as unknown as { connection(): PgliteOptions }).connection()
  }

  override async acquireConnection(): Promise<unknown> {
    refuseInsideTransaction()
    refuseWhenFull(this.#options().dataDir)
    try {
      return await super.acquireConnection()
    } catch (error) {
      throw storeError(error)
    }
  }

  override async acquireRawConnection(): Promise<unknown> {
    const { dataDir, onOpen } = this.#options()
    const pglite = await openPglite(dataDir)
    await onOpen(pglite)
    return pglite
  }

  override async destroyRawConnection(connection: unknown): Promise<void> {
    const pglite = connection as PGlite
    // A broken WebAssembly module can't shut down; its files recover like after a crash.
    if (!pglite.closed) await pglite.close().catch(() => {})
  }

  override async _query(connection: unknown, query: QueryObject): Promise<QueryObject> {
    if (!query.sql) throw new Error('The query is empty')
    try {
      query.response = await runOnPglite(connection as PGlite, query.sql, query.bindings ?? [])
      return query
    } catch (error) {
      throw discardIfBroken(connection, error)
    }
  }
}

/** Several statements are possible without parameters only; the last one's result counts. */
export async function runOnPglite(pglite: PGlite, text: string, values: readonly unknown[]) {
  if (values.length > 0) return await pglite.query(text, values.map(parameterText))
  const results = await pglite.exec(text)
  return results.at(-1) ?? { rows: [], fields: [] }
}

/**
 * Stops before the disk is full, and goes on when it is not: a failed write of the write-ahead log
 * is the end of the process (below).
 */
function refuseWhenFull(dataDir: string): void {
  const space = freeBytes(dataDir)
  if (space >= LEAST_FREE_BYTES) return
  throw new DatabaseUnavailable(`The disk of ${dataDir} is full: ${space} bytes are left.`)
}

function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    // The directory does not exist yet, or the file system does not say.
    return Number.POSITIVE_INFINITY
  }
}

/**
 * PGlite 0.5 does not survive a PANIC of PostgreSQL: it spins for ever in the commit that failed.
 * Like a server of PostgreSQL, the process ends; what was acknowledged is recovered at the start.
 */
function endOnPanic(text: string): boolean {
  if (/PANIC:/.test(text)) {
    console.error(`The embedded database failed; start termingate again. ${text}`)
    process.exit(1)
  }
  return false
}

async function openPglite(dataDir: string): Promise<PGlite> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { PGlite, types } = await import('@electric-sql/pglite')
  const asIs = Object.fromEntries(Object.keys(types.serializers).map((id) => [id, String]))
  return await PGlite.create({
    dataDir,
    parsers: pgliteParsers,
    serializers: asIs,
    onStderr: endOnPanic,
  })
}

/** knex over an embedded PGlite with its files in `dataDir`. Opens when first used. */
export function knexOnPglite(options: PgliteOptions): Knex {
  return knexModule.knex({
    client: PgliteClient as unknown as typeof Knex.Client,
    version: '18',
    connection: () => options as unknown as Knex.StaticConnectionConfig,
    pool: { min: 1, max: 1, createTimeoutMillis: OPEN_TIMEOUT_MS },
    acquireConnectionTimeout: OPEN_TIMEOUT_MS,
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
  })
}
