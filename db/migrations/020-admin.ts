import type { Knex } from 'knex'

/** What the administration pages need: who administers everything, and who is signed in. */
const TABLES = `
alter table account add column installation_admin boolean not null default false;

create table web_session (
  tenant_id bigint not null,
  token_hash bytea not null,
  account_id bigint not null,
  password_version integer not null,
  csrf text not null,
  flash jsonb not null default '[]',
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, account_id) references account (tenant_id, id) on delete cascade
);
create index web_session_account on web_session (tenant_id, account_id);
create index web_session_expires on web_session (expires_at);
create index audit_at on audit (tenant_id, at);
create index audit_id on audit (id);
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(TABLES)
}

export async function down(): Promise<void> {
  throw new Error('The administration has no way back: drop the database instead.')
}
