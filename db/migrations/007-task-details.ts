import type { Knex } from 'knex'

const DETAILS = `
-- What else the application keeps of a task (docs/integration.md, "Tasks"): on no device, changed by
-- none, and so in no journal.
alter table task add details jsonb not null default '{}',
  add constraint task_details_check check (jsonb_typeof(details) = 'object');
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(DETAILS)
}

export async function down(): Promise<void> {
  throw new Error('The details have no way back: drop the database instead.')
}
