import knexModule, { type Knex } from 'knex'
import PostgresDialect, { type QueryObject } from 'knex/lib/dialects/postgres/index.js'
import { breaksConnection, storeError } from './postgres-errors.js'
import { postgresTypes } from './postgres-types.js'
import { refuseInsideTransaction } from './transaction-guard.js'

export type PostgresOptions = {
  databaseUrl: string
  poolSize: number
  statementTimeoutSeconds: number
  /** Several statements may be under way on one connection. */
  pipeline: boolean
}

const CONNECT_TIMEOUT_MS = 5_000
/** Waiting for a free connection of the pool, in milliseconds. */
const ACQUIRE_TIMEOUT_MS = 10_000

/** knex's client with DatabaseUnavailable for errors, and our guard of transactions. */
class PostgresClient extends PostgresDialect {
  override async acquireConnection(): Promise<unknown> {
    refuseInsideTransaction()
    try {
      return await super.acquireConnection()
    } catch (error) {
      throw storeError(error)
    }
  }

  override async _query(connection: unknown, query: QueryObject): Promise<QueryObject> {
    try {
      return await super._query(connection, query)
    } catch (error) {
      throw discardIfBroken(connection, error)
    }
  }
}

/** Marks a broken connection so that knex's pool drops it; the error to throw. */
export function discardIfBroken(connection: unknown, error: unknown): unknown {
  if (breaksConnection(error)) discard(connection, error)
  return storeError(error)
}

/** knex's pool validates by this mark when it next hands the connection out. */
export function discard(connection: unknown, reason: unknown): void {
  Object.assign(connection as object, { __knex__disposed: reason ?? true })
}

/** How every connection to a PostgreSQL server is made, that of the listener too. */
export function connectionSettings(databaseUrl: string) {
  return {
    connectionString: databaseUrl,
    application_name: 'termingate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: postgresTypes,
  }
}

/** knex over PostgreSQL 15 or later. Connects when first used. */
export function knexOnPostgres(options: PostgresOptions): Knex {
  const connection = {
    ...connectionSettings(options.databaseUrl),
    statement_timeout: options.statementTimeoutSeconds * 1000,
    pipeline: options.pipeline,
  }
  return knexModule.knex({
    client: PostgresClient as unknown as typeof Knex.Client,
    connection: () => ({ ...connection }) as Knex.PgConnectionConfig,
    pool: { min: Math.min(1, options.poolSize), max: options.poolSize },
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
  })
}
