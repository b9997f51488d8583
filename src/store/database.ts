import { join } from 'node:path'
import type { Knex } from 'knex'
import type { Logger } from 'pino'
import { type ChangeNotifier, makeNotifier, type NotificationSource } from './change-notifier.js'
import { directLender, keepingLender, type Lender } from './connection-lender.js'
import { type Limiter, limiterInMemory } from './limiter.js'
import { knexOnPglite, runOnPglite } from './pglite-client.js'
import { pgliteSource } from './pglite-notifications.js'
import { discard, discardIfBroken, knexOnPostgres } from './postgres-client.js'
import { isRetriable, isStalePlan } from './postgres-errors.js'
import { postgresSource } from './postgres-notifications.js'
import type { RedisPlace } from './redis.js'
import { limiterOnRedis } from './redis-limiter.js'
import { redisSource } from './redis-notifications.js'
import type { Sql, Statement } from './sql.js'
import { guardTransaction } from './transaction-guard.js'

export type { Sql, Statement } from './sql.js'

/**
 * An open database. knex for all that is not hot; `sql` and `transact` for the Sync path, on the
 * same pool (embedded: exactly one connection, so nothing may ask for a second one inside `transact`).
 */
export type Database = Sql & {
  kind: 'postgres' | 'pglite'
  knex: Knex
  /**
   * Commits when `work` resolves, rolls back when it rejects. After a serialization failure or a
   * deadlock, `work` runs again from the beginning, up to 3 times: nothing but `tx` in it may
   * have effects.
   */
  transact<T>(work: (tx: Sql) => Promise<T>): Promise<T>
  notifier: ChangeNotifier
  /** What is counted by all gateways, with Redis; else by this one. */
  limiter: Limiter
  /** Statements and transactions that wait for a connection just now. */
  readonly waiting: number
  close(): Promise<void>
}

export type DatabaseOptions = {
  /** `postgres://…`; without it the embedded database in `dataDir`. */
  databaseUrl?: string | undefined
  dataDir?: string | undefined
  /** Connections to PostgreSQL, without the one that listens. */
  poolSize?: number | undefined
  /** How often revisions are polled in case a notification was lost, in seconds; 0 = never. */
  pollSeconds?: number | undefined
  statementTimeoutSeconds?: number | undefined
  /** False behind a pooler that lends sessions per transaction: no statement is prepared by name. */
  prepare?: boolean | undefined
  /** False opens no connection that listens: commands that wait for nothing. */
  listen?: boolean | undefined
  /** `redis://…`: notifications go to many gateways through it, and they count together. PostgreSQL only. */
  redisUrl?: string | undefined
  log: Logger
}

type Run = (
  connection: unknown,
  statement: Statement,
  values: readonly unknown[],
) => Promise<Result>
type Result = { rows: unknown[]; command?: string | undefined }
type Opened = {
  kind: Database['kind']
  knex: Knex
  lender: Lender
  run: Run
  source: NotificationSource
}

const MAX_RETRIES = 3
const RETRY_STEP_MS = 20

