import type { Knex } from 'knex'

const PROBLEMS = `
-- The rendering that the device refused, or one zero byte when it refused the item's Delete: not sent
-- again until it is another.
alter table sync_item add refused bytea;
-- Since when there is the problem, and the version of the gateway that met it.
alter table sync_item add problem_at timestamptz;
alter table sync_item add problem_version text;
create index sync_item_problem on sync_item (tenant_id) where problem is not null;
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(PROBLEMS)
}

export async function down(): Promise<void> {
  throw new Error('The evidence has no way back: drop the database instead.')
}
