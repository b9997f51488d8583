import type { Sql } from './database.js'
import type { Id } from './model.js'
import { NEVER_GIVEN_KEY } from './sync-states.js'

/** Any number, the same in every gateway: one transaction of upkeep at a time. */
const UPKEEP_LOCK = 7_211_847

/**
 * Until the transaction ends. Waits for that of another gateway, which is short; nobody leaves work to
 * another, who may be past it.
 */
export async function lockUpkeep(tx: Sql): Promise<void> {
  const text = `select from pg_advisory_xact_lock(${UPKEEP_LOCK})`
  await tx.query({ name: 'lock-upkeep', text })
}

export type Batch = { before: Date; limit: number }

/** How far a walk through a table has come: its key. */
export type Place = { tenantId: Id; id: Id }
export const START: Place = { tenantId: 0, id: 0 }

/** `next`: where to go on; null when all was walked through. */
export type Step = { forgotten: number; next: Place | null }

/**
 * Forgets what devices hold that were not seen since `before`, `limit` folders of them at most, each with
 * all that is held of it: half a folder would be taken for a whole one. A state in use at this moment is
 * skipped.
 */
export async function forgetHoldings(
  tx: Sql,
  { before, limit }: Batch,
  from: Place,
): Promise<Step> {
  const rows = await tx.query<Place>(
    {
      name: 'forget-holdings',
      text: `with stale as (
          select s.tenant_id, s.device_id, s.folder_id from device d
          join sync_state s on s.tenant_id = d.tenant_id and s.device_id = d.id
          where (d.tenant_id, d.id) >= ($3, $4)
            and coalesce(d.last_seen_at, d.created_at) < $1 and s.changed_at < $1
            and s.generation > 0 and s.collection_id is not null
          order by d.tenant_id, d.id limit $2 for update of s skip locked
        ), dropped as (
          delete from sync_item i using stale where i.tenant_id = stale.tenant_id
            and i.device_id = stale.device_id and i.folder_id = stale.folder_id
        )
        update sync_state s set ${NEVER_GIVEN_KEY}
        from stale where s.tenant_id = stale.tenant_id and s.device_id = stale.device_id
          and s.folder_id = stale.folder_id
        returning s.tenant_id as "tenantId", s.device_id as id`,
    },
    [before, limit, from.tenantId, from.id],
  )
  // The last one may have more folders.
  return { forgotten: rows.length, next: rows.reduce<Place | null>(later, null) }
}

function later(one: Place | null, other: Place): Place {
  if (!one || one.tenantId < other.tenantId) return other
  return one.tenantId === other.tenantId && one.id < other.id ? other : one
}

/** Forgets Adds that were never acknowledged by devices not seen since `before`. */
export async function forgetOldAdds(tx: Sql, { before, limit }: Batch): Promise<number> {
  const rows = await tx.query(
    {
      name: 'forget-old-adds',
      text: `delete from sync_client_id where ctid in (
          select c.ctid from sync_client_id c
          join device d on d.tenant_id = c.tenant_id and d.id = c.device_id
          where coalesce(d.last_seen_at, d.created_at) < $1 and c.created_at < $1 limit $2)
        returning client_id`,
    },
    [before, limit],
  )
  return rows.length
}

/** Ends the time in which deletes can be taken back. */
export async function forgetDeletions(tx: Sql, { before, limit }: Batch): Promise<number> {
  const rows = await tx.query(
    {
      name: 'forget-deletions',
      text: `delete from device_deletion where ctid in (
          select ctid from device_deletion where last_at < $1 order by last_at limit $2)
        returning id`,
    },
    [before, limit],
  )
  return rows.length
}
