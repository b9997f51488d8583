import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'
import { migrations } from '../../db/migrations/index.js'
import type { Migration } from '../../db/migrations/migration.js'
import { UserError } from '../errors.js'
import type { Database } from './database.js'
import { aloneInMigrating, type Migrator } from './migration-lock.js'
import { lockRefused } from './postgres-errors.js'

export type MigrateOptions = {
  /** Others than this version's, in order. */
  migrations?: readonly Migration[]
  /** Told each time that somebody else keeps a migration waiting: who, in words. */
  onWait?(why: string): void
  /** Gives up between two tries. */
  signal?: AbortSignal
}

type Target = Pick<Database, 'knex' | 'kind'>

/**
 * How long a migration waits for a table, in milliseconds: phones queue behind it for so long at most.
 * Then it lets them through, and tries again.
 */
const LOCK_TIMEOUT_MS = 1_000
const BETWEEN_TRIES_MS = 1_000
/** After this many tries the start of a gateway fails: somebody must look. */
const MOST_TRIES = 300

/**
 * Brings the database to this version's schema, each migration in a transaction of its own, while
 * others work on it. Of several that start at once, one does it. Returns the names of what was applied.
 * @throws UserError when a newer version was here, or somebody has kept a table locked for minutes
 */
export async function migrate(database: Target, options: MigrateOptions = {}): Promise<string[]> {
  const wanted = options.migrations ?? migrations
  if ((await pendingOf(database.knex, wanted)).length === 0) return []
  return await aloneInMigrating(database, options, async (migrator) => {
    await database.knex.raw(TABLE)
    const applied: string[] = []
    for (const migration of await pendingOf(database.knex, wanted)) {
      await applyAtLast({ database, migrator, migration, options })
      applied.push(migration.name)
    }
    return applied
  })
}

/** Names in order. Nothing is written. */
export async function migrationStatus(
  database: Pick<Database, 'knex'>,
): Promise<{ applied: string[]; pending: string[] }> {
  const pending = await pendingOf(database.knex, migrations)
  return { applied: await appliedNames(database.knex), pending: pending.map(({ name }) => name) }
}

/** As knex makes it. */
const TABLE = `create table if not exists knex_migrations (
  id serial primary key, name varchar(255), batch integer, migration_time timestamptz)`

async function pendingOf(knex: Knex, wanted: readonly Migration[]): Promise<Migration[]> {
  const applied = await appliedNames(knex)
  const known = new Set(wanted.map(({ name }) => name))
  const newer = applied.filter((name) => !known.has(name))
  if (newer.length > 0) {
    throw new UserError(
      `The database was migrated by a newer version (${newer.join(', ')}): install that version.`,
    )
  }
  const done = new Set(applied)
  return wanted.filter(({ name }) => !done.has(name))
}

async function appliedNames(knex: Knex): Promise<string[]> {
  if (!(await knex.schema.hasTable('knex_migrations'))) return []
  return await knex('knex_migrations').orderBy('id').pluck('name')
}

type Step = {
  database: Target
  migrator: Migrator
  migration: Migration
  options: MigrateOptions
}

/** Again and again while others have the table. */
async function applyAtLast(step: Step): Promise<void> {
  const { database, migration, options } = step
  for (let tries = 1; ; tries++) {
    try {
      return await applyOnce(step)
    } catch (error) {
      if (!lockRefused(error)) throw error
    }
    const why = `The migration ${migration.name} needs a table that is in use${await user(database)}`
    if (tries === MOST_TRIES || options.signal?.aborted) {
      throw new UserError(`${why}: end what holds it, then start again. Nothing of it was done.`)
    }
    options.onWait?.(`${why}: it is tried again until that ends.`)
    await pause(BETWEEN_TRIES_MS)
  }
}

async function applyOnce({ database, migrator, migration }: Step): Promise<void> {
  if ('index' in migration) {
    await migrator.createIndex(migration.index)
    return await record(database.knex, migration)
  }
  await database.knex.transaction(async (transaction) => {
    await transaction.raw('set local statement_timeout = 0')
    await transaction.raw(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await migration.up(transaction)
    await record(transaction, migration)
  })
}

async function record(knex: Knex, { name }: Migration): Promise<void> {
  await knex('knex_migrations').insert({ name, batch: 1, migration_time: new Date() })
}

/** The transaction that has been open for longest is likely to be it. */
const OLDEST = `select pid, application_name as program, usename as name, xact_start as since
  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    and xact_start < now() - interval '${LOCK_TIMEOUT_MS} milliseconds'
  order by xact_start limit 1`

async function user({ knex }: Target): Promise<string> {
  const { rows } = await knex.raw(OLDEST)
  const [oldest] = rows as { pid: number; program: string; name: string; since: Date }[]
  if (!oldest) return ''
  const since = oldest.since.toISOString()
  return ` (perhaps by process ${oldest.pid}, ${oldest.program || 'a program'} of ${oldest.name}, in a transaction since ${since})`
}
