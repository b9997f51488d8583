import type { Knex } from 'knex'

/** Page by page, a first Sync goes on where the page before ended. */
const FROM = `
alter table sync_state add reconcile_from bigint not null default 0;
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(FROM)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table sync_state drop column reconcile_from')
}
