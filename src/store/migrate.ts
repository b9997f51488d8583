import type { Knex } from 'knex'
import { type Migration, migrations } from '../../db/migrations/index.js'
import { UserError } from '../errors.js'
import type { Database } from './database.js'

/** Any number, the same in every gateway: two that start together migrate one after the other. */
const MIGRATION_LOCK = 7_211_846

const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: ({ name }) => name,
  getMigration: async ({ up, down }) => ({ up, down }),
}
// The advisory lock makes the validation and knex's own lock row superfluous: the row would stay
// locked for good after a crash if it were not in the same transaction.
const config = { migrationSource, tableName: 'knex_migrations' }

/** Brings the database to this version's schema. Returns the names of what was applied. */
export async function migrate(database: Pick<Database, 'knex'>): Promise<string[]> {
  return await database.knex.transaction(async (transaction) => {
    await transaction.raw('set local statement_timeout = 0')
    await transaction.raw(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
    refuseNewer(await appliedNames(transaction))
    const [, applied] = await transaction.migrate.latest(config)
    return applied as string[]
  })
}

/** Names in order. Nothing is written. */
export async function migrationStatus(
  database: Pick<Database, 'knex'>,
): Promise<{ applied: string[]; pending: string[] }> {
  const applied = await appliedNames(database.knex)
  refuseNewer(applied)
  const known = new Set(applied)
  return { applied, pending: migrations.map(({ name }) => name).filter((name) => !known.has(name)) }
}

async function appliedNames(knex: Knex): Promise<string[]> {
  if (!(await knex.schema.hasTable('knex_migrations'))) return []
  return await knex('knex_migrations').orderBy('id').pluck('name')
}

function refuseNewer(applied: string[]): void {
  const known = new Set(migrations.map(({ name }) => name))
  const newer = applied.filter((name) => !known.has(name))
  if (newer.length === 0) return
  throw new UserError(
    `The database was migrated by a newer version (${newer.join(', ')}): install that version.`,
  )
}
