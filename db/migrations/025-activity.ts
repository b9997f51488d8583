import type { Knex } from 'knex'

/** What gateways do at this moment, and what devices said: for administrators who look for a fault. */
const TABLES = `
-- A line per running gateway; worthless after a crash, so that it needs no log of its own.
create unlogged table gateway (
  id text primary key,
  host text not null,
  pid integer not null,
  version text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  state jsonb not null
);

alter table device
  add column record_until timestamptz,
  add column record_contents boolean not null default false,
  add column record_by text,
  add column record_reason text;

create table device_log (
  tenant_id bigint not null,
  device_id bigint not null,
  id bigint generated always as identity,
  at timestamptz not null,
  command text not null,
  version text not null,
  http integer not null,
  status text,
  ms integer not null,
  bytes_in integer not null,
  bytes_out integer not null,
  request text not null,
  response text not null,
  masked boolean not null,
  recorded boolean not null,
  primary key (tenant_id, device_id, id),
  foreign key (tenant_id, device_id) references device (tenant_id, id) on delete cascade
);
create index device_log_at on device_log (at);
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(TABLES)
}

export async function down(): Promise<void> {
  throw new Error('The activity has no way back: drop the database instead.')
}
