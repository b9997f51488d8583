import type { Knex } from 'knex'

const DETAILS = `
-- What only the application knows of an appointment (R-ONO-117): follow-up, files, the linked project,
-- travel time. No element of the protocol stands for it, so that no client sees or changes it.
alter table appointment add details jsonb not null default '{}'
  check (jsonb_typeof(details) = 'object');
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(DETAILS)
}

export async function down(): Promise<void> {
  throw new Error('The details have no way back: drop the database instead.')
}
