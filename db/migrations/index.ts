import type { Knex } from 'knex'
import * as tables from './001-tables.js'

export type Migration = {
  name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}

/** All migrations in order. Append only; a name never changes. */
export const migrations: readonly Migration[] = [{ name: '001-tables', ...tables }]
