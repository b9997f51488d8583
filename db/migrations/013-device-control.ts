import type { Knex } from 'knex'

const TENANT = `
-- What phones must obey (null: nothing), as src/store/policy.ts describes it. Each change raises the
-- version, so that phones provision again.
alter table tenant
  add policy jsonb check (jsonb_typeof(policy) = 'object'),
  add policy_version integer not null default 0,
  -- Which devices are let in, in order (src/store/device-rules.ts), and what becomes of a new one that
  -- no rule names; null = as the installation says.
  add device_rules jsonb not null default '[]' check (jsonb_typeof(device_rules) = 'array'),
  add new_devices text check (new_devices in ('allowed', 'quarantined'));

-- The same for all tenants, after their own rules. Rows from the start, so that they can be locked.
insert into installation (name, value) values ('device-rules', '[]'), ('new-devices', '"allowed"')
on conflict do nothing;

create function raise_policy_version() returns trigger language plpgsql as $$
begin
  new.policy_version := old.policy_version + 1;
  return new;
end $$;
create trigger raise_policy_version before update of policy on tenant
for each row when (new.policy is distinct from old.policy) execute function raise_policy_version();
`

const DEVICE = `
alter table device
  -- Of the policy that the key, or the temporary key, was given for.
  add policy_version integer,
  add pending_policy_version integer,
  add policy_exempt boolean not null default false,
  -- Who decided on the status: rules change none that an administrator or a wipe decided.
  add status_by text not null default 'default'
    check (status_by in ('default', 'rule', 'admin', 'wipe')),
  add status_rule integer,
  -- A remote wipe of the account's data or of the whole device, and how far it is.
  add wipe text check (wipe in ('account', 'device')),
  add wipe_state text check (wipe_state in ('ordered', 'sent', 'failed', 'acknowledged')),
  add wipe_at timestamptz,
  add constraint device_wipe check ((wipe is null) = (wipe_state is null)
    and (wipe is null) = (wipe_at is null));
update device set status_by = 'admin' where status <> 'allowed';
`

/** Item 0 of the account's collections: a parked Ping of the device hears of it at once. */
const JOURNAL = `
create function journal_device() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;
create trigger journal_device after update of status, wipe_state on device for each row
when (new.status is distinct from old.status or new.wipe_state is distinct from old.wipe_state)
execute function journal_device();
`

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  for (const sql of [TENANT, DEVICE, JOURNAL]) {
    await knex.raw(sql.replaceAll('SCHEMA', schema))
  }
}

export async function down(): Promise<void> {
  throw new Error('Device control has no way back: drop the database instead.')
}
