import type { Sql } from './database.js'
import { NEWS_OF_STATE, type News } from './journal.js'
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
  /**
   * All that belongs into the folder is to be compared with what the device holds; of kinds that are
   * taken by id, what comes behind this one (0: all). Null: the journal says all that is new.
   */
  reconcile_from: Id | null
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
  last_answer = null, more = true, reconcile = true, reconcile_from = 0, limited = false,
  next_boundary_at = null`

const SHORT_COLUMNS = `s.collection_id, s.epoch, s.generation, s.options, s.options_hash, s.revision,
  s.cursor_item, s.more, case when s.reconcile then s.reconcile_from end as reconcile_from, s.limited,
  s.next_boundary_at`
const COLUMNS = `${SHORT_COLUMNS}, s.last_answer`

const values = (ref: StateRef) => [ref.tenantId, ref.deviceId, ref.folderId]

export async function loadState(sql: Sql, ref: StateRef): Promise<StateRow | null> {
  const [row] = await sql.query<StateRow>(
    {
      name: 'load-state',
      text: `select ${COLUMNS} from sync_state s
        where tenant_id = $1 and device_id = $2 and folder_id = $3`,
    },
    values(ref),
  )
  return row ?? null
}

/**
 * Without its last answer, which may be long, but with the first of what is new to it: all that a look
 * for changes begins with.
 */
export async function loadStateWithNews(
  sql: Sql,
  ref: StateRef,
): Promise<{ state: StateRow; news: News } | null> {
  const { columns, joins } = NEWS_OF_STATE
  const [row] = await sql.query<StateRow & News>(
    {
      name: 'load-state-with-news',
      text: `select ${SHORT_COLUMNS}, null as last_answer, ${columns} from sync_state s ${joins}
        where s.tenant_id = $1 and s.device_id = $2 and s.folder_id = $3`,
    },
    values(ref),
  )
  if (!row) return null
  const { known, settings, touched, ...state } = row
  return { state, news: { known, settings, touched } }
}

/** Waits for another writing request of this device and folder, then holds the row. */
export async function lockState(tx: Sql, ref: StateRef): Promise<StateRow | null> {
  const [row] = await tx.query<StateRow>(
    {
      name: 'lock-state',
      text: `select ${COLUMNS} from sync_state s
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
          reconcile = $12::bigint is not null, reconcile_from = coalesce($12, 0), limited = $13,
          next_boundary_at = $14, last_answer = $15::jsonb,
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
      state.reconcile_from,
      state.limited,
      state.next_boundary_at,
      state.last_answer === null ? null : JSON.stringify(state.last_answer),
    ],
  )
}
