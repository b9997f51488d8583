import type { Knex } from 'knex'

/**
 * Room in each page for the next version of a row, so that what is written with every request changes no
 * index (docs/scaling.md, Tables); and large tables are vacuumed before a fifth of them is waste.
 */
const SETTINGS = `
alter table sync_state set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
alter table collection set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
alter table device set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
alter table sync_item set (autovacuum_vacuum_scale_factor = 0.02);
alter table journal set (autovacuum_vacuum_scale_factor = 0.02);
`

const PRUNED = `
-- Up to where upkeep has looked through a collection's journal for items that are gone.
create table journal_pruned (
  tenant_id bigint not null,
  collection_id bigint not null,
  revision bigint not null,
  item_id bigint not null,
  primary key (tenant_id, collection_id),
  foreign key (tenant_id, collection_id) references collection (tenant_id, id) on delete cascade
);
`

export async function up(knex: Knex): Promise<void> {
  for (const sql of [SETTINGS, PRUNED]) await knex.raw(sql)
}

export async function down(): Promise<void> {
  throw new Error('The upkeep of tables has no way back: drop the database instead.')
}
