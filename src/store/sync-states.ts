import type { Sql } from './database.js'
import type { Id } from './model.js'

/** One device's state of one folder. */
export type StateRef = { tenantId: Id; deviceId: Id; folderId: string }

export type StateRow = {
  collection_id: Id | null
  epoch: string
  generation: number
  options: unknown
  options_hash: string
  revision: number
  cursor_item: Id
  more: boolean
  reconcile: boolean
  limited: boolean
  next_boundary_at: Date | null
  last_answer: unknown
}

/** The cursor that says: every item of this revision is worked off. */
export const ALL_ITEMS = 9_000_000_000_000_000

/**
 * For `set`: forgets what a device has of a folder. An empty state stays, under a key that was never
 * given out. So the device's own key gets Status 3, and a Ping of it wakes: for one without any state
 * nothing is ever new.
 */
export const NEVER_GIVEN_KEY = `epoch = left(md5(gen_random_uuid()::text), 12), generation = 0,
  last_answer = null, more = true, reconcile = true, limited = false, next_boundary_at = null`

const COLUMNS = `collection_id, epoch, generation, options, options_hash, revision, cursor_item,
  more, reconcile, limited, next_boundary_at, last_answer`

const values = (ref: StateRef) => [ref.tenantId, ref.deviceId, ref.folderId]

export async function loadState(sql: Sql, ref: StateRef): Promise<StateRow | null> {
  const [row] = await sql.query<StateRow>(
    {
      name: 'load-state',
      text: `select ${COLUMNS} from sync_state
        where tenant_id = $1 and device_id = $2 and folder_id = $3`,
    },
    values(ref),
  )
  return row ?? null
}

/** Waits for another writing request of this device and folder, then holds the row. */
export async function lockState(tx: Sql, ref: StateRef): Promise<StateRow | null> {
  const [row] = await tx.query<StateRow>(
    {
      name: 'lock-state',
      text: `select ${COLUMNS} from sync_state
        where tenant_id = $1 and device_id = $2 and folder_id = $3 for update`,
    },
    values(ref),
  )
  return row ?? null
}

/** Waits for a writing request of this device and folder; others may go on beside this one. */
export async function shareState(tx: Sql, ref: StateRef): Promise<void> {
  await tx.query(
    {
      name: 'share-state',
      text: `select from sync_state
        where tenant_id = $1 and device_id = $2 and folder_id = $3 for key share`,
    },
    values(ref),
  )
}

/** A fresh state, unless there is one already. */
export async function createState(
  tx: Sql,
  ref: StateRef,
  state: { collectionId: Id | null; epoch: string },
): Promise<void> {
  await tx.query(
    {
      name: 'create-state',
      text: `insert into sync_state (tenant_id, device_id, folder_id, collection_id, epoch, generation)
        values ($1, $2, $3, $4, $5, 0) on conflict do nothing`,
    },
    [...values(ref), state.collectionId, state.epoch],
  )
}

export async function saveState(tx: Sql, ref: StateRef, state: StateRow): Promise<void> {
  await tx.query(
    {
      name: 'save-state',
      text: `update sync_state set collection_id = $4, epoch = $5, generation = $6,
          options = $7::jsonb, options_hash = $8, revision = $9, cursor_item = $10, more = $11,
          reconcile = $12, limited = $13, next_boundary_at = $14, last_answer = $15::jsonb,
          changed_at = now()
        where tenant_id = $1 and device_id = $2 and folder_id = $3`,
    },
    [
      ...values(ref),
      state.collection_id,
      state.epoch,
      state.generation,
      JSON.stringify(state.options),
      state.options_hash,
      state.revision,
      state.cursor_item,
      state.more,
      state.reconcile,
      state.limited,
      state.next_boundary_at,
      state.last_answer === null ? null : JSON.stringify(state.last_answer),
    ],
  )
}

export type CollectionRevision = {
  revision: number
  /** When the collection itself was touched last: switches, rules, zone (journal item 0). */
  settings: number
}

export async function collectionRevision(
  sql: Sql,
  tenantId: Id,
  collectionId: Id,
): Promise<CollectionRevision> {
  const [row] = await sql.query<CollectionRevision>(
    {
      name: 'collection-revision',
      text: `select c.revision, coalesce(j.revision, 0) as settings
        from collection c
        left join journal j
          on j.tenant_id = c.tenant_id and j.collection_id = c.id and j.item_id = 0
        where c.tenant_id = $1 and c.id = $2`,
    },
    [tenantId, collectionId],
  )
  return row ?? { revision: 0, settings: 0 }
}

export async function hasCollection(sql: Sql, tenantId: Id, collectionId: Id): Promise<boolean> {
  const text = 'select 1 from collection where tenant_id = $1 and id = $2'
  return (await sql.query({ name: 'has-collection', text }, [tenantId, collectionId])).length > 0
}

export type Touched = { item_id: Id; revision: number }

/** Items touched after this point of the journal, in its order. */
export async function touchedItems(
  sql: Sql,
  collection: { tenantId: Id; collectionId: Id },
  after: { revision: number; item: Id; limit: number },
): Promise<Touched[]> {
  return await sql.query<Touched>(
    {
      name: 'touched-items',
      text: `select item_id, revision from journal
        where tenant_id = $1 and collection_id = $2 and revision >= $3
          and (revision, item_id) > ($3, $4) and item_id <> 0
        order by revision, item_id limit $5`,
    },
    [collection.tenantId, collection.collectionId, after.revision, after.item, after.limit],
  )
}

/** Whether one item was touched after this point. */
export async function touchedSince(
  sql: Sql,
  collection: { tenantId: Id; collectionId: Id },
  since: { itemId: Id; revision: number; item: Id },
): Promise<boolean> {
  const rows = await sql.query(
    {
      name: 'touched-since',
      text: `select 1 from journal where tenant_id = $1 and collection_id = $2 and item_id = $3
        and (revision, item_id) > ($4, $5)`,
    },
    [collection.tenantId, collection.collectionId, since.itemId, since.revision, since.item],
  )
  return rows.length > 0
}

/** Commits the journal entries of this transaction now, so that their revisions can be read. */
export async function settleJournal(tx: Sql): Promise<void> {
  await tx.query({ name: '', text: 'set constraints journal_commit immediate' })
  await tx.query({ name: '', text: 'set constraints journal_commit deferred' })
}
