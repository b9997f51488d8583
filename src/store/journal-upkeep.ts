import type { Batch, Place, Step } from './device-upkeep.js'
import type { Sql, Statement } from './sql.js'

/** Collections that one statement walks past. */
const COLLECTIONS = 200

/** Whether the item of a journal entry is still there, by the collection's kind. */
const IS_THERE = `case l.kind
  when 'calendar' then exists (select from appointment i
    where i.tenant_id = l.tenant_id and i.id = l.item_id)
  when 'tasks' then exists (select from task i where i.tenant_id = l.tenant_id and i.id = l.item_id)
  when 'contacts' then exists (select from contact i
    where i.tenant_id = l.tenant_id and i.id = l.item_id)
  when 'notes' then exists (select from note i where i.tenant_id = l.tenant_id and i.id = l.item_id)
  else true end`

/** A walk that began before then is not gone on with: the next one begins. */
const LAST_WALK = `$1::timestamptz - interval '60 days'`

/**
 * An entry is looked at once in a walk (and walks begin every three months, for items that were deleted
 * from another list than this), when each device that has a state of the collection is beyond its revision;
 * `journal_pruned` says how far that is. One that is written at this moment is skipped: it gets a new
 * revision, and is looked at again then.
 */
const FORGET: Statement = {
  name: 'forget-tombstones',
  text: `
with page as materialized (
  select c.tenant_id, c.id, c.kind, coalesce(p.walk_revision, 0) as revision,
    coalesce(p.walk_item, -1) as item_id,
    coalesce((select min(s.revision) from sync_state s where s.tenant_id = c.tenant_id
      and s.collection_id = c.id and s.generation > 0), c.revision) as needed
  from collection c
  left join journal_pruned p on p.tenant_id = c.tenant_id and p.collection_id = c.id
    and p.walk_since > ${LAST_WALK}
  where (c.tenant_id, c.id) > ($3, $4) order by c.tenant_id, c.id limit ${COLLECTIONS}
), looked as materialized (
  select g.tenant_id, g.id as collection_id, g.kind, e.item_id, e.revision
  from page g cross join lateral (
    select j.item_id, j.revision from journal j
    where j.tenant_id = g.tenant_id and j.collection_id = g.id and j.revision >= g.revision
      and (j.revision, j.item_id) > (g.revision, g.item_id)
      and j.revision < g.needed and j.changed_at < $1
    order by j.revision, j.item_id limit $2) e
  limit $2
), doomed as materialized (
  select j.tenant_id, j.collection_id, j.item_id from looked l
  join journal j on j.tenant_id = l.tenant_id and j.collection_id = l.collection_id
    and j.item_id = l.item_id and j.revision = l.revision
  where l.item_id <> 0 and not ${IS_THERE}
  for update of j skip locked
), gone as (
  delete from journal j using doomed d where j.tenant_id = d.tenant_id
    and j.collection_id = d.collection_id and j.item_id = d.item_id
  returning 1
), noted as (
  insert into journal_pruned as p (tenant_id, collection_id, revision, walk_revision, walk_item)
  select distinct on (tenant_id, collection_id) tenant_id, collection_id, revision, revision, item_id
  from looked order by tenant_id, collection_id, revision desc, item_id desc
  on conflict (tenant_id, collection_id) do update
    set revision = greatest(p.revision, excluded.revision),
        walk_revision = excluded.walk_revision, walk_item = excluded.walk_item,
        walk_since = case when p.walk_since > ${LAST_WALK} then p.walk_since else now() end
)
select p.tenant_id as "tenantId", p.id, (select count(*) from looked)::integer as looked,
  (select count(*) from gone)::integer as forgotten
from page p order by p.tenant_id desc, p.id desc limit 1`,
}

/**
 * Forgets journal entries of items that are gone, once every device knows: those changed before `before`.
 * Looks at `limit` entries at most.
 */
export async function forgetTombstones(
  tx: Sql,
  { before, limit }: Batch,
  from: Place,
): Promise<Step> {
  const values = [before, limit, from.tenantId, from.id]
  const [row] = await tx.query<Place & { looked: number; forgotten: number }>(FORGET, values)
  if (!row) return { forgotten: 0, next: null }
  const { tenantId, id, looked, forgotten } = row
  return { forgotten, next: looked < limit ? { tenantId, id } : from }
}
