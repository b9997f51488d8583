import type { Sql } from './database.js'
import { NEVER_GIVEN_KEY } from './sync-states.js'

/** Any number, the same in every gateway: one of them at a time does the upkeep. */
const UPKEEP_LOCK = 7_211_847

/** Until the transaction ends; false when another gateway has it. */
export async function lockUpkeep(tx: Sql): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>({
    name: 'lock-upkeep',
    text: `select pg_try_advisory_xact_lock(${UPKEEP_LOCK}) as locked`,
  })
  return row?.locked ?? false
}

export type Batch = { before: Date; limit: number }

/**
 * Forgets what devices hold that were not seen since `before`: the number of folders done, none when
 * all are. A state in use at this moment is skipped.
 */
export async function forgetHoldings(tx: Sql, { before, limit }: Batch): Promise<number> {
  const rows = await tx.query(
    {
      name: 'forget-holdings',
      text: `with stale as (
          select s.tenant_id, s.device_id, s.folder_id from sync_state s
          join device d on d.tenant_id = s.tenant_id and d.id = s.device_id
          where coalesce(d.last_seen_at, d.created_at) < $1 and s.changed_at < $1
            and s.generation > 0 and s.collection_id is not null
          limit $2 for update of s skip locked
        ), dropped as (
          delete from sync_item i using stale where i.tenant_id = stale.tenant_id
            and i.device_id = stale.device_id and i.folder_id = stale.folder_id
        )
        update sync_state s set ${NEVER_GIVEN_KEY}
        from stale where s.tenant_id = stale.tenant_id and s.device_id = stale.device_id
          and s.folder_id = stale.folder_id
        returning s.folder_id`,
    },
    [before, limit],
  )
  return rows.length
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
          select ctid from device_deletion where last_at < $1 limit $2)
        returning id`,
    },
    [before, limit],
  )
  return rows.length
}