/**
 * Opens PostgreSQL or, without `databaseUrl`, the embedded database under `dataDir` (./data).
 * Neither migrates nor waits for a server: a server that is down makes queries reject with
 * DatabaseUnavailable until it is back. Whoever opens the embedded database holds the lock of its
 * directory (control/lock.ts): two processes on it would destroy it.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir = './data', log } = options
  const redis = redisPlace(options)
  const opened = databaseUrl
    ? openPostgres(databaseUrl, { ...options, redis })
    : openEmbedded(dataDir)
  const query: Sql['query'] = (statement, values = []) => runOnce(opened, statement, values)
  const { pollSeconds = 30, listen = true } = options
  const source = listen ? opened.source : null
  const limiter = redis ? limiterOnRedis(redis, log) : limiterInMemory()
  const notifier = makeNotifier({ source, sql: { query }, pollSeconds, log })
  return {
    kind: opened.kind,
    knex: opened.knex,
    query,
    transact: (work) => transact(opened, work),
    notifier,
    limiter,
    get waiting() {
      return opened.lender.waiting
    },
    async close() {
      await notifier.close()
      await limiter.close()
      opened.lender.close()
      await opened.knex.destroy()
    },
  }
}

function redisPlace({ redisUrl, databaseUrl }: DatabaseOptions): RedisPlace | null {
  if (!redisUrl || !databaseUrl) return null
  return { url: redisUrl, name: new URL(databaseUrl).pathname.slice(1) }
}

type PostgresOptions = DatabaseOptions & { redis: RedisPlace | null }

function openPostgres(databaseUrl: string, options: PostgresOptions): Opened {
  const { poolSize = 8, statementTimeoutSeconds = 30, prepare = true } = options
  const shared = poolSize > 2
  const knex = knexOnPostgres({ databaseUrl, poolSize, statementTimeoutSeconds, pipeline: shared })
  return {
    kind: 'postgres',
    knex,
    // One connection is left to knex, so that the hot path never starves it.
    lender: shared ? keepingLender(knex, poolSize - 1) : directLender(knex),
    source: sourceOf(databaseUrl, options),
    run: (connection, { name, text }, values) =>
      (connection as PgConnection).query({ name: prepare ? name : '', text, values }),
  }
}

/** Connects to nothing before it is started. */
function sourceOf(databaseUrl: string, { redis, log }: PostgresOptions): NotificationSource {
  const listenThere = () => postgresSource(databaseUrl, log)
  return redis ? redisSource(redis, listenThere, log) : listenThere()
}

/** What we use of a pg client. */
type PgConnection = {
  query(config: Statement & { values: readonly unknown[] }): Promise<Result>
}

function openEmbedded(dataDir: string): Opened {
  const source = pgliteSource()
  const knex = knexOnPglite({ dataDir: join(dataDir, 'pglite'), onOpen: source.attach })
  return {
    kind: 'pglite',
    knex,
    lender: directLender(knex),
    source,
    run: (connection, { text }, values) => runOnPglite(connection as never, text, values),
  }
}

async function runOnce<Row>(
  opened: Opened,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const connection = await opened.lender.share()
  try {
    return (await opened.run(connection, statement, values)).rows as Row[]
  } catch (reason) {
    const error = discardIfBroken(connection, reason)
    if (!isStalePlan(error)) throw error
    discard(connection, error)
  } finally {
    opened.lender.release(connection)
  }
  return await runOnce(opened, statement, values)
}

function run(opened: Opened, connection: unknown) {
  return async (statement: Statement, values: readonly unknown[] = []): Promise<Result> => {
    try {
      return await opened.run(connection, statement, values)
    } catch (error) {
      throw discardIfBroken(connection, error)
    }
  }
}

async function transact<T>(opened: Opened, work: (tx: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await transactOnce(opened, work)
    } catch (error) {
      if (attempt === MAX_RETRIES || !isRetriable(error)) throw error
    }
    const pause = RETRY_STEP_MS * 2 ** attempt * (0.5 + Math.random())
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

const BEGIN = { name: 'begin', text: 'begin' }
const COMMIT = { name: 'commit', text: 'commit' }
const ROLLBACK = { name: 'rollback', text: 'rollback' }

async function transactOnce<T>(opened: Opened, work: (tx: Sql) => Promise<T>): Promise<T> {
  const connection = await opened.lender.acquire()
  const execute = run(opened, connection)
  try {
    await execute(BEGIN)
    const result = await guardTransaction(() =>
      work({
        query: async (statement, values) => (await execute(statement, values)).rows as never,
      }),
    )
    const { command } = await execute(COMMIT)
    // A statement failed and `work` swallowed it: the server rolled back and calls that success.
    if (command === 'ROLLBACK') throw new Error('The transaction was rolled back at its commit.')
    return result
  } catch (error) {
    if (isStalePlan(error)) discard(connection, error)
    await execute(ROLLBACK).catch((reason) => discard(connection, reason))
    throw error
  } finally {
    opened.lender.release(connection)
  }
}
