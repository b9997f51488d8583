import type { Knex } from 'knex'
import { type Operation, RULES, type Rule } from './002-journal-rules.js'

/**
 * Design: Journal. Statement triggers collect the touched (collection, item) pairs of a transaction;
 * one deferred trigger on its marker row raises each touched collection's revision once at commit,
 * in id order, so that revisions become visible in commit order and writers can't deadlock.
 */
const COLLECTING = `
-- Rows live from a write to its transaction's commit and are seen by nobody else.
create unlogged table journal_touched (
  xid xid8 not null default pg_current_xact_id(),
  tenant_id bigint not null,
  collection_id bigint not null,
  item_id bigint not null,
  primary key (xid, tenant_id, collection_id, item_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- One row per writing transaction. The deferred trigger hangs here and not on the table above,
-- where it would be queued once per pair.
create unlogged table journal_marker (
  xid xid8 primary key default pg_current_xact_id()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
`

/**
 * The plan of the first call serves a session's later ones, so it must not depend on how many rows
 * that one had: nested loops over index scans only.
 */
export const PLAN = 'set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off'

const COMMIT = (schema: string) => `
create function journal_commit() returns trigger language plpgsql security definer
set search_path = ${schema}, pg_temp ${PLAN} as $$
declare
  payload text;
begin
  -- No key update: rows that refer to a collection may be inserted meanwhile.
  perform from collection c
    where (c.tenant_id, c.id) in (
      select t.tenant_id, t.collection_id from journal_touched t where t.xid = new.xid)
    order by c.tenant_id, c.id
    for no key update;

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

create constraint trigger journal_commit after insert on journal_marker
deferrable initially deferred for each row execute function journal_commit();
`

const TRANSITION: Record<Operation, string> = {
  insert: 'referencing new table as new_rows',
  update: 'referencing old table as old_rows new table as new_rows',
  delete: 'referencing old table as old_rows',
}

const changedBy = (columns: string): Record<Operation, string> => ({
  insert: `select ${columns} from new_rows`,
  delete: `select ${columns} from old_rows`,
  update: `
  (select ${columns} from old_rows except select ${columns} from new_rows)
  union all
  (select ${columns} from new_rows except select ${columns} from old_rows)`,
})

/** A rule's function; its triggers call it by name, so that a later migration can replace it. */
export function ruleFunction(rule: Rule, schema: string, plan = PLAN): string {
  const { name, on, columns, touched } = rule
  const changed = changedBy(columns)
  const branches = on.map(
    (operation) => `if tg_op = '${operation.toUpperCase()}' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (${changed[operation]})
  select * from (${touched}) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;`,
  )
  return `
create or replace function ${name}() returns trigger language plpgsql security definer
set search_path = ${schema}, pg_temp ${plan} as $$
declare
  added bigint := 0;
begin
  ${branches.join('\n  ')}
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;
`
}

/** A rule's function and its triggers. */
export function ruleSql(rule: Rule, schema: string, plan = PLAN): string {
  const { name, table, on } = rule
  const triggers = on.map(
    (operation) => `
create trigger ${name}_${operation} after ${operation} on ${table} ${TRANSITION[operation]}
for each statement execute function ${name}();`,
  )
  return `${ruleFunction(rule, schema, plan)}${triggers.join('')}`
}

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  await knex.raw(COLLECTING)
  await knex.raw(COMMIT(schema))
  for (const rule of RULES) await knex.raw(ruleSql(rule, schema))
}

export async function down(): Promise<void> {
  throw new Error('The journal has no way back: drop the database instead.')
}
