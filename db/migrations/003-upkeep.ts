import type { Knex } from 'knex'

/** What follows from a write of the application's without its doing: triggers that keep rows true. */
const COLLECTIONS = `
create function keep_account_collections() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  insert into collection (tenant_id, kind, account_id)
  select n.tenant_id, k.kind, n.id
  from new_rows n cross join (values (1, 'calendar'), (2, 'tasks'), (3, 'contacts')) k (place, kind)
  order by n.tenant_id, n.id, k.place;
  return null;
end $$;
create trigger keep_collections after insert on account referencing new table as new_rows
for each statement execute function keep_account_collections();

create function keep_resource_collection() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  insert into collection (tenant_id, kind, resource_id)
  select n.tenant_id, 'calendar', n.id from new_rows n order by n.tenant_id, n.id;
  return null;
end $$;
create trigger keep_collections after insert on resource referencing new table as new_rows
for each statement execute function keep_resource_collection();
`

/** Statement triggers, so that two accounts can swap names in one statement. */
const LOGIN_NAMES = `
create function set_login_names(tenants bigint[], accounts bigint[]) returns void
language plpgsql security definer set search_path = SCHEMA, pg_temp as $$
declare
  wanted record;
  holder record;
begin
  delete from login_name l using unnest(tenants, accounts) x (tenant_id, id)
  where l.tenant_id = x.tenant_id and l.account_id = x.id;
  for wanted in
    select a.name || '_' || t.name as login, a.tenant_id, a.id, a.name, t.name as tenant
    from unnest(tenants, accounts) x (tenant_id, id)
    join account a using (tenant_id, id) join tenant t on t.id = a.tenant_id
    order by 1
  loop
    insert into login_name (login, tenant_id, account_id)
    values (wanted.login, wanted.tenant_id, wanted.id) on conflict (login) do nothing;
    continue when found;
    select a.name, t.name as tenant into holder
    from login_name l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
    join tenant t on t.id = a.tenant_id where l.login = wanted.login;
    raise unique_violation using constraint = 'login_name_pkey', table = 'login_name',
      message = format('The login name "%s" of user "%s" in tenant "%s" is taken by user "%s" '
        'in tenant "%s": choose another name.',
        wanted.login, wanted.name, wanted.tenant, holder.name, holder.tenant);
  end loop;
end $$;
revoke execute on function set_login_names(bigint[], bigint[]) from public;

create function keep_login_names() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform set_login_names(array_agg(n.tenant_id), array_agg(n.id)) from new_rows n
      having count(*) > 0;
  else
    perform set_login_names(array_agg(n.tenant_id), array_agg(n.id)) from (
      select tenant_id, id, name from new_rows except select tenant_id, id, name from old_rows) n
      having count(*) > 0;
  end if;
  return null;
end $$;
create trigger keep_login_names_insert after insert on account
referencing new table as new_rows for each statement execute function keep_login_names();
create trigger keep_login_names_update after update on account
referencing old table as old_rows new table as new_rows
for each statement execute function keep_login_names();

create function keep_tenant_login_names() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  perform set_login_names(array_agg(a.tenant_id), array_agg(a.id)) from (
    select id, name from new_rows except select id, name from old_rows) n
    join account a on a.tenant_id = n.id
    having count(*) > 0;
  return null;
end $$;
create trigger keep_login_names_update after update on tenant
referencing old table as old_rows new table as new_rows
for each statement execute function keep_tenant_login_names();
`

const ITEMS = `
-- series_end is the gateway's: writing it alone is no change of the appointment.
create function keep_appointment() returns trigger language plpgsql as $$
declare
  before appointment := old;
  after appointment := new;
begin
  if new.series_end is not distinct from old.series_end
    and (new.rrule, new.rdates, new.all_day, new.starts_at, new.ends_at, new.time_zone,
         new.start_date, new.end_date)
      is distinct from (old.rrule, old.rdates, old.all_day, old.starts_at, old.ends_at,
         old.time_zone, old.start_date, old.end_date)
  then
    new.series_end := null;
  end if;
  before.series_end := null;
  after.series_end := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;
create trigger keep_appointment before update on appointment
for each row execute function keep_appointment();

create function keep_updated_at() returns trigger language plpgsql as $$
begin
  if new is distinct from old and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;
create trigger keep_updated_at before update on task
for each row execute function keep_updated_at();
create trigger keep_updated_at before update on contact
for each row execute function keep_updated_at();

-- R-ONO-152: who takes a slot resets its holder. After the statement, so that two numbers can
-- swap slots in one; the constraint on the slot is checked at commit. The contact's row is locked
-- so that two transactions do this one after the other.
create function keep_slot() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  perform from contact c where c.tenant_id = new.tenant_id and c.id = new.contact_id
    for no key update;
  update contact_number h set sync_slot = null
  where h.tenant_id = new.tenant_id and h.contact_id = new.contact_id
    and h.sync_slot = new.sync_slot and h.id <> new.id
    and exists (
      select from contact_number n
      where n.tenant_id = new.tenant_id and n.id = new.id
        and n.contact_id = new.contact_id and n.sync_slot = new.sync_slot);
  return null;
end $$;
create trigger keep_slot_insert after insert on contact_number
for each row when (new.sync_slot is not null) execute function keep_slot();
create trigger keep_slot_update after update on contact_number
for each row when (new.sync_slot is not null and (new.sync_slot, new.contact_id)
  is distinct from (old.sync_slot, old.contact_id)) execute function keep_slot();
`

const PASSWORDS = `
create function keep_password() returns trigger language plpgsql as $$
begin
  new.password_version := old.password_version + 1;
  new.password_changed_at := now();
  new.former_password_hashes := array_remove(
    array_remove(array_prepend(old.password_hash, old.former_password_hashes), null),
    new.password_hash);
  new.former_password_hashes := new.former_password_hashes[1:2];
  return new;
end $$;
create trigger keep_password before update on account
for each row when (new.password_hash is distinct from old.password_hash)
execute function keep_password();
`

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  for (const sql of [COLLECTIONS, LOGIN_NAMES, ITEMS, PASSWORDS]) {
    await knex.raw(sql.replaceAll('SCHEMA', schema))
  }
}

export async function down(): Promise<void> {
  throw new Error('The upkeep of rows has no way back: drop the database instead.')
}
