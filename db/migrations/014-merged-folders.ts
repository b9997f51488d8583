import type { Knex } from 'knex'
import { PLAN } from './002-journal.js'

/**
 * A merged collection has no items of its own: it stands for all of an account's collections of one
 * kind, for devices that show a single folder of it. Its journal is kept at each commit.
 */
const COLLECTIONS = `
-- merges_account_id: whose collections this one stands for; it has no other owner, so that nothing that
-- looks for an account's collections finds it. merged_id: the one that stands for this collection, too.
alter table collection
  add merges_account_id bigint,
  add merged_id bigint,
  drop constraint collection_check,
  add constraint collection_owner
    check (num_nonnulls(account_id, resource_id, merges_account_id) = 1),
  add foreign key (tenant_id, merges_account_id) references account (tenant_id, id)
    on delete cascade,
  add foreign key (tenant_id, merged_id) references collection (tenant_id, id)
    on delete set null (merged_id);
create unique index collection_merging on collection (tenant_id, merges_account_id, kind)
  where merges_account_id is not null;
create index collection_merged on collection (tenant_id, merged_id) where merged_id is not null;

-- A folder made later belongs to it from the start. Who merges locks the account's row first, so that
-- neither misses the other.
create function join_merged_collection() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  perform from account a where a.tenant_id = new.tenant_id and a.id = new.account_id for key share;
  new.merged_id := (select m.id from collection m where m.tenant_id = new.tenant_id
    and m.merges_account_id = new.account_id and m.kind = new.kind);
  return new;
end $$;
create trigger join_merged_collection before insert on collection
for each row when (new.name is not null) execute function join_merged_collection();
`

const DEVICES = `
-- merged_kinds: of which kinds this device shows one folder only; null = as its client needs it.
-- merge_targets: user-made collections, one per kind at most, into which goes what it adds there.
alter table device
  add merged_kinds text[],
  add merge_targets bigint[] not null default '{}';

-- Item 0 of the account's collections: a parked Ping of the device hears of its other folders.
create function journal_device_merge() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
begin
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;
create trigger journal_device_merge after update of merged_kinds on device
for each row when (new.merged_kinds is distinct from old.merged_kinds)
execute function journal_device_merge();
`

/**
 * As in 002, and what touches a collection touches the merged one, if there is one: the statement that
 * locks the collections tells, so that nobody else pays. Merged ones are locked after all others, in id
 * order. None is touched by itself, but with all of its tenant's: so writers can't deadlock here either.
 */
const COMMIT = `
create or replace function journal_commit() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp ${PLAN} as $$
declare
  merging boolean;
  payload text;
begin
  -- No key update: rows that refer to a collection may be inserted meanwhile.
  select bool_or(locked.merges) into merging from (
    select c.merged_id is not null as merges from collection c
      where (c.tenant_id, c.id) in (
        select t.tenant_id, t.collection_id from journal_touched t where t.xid = new.xid)
      order by c.merges_account_id is not null, c.tenant_id, c.id
      for no key update of c) locked;

  if merging then
    insert into journal_touched (xid, tenant_id, collection_id, item_id)
      select t.xid, t.tenant_id, c.merged_id, t.item_id
      from journal_touched t
      join collection c on c.tenant_id = t.tenant_id and c.id = t.collection_id
      where t.xid = new.xid and c.merged_id is not null
      on conflict do nothing;
    perform from collection c
      where (c.tenant_id, c.id) in (
        select t.tenant_id, t.collection_id from journal_touched t where t.xid = new.xid)
        and c.merges_account_id is not null
      order by c.tenant_id, c.id
      for no key update;
  end if;

  update collection c set revision = c.revision + 1
    from (select distinct t.tenant_id, t.collection_id
      from journal_touched t where t.xid = new.xid) t
    where c.tenant_id = t.tenant_id and c.id = t.collection_id;

  insert into journal (tenant_id, collection_id, item_id, revision)
    select t.tenant_id, t.collection_id, t.item_id, c.revision
    from journal_touched t
    join collection c on c.tenant_id = t.tenant_id and c.id = t.collection_id
    where t.xid = new.xid
    on conflict (tenant_id, collection_id, item_id)
      do update set revision = excluded.revision, changed_at = excluded.changed_at;

  if not exists (select from installation i where i.name = 'notify' and i.value = '"off"') then
    -- 400 ids of up to 16 digits stay below the 8000 bytes of a payload.
    for payload in
      select n.tenant_id || ':' || string_agg(n.collection_id::text, ',' order by n.collection_id)
      from (
        select t.tenant_id, t.collection_id, (row_number() over (
          partition by t.tenant_id order by t.collection_id) - 1) / 400 as chunk
        from journal_touched t where t.xid = new.xid
        group by t.tenant_id, t.collection_id
      ) n
      group by n.tenant_id, n.chunk order by n.tenant_id, n.chunk
    loop
      perform pg_notify('termingate', payload);
    end loop;
  end if;

  delete from journal_touched t where t.xid = new.xid;
  -- A later write of this transaction (after SET CONSTRAINTS ALL IMMEDIATE) makes a new one.
  delete from journal_marker m where m.xid = new.xid;
  return null;
end $$;
`

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  for (const sql of [COLLECTIONS, DEVICES, COMMIT]) {
    await knex.raw(sql.replaceAll('SCHEMA', schema))
  }
}

export async function down(): Promise<void> {
  throw new Error('Merged folders have no way back: drop the database instead.')
}
