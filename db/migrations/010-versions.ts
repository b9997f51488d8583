import type { Knex } from 'knex'

const CEILING = `
-- Highest protocol version offered to the tenant's phones, such as 14.1; null: the installation's.
-- A text that is no version counts as null.
alter table tenant add version_ceiling text;
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(CEILING)
}

export async function down(): Promise<void> {
  throw new Error('The ceiling has no way back: drop the database instead.')
}
