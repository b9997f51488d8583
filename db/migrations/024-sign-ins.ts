import type { Knex } from 'knex'

/** Who signed in or was refused, of devices and on the pages, in one table. */
const TABLE = `
alter table login_failure rename to sign_in;
alter table sign_in rename constraint login_failure_pkey to sign_in_pkey;
alter table sign_in rename constraint login_failure_tenant_id_account_id_fkey
  to sign_in_tenant_id_account_id_fkey;
drop index login_failure_account;
alter table sign_in
  -- Null: let in.
  alter reason drop not null,
  add column kind text not null default 'activesync' check (kind in ('activesync', 'web')),
  -- The same again and again is one row.
  add column last_at timestamptz,
  add column times integer not null default 1,
  -- What was typed, where it is not the account's login; all there is of an unknown user.
  add column typed text,
  -- The name of the app password.
  add column app_password text;
update sign_in set last_at = at;
alter table sign_in alter last_at set not null;
alter table sign_in alter last_at set default now();

create index sign_in_account on sign_in (tenant_id, account_id, last_at, id);
create index sign_in_tenant on sign_in (tenant_id, last_at, id);
create index sign_in_last_at on sign_in (last_at);
-- An unknown login is looked for in other upper and lower case.
create index login_name_lower on login_name (lower(login));
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(TABLE)
}

export async function down(): Promise<void> {
  throw new Error('The log of sign-ins has no way back: drop the database instead.')
}
