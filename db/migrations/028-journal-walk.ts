import type { Knex } from 'knex'

/**
 * An item that went to somebody else's list and is deleted there leaves its entry in the list it came
 * from, which nothing touches any more: so the journal is walked through again after months. `revision`
 * never goes back; applications read it (docs/integration.md).
 */
const WALK = `
alter table journal_pruned
  drop column item_id,
  add column walk_revision bigint not null default 0,
  add column walk_item bigint not null default -1,
  add column walk_since timestamptz not null default now();
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(WALK)
}

export async function down(): Promise<void> {
  throw new Error('The walk through the journal has no way back: drop the database instead.')
}
