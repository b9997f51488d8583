import { jsonb } from './columns.js'
import type { Sql } from './database.js'
import type { Id, ItemKind } from './model.js'
import type { StateRef } from './sync-states.js'

/** One item or occurrence that a device deleted, and what it was before. */
export type Deletion = {
  itemId: Id
  /** Empty: the whole item. */
  recurrenceId: string
  before: { status: string } | { synced: true; homeId: Id | null } | { override: object | null }
}

export type Deletions = {
  accountId: Id
  kind: ItemKind
  /** Its DeviceId. */
  device: string
  now: Date
  deletions: readonly Deletion[]
  /** More than one of these is a mass deletion; 0 = never. */
  most: { count: number; percent: number }
}

export type MassDeletion = { id: Id; deletes: number; held: number }

/** Deletes further apart than this are two actions: phones send a mass in batches, one by one. */
const PAUSE = '10 minutes'

/** One of two items is half of what a device held, and no mass. */
const FEWEST_OF_A_SHARE = 3

const isMass = (deletes: string, held: string) =>
  `(($9::integer > 0 and ${deletes} > $9)
    or ($10::integer > 0 and ${deletes} >= ${FEWEST_OF_A_SHARE} and ${deletes} * 100 > ${held} * $10))`

/** One statement for a whole request, so that a delete costs hardly more than without it. */
const RECORD = `
with given as (
  select * from jsonb_to_recordset($8::jsonb) as d (item bigint, recurrence text, before jsonb)
), n as (
  select count(*)::integer as n from given
), open as (
  select id, mass from device_deletion
  where tenant_id = $1 and device_row_id = $2 and folder_id = $3 and undone_at is null
    and last_at > $7::timestamptz - interval '${PAUSE}'
  order by last_at desc, id desc limit 1
), grown as (
  update device_deletion d set last_at = $7, deletes = d.deletes + n.n,
    mass = d.mass or ${isMass('(d.deletes + n.n)', 'd.held')}
  from open, n where d.tenant_id = $1 and d.id = open.id
  returning d.id, d.deletes, d.held, d.mass and not open.mass as told
), found as (
  -- This request has dropped its items already.
  select n.n, n.n + (select count(*)::integer from sync_item
    where tenant_id = $1 and device_id = $2 and folder_id = $3) as held
  from n where not exists (select from open)
), begun as (
  insert into device_deletion (tenant_id, account_id, device_row_id, device_id, folder_id, kind,
    started_at, last_at, held, deletes, mass)
  select $1, $4, $2, $5, $3, $6, $7, $7, f.held, f.n, ${isMass('f.n', 'f.held')} from found f
  returning id, deletes, held, mass as told
), action as (
  select * from grown union all select * from begun
), kept as (
  insert into device_deletion_item as i
    (tenant_id, deletion_id, item_id, recurrence_id, before, after)
  select $1, action.id, g.item, g.recurrence, g.before, case when g.recurrence <> '' then (
      select jsonb_build_object('cancelled', o.cancelled, 'changes', o.changes,
        'clientData', o.client_data)
      from appointment_override o where o.tenant_id = $1 and o.appointment_id = g.item
        and o.recurrence_id = g.recurrence) end
  from action, given g
  on conflict (tenant_id, deletion_id, item_id, recurrence_id) do update
    set before = excluded.before, after = excluded.after, deleted_at = now(), restored_at = null
)
select id, deletes, held from action where told`

/**
 * Records what one request deleted, together with what this device deleted in this folder just
 * before. The action, when by this it has become a mass deletion.
 */
export async function recordDeletions(
  tx: Sql,
  { tenantId, deviceId, folderId }: StateRef,
  { accountId, kind, device, now, deletions, most }: Deletions,
): Promise<MassDeletion | null> {
  // The same occurrence by two ServerIds is one row.
  const rows = new Map(
    deletions.map(({ itemId, recurrenceId, before }) => [
      `${itemId} ${recurrenceId}`,
      { item: itemId, recurrence: recurrenceId, before },
    ]),
  )
  const [mass] = await tx.query<MassDeletion>({ name: 'record-deletions', text: RECORD }, [
    ...[tenantId, deviceId, folderId, accountId, device, kind],
    ...[now, jsonb([...rows.values()]), most.count, most.percent],
  ])
  return mass ?? null
}
