import type { PGlite } from '@electric-sql/pglite'
import knexModule, { type Knex } from 'knex'
import PostgresDialect, { type QueryObject } from 'knex/lib/dialects/postgres/index.js'
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

/** A thin dialect: knex's PostgreSQL, its one connection being the embedded database itself. */
class PgliteClient extends PostgresDialect {
  override async acquireConnection(): Promise<unknown> {
    refuseInsideTransaction()
    try {
      return await super.acquireConnection()
    } catch (error) {
      throw storeError(error)
    }
  }

  override async acquireRawConnection(): Promise<unknown> {
    const { dataDir, onOpen } = this.connectionSettings as PgliteOptions
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

async function openPglite(dataDir: string): Promise<PGlite> {
  const { PGlite, types } = await import('@electric-sql/pglite')
  const asIs = Object.fromEntries(Object.keys(types.serializers).map((id) => [id, String]))
  return await PGlite.create({ dataDir, parsers: pgliteParsers, serializers: asIs })
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
