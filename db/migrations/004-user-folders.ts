import type { Knex } from 'knex'
import { PLAN, ruleFunction } from './002-journal.js'
import { RULES_WITH_HOMES } from './004-user-folders-rules.js'

/** Folders made on a device: collections of their own, with a name, beside an account's default ones. */
const COLLECTIONS = `
-- name is null for the default collection of a kind; parent_folder is the ServerId of the folder
-- above, null = at the top. Mail folders are always empty: there is no collection without a name.
alter table collection
  add name text,
  add parent_folder text,
  drop constraint collection_kind_check,
  add constraint collection_kind_check check (kind in ('calendar', 'tasks', 'contacts', 'mail')),
  add constraint collection_user_made check (case when name is null
    then kind <> 'mail' and parent_folder is null
    else account_id is not null and char_length(name) between 1 and 256
      and char_length(coalesce(parent_folder, '0')) between 1 and 64 end);

drop index collection_account;
create unique index collection_default on collection (tenant_id, account_id, kind)
  where account_id is not null and name is null;
create index collection_account on collection (tenant_id, account_id, kind)
  where account_id is not null;
create index sync_state_collection on sync_state (tenant_id, collection_id);
`

/** What makes each kind of item somebody's, and the collections it may lie in. */
type Home = { table: string; owner: string; kind: string }
const HOMES: readonly Home[] = [
  { table: 'appointment', owner: 'owner_id', kind: 'calendar' },
  { table: 'task', owner: 'responsible_id', kind: 'tasks' },
  { table: 'contact_sync', owner: 'account_id', kind: 'contacts' },
]

/**
 * An item's home: a user-made folder of its owner, null = the default one. It is the owner's affair:
 * when the owner changes it is cleared, unless a home of the new one is given with it.
 */
export const homeOf = ({ table, owner, kind }: Home) => `
alter table ${table}
  add collection_id bigint,
  add foreign key (tenant_id, collection_id) references collection (tenant_id, id)
    on delete set null (collection_id);
create index ${table}_home on ${table} (tenant_id, collection_id) where collection_id is not null;

create function keep_${table}_home() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
declare
  folder text;
begin
  if tg_op = 'UPDATE' and new.collection_id is not distinct from old.collection_id then
    if new.${owner} is distinct from old.${owner} then new.collection_id := null; end if;
    return new;
  end if;
  select c.name into folder from collection c
    where c.tenant_id = new.tenant_id and c.id = new.collection_id
      and c.account_id = new.${owner} and c.kind = '${kind}';
  if not found then
    raise foreign_key_violation using table = '${table}', column = 'collection_id',
      message = format('Collection %s is none of kind ${kind} of account %s.',
        new.collection_id, coalesce(new.${owner}::text, '(none)'));
  end if;
  -- The default collection has no items of its own: null stands for it.
  if folder is null then new.collection_id := null; end if;
  return new;
end $$;
create trigger keep_home_insert before insert on ${table}
for each row when (new.collection_id is not null) execute function keep_${table}_home();
create trigger keep_home_update before update of ${owner}, collection_id on ${table}
for each row when (new.collection_id is not null) execute function keep_${table}_home();
`

/** Functions of 003: a move alone is no change of the item, whose updated_at an undo looks at. */
const MOVES = `
create or replace function keep_appointment() returns trigger language plpgsql as $$
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
  before.collection_id := null;
  after.collection_id := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;

create function keep_task() returns trigger language plpgsql as $$
declare
  before task := old;
  after task := new;
begin
  before.collection_id := null;
  after.collection_id := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;
drop trigger keep_updated_at on task;
create trigger keep_task before update on task for each row execute function keep_task();
`

/**
 * Item 0 of all collections of the account, so that whatever a device waits for, it hears of a new
 * list of folders. By row and with a condition: each commit raises revisions in this table.
 */
const JOURNAL = `
create function journal_collection() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
declare
  folder collection;
begin
  if tg_op = 'DELETE' then folder := old; else folder := new; end if;
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = folder.tenant_id and c.account_id = folder.account_id
    -- One that is gone has no journal any more, but those who wait for it are told.
    union select folder.tenant_id, folder.id, 0
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;
create trigger journal_collection_insert after insert on collection
for each row when (new.name is not null) execute function journal_collection();
create trigger journal_collection_update after update of name, parent_folder on collection
for each row when ((new.name, new.parent_folder) is distinct from (old.name, old.parent_folder))
execute function journal_collection();
create trigger journal_collection_delete after delete on collection
for each row when (old.name is not null) execute function journal_collection();
`

/**
 * Joins in the order in which the rules have them, from the changed rows on: without statistics (a
 * first import) another order looks as cheap, and is quadratic.
 */
export const AS_WRITTEN = `${PLAN} set join_collapse_limit = 1 set from_collapse_limit = 1`

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  for (const sql of [COLLECTIONS, ...HOMES.map(homeOf), MOVES, JOURNAL]) {
    await knex.raw(sql.replaceAll('SCHEMA', schema))
  }
  for (const rule of RULES_WITH_HOMES) await knex.raw(ruleFunction(rule, schema, AS_WRITTEN))
}

export async function down(): Promise<void> {
  throw new Error('User-made folders have no way back: drop the database instead.')
}
