import type { Sql } from './database.js'
import type { Id } from './model.js'
import type { StateRef } from './sync-states.js'

/** An item, or one occurrence of a series, that a device holds. */
export type HeldItem = {
  server_id: string
  item_id: Id
  /** Of what was rendered; null = set aside as broken, not on the device. */
  hash: Uint8Array | null
  problem: string | null
  own: boolean
  pending: 'echo' | 'look' | null
  /** The rendering that the device refused, or REFUSED_REMOVAL; unset = null. */
  refused?: Uint8Array | null
  /** The version of the gateway that met the problem; unset = null. */
  problem_version?: string | null
}

/** In `refused`: the device did not take the item's Delete. */
export const REFUSED_REMOVAL = Buffer.of(0)

const COLUMNS = 'server_id, item_id, hash, problem, own, pending, refused, problem_version'
const OF_FOLDER = 'tenant_id = $1 and device_id = $2 and folder_id = $3'

const values = (ref: StateRef) => [ref.tenantId, ref.deviceId, ref.folderId]

export async function heldItem(
  sql: Sql,
  ref: StateRef,
  serverId: string,
): Promise<HeldItem | null> {
  const [row] = await sql.query<HeldItem>(
    {
      name: 'held-item',
      text: `select ${COLUMNS} from sync_item where ${OF_FOLDER} and server_id = $4`,
    },
    [...values(ref), serverId],
  )
  return row ?? null
}

export async function heldOfItems(
  sql: Sql,
  ref: StateRef,
  itemIds: readonly Id[],
): Promise<HeldItem[]> {
  return await sql.query<HeldItem>(
    {
      name: 'held-of-items',
      text: `select ${COLUMNS} from sync_item where ${OF_FOLDER} and item_id = any($4)
        order by server_id`,
    },
    [...values(ref), itemIds],
  )
}

/** Those of these items that the device holds, or that were set aside for it. */
export async function heldAmong(sql: Sql, ref: StateRef, itemIds: readonly Id[]): Promise<Set<Id>> {
  if (itemIds.length === 0) return new Set()
  const rows = await sql.query<{ item_id: Id }>(
    {
      name: 'held-among',
      text: `select item_id from sync_item where ${OF_FOLDER} and item_id = any($4)`,
    },
    [...values(ref), itemIds],
  )
  return new Set(rows.map((row) => row.item_id))
}

/** What a device holds of an item in any of its folders of a kind, also in one it loses now. */
export async function heldInAnyFolder(
  sql: Sql,
  device: { tenantId: Id; deviceId: Id },
  item: { id: Id; collectionKind: string },
): Promise<HeldItem[]> {
  return await sql.query<HeldItem>(
    {
      name: 'held-in-any-folder',
      text: `select ${COLUMNS} from sync_item i
        where tenant_id = $1 and device_id = $2 and item_id = $3 and exists (
          select from sync_state s join collection c
            on c.tenant_id = s.tenant_id and c.id = s.collection_id and c.kind = $4
          where s.tenant_id = i.tenant_id and s.device_id = i.device_id
            and s.folder_id = i.folder_id)
        order by server_id`,
    },
    [device.tenantId, device.deviceId, item.id, item.collectionKind],
  )
}

export async function allHeld(sql: Sql, ref: StateRef): Promise<HeldItem[]> {
  return await sql.query<HeldItem>(
    { name: 'all-held', text: `select ${COLUMNS} from sync_item where ${OF_FOLDER}` },
    values(ref),
  )
}

/** Items of which something is pending, by id. */
export async function pendingItems(
  sql: Sql,
  ref: StateRef,
  page: { after: Id; limit: number },
): Promise<Id[]> {
  const rows = await sql.query<{ item_id: Id }>(
    {
      name: 'pending-items',
      text: `select distinct item_id from sync_item
        where ${OF_FOLDER} and pending is not null and item_id > $4 order by item_id limit $5`,
    },
    [...values(ref), page.after, page.limit],
  )
  return rows.map((row) => row.item_id)
}

/** Items that the device holds, or that were set aside for it, by id. */
export async function heldItemIds(
  sql: Sql,
  ref: StateRef,
  page: { after: Id; limit: number },
): Promise<Id[]> {
  const rows = await sql.query<{ item_id: Id }>(
    {
      name: 'held-item-ids',
      text: `select distinct item_id from sync_item
        where ${OF_FOLDER} and item_id > $4 order by item_id limit $5`,
    },
    [...values(ref), page.after, page.limit],
  )
  return rows.map((row) => row.item_id)
}

/** Has the next Sync look at all held items from this one on. */
export async function lookFrom(tx: Sql, ref: StateRef, itemId: Id): Promise<void> {
  await tx.query(
    {
      name: 'look-from',
      text: `update sync_item set pending = 'look'
        where ${OF_FOLDER} and item_id >= $4 and pending is null`,
    },
    [...values(ref), itemId],
  )
}

/** How many items count against the limit: not those the device added beyond its selection. */
export async function countHeld(sql: Sql, ref: StateRef): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    {
      name: 'count-held',
      text: `select count(distinct item_id)::integer as count from sync_item
        where ${OF_FOLDER} and not own`,
    },
    values(ref),
  )
  return row?.count ?? 0
}

export async function saveHeld(tx: Sql, ref: StateRef, items: readonly HeldItem[]): Promise<void> {
  if (items.length === 0) return
  await tx.query(
    {
      name: 'save-held',
      text: `insert into sync_item
          (tenant_id, device_id, folder_id, server_id, item_id, hash, problem, own, pending,
            refused, problem_version, problem_at)
        select $1, $2, $3, s, i, decode(h, 'hex'), p, o, n, decode(r, 'hex'), v,
          case when p is not null then now() end
        from unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::boolean[], $9::text[],
            $10::text[], $11::text[])
          as held (s, i, h, p, o, n, r, v)
        on conflict (tenant_id, device_id, folder_id, server_id) do update
          set item_id = excluded.item_id, hash = excluded.hash, problem = excluded.problem,
              own = excluded.own, pending = excluded.pending, refused = excluded.refused,
              problem_version = excluded.problem_version,
              problem_at = case when sync_item.problem is not distinct from excluded.problem
                then sync_item.problem_at else excluded.problem_at end`,
    },
    [
      ...values(ref),
      items.map((item) => item.server_id),
      items.map((item) => item.item_id),
      items.map((item) => hexOf(item.hash)),
      items.map((item) => item.problem),
      items.map((item) => item.own),
      items.map((item) => item.pending),
      items.map((item) => hexOf(item.refused)),
      items.map((item) => item.problem_version ?? null),
    ],
  )
}

/**
 * Items that the device may name from now on, before they were told to it: it moved them. Nothing
 * changes for those that it holds, nor where it has no state of the folder.
 */
export async function expectHeld(
  tx: Sql,
  ref: StateRef,
  items: readonly Pick<HeldItem, 'server_id' | 'item_id'>[],
): Promise<void> {
  if (items.length === 0) return
  await tx.query(
    {
      name: 'expect-held',
      text: `insert into sync_item (tenant_id, device_id, folder_id, server_id, item_id)
        select $1, $2, $3, e.server_id, e.item_id
        from unnest($4::text[], $5::bigint[]) as e (server_id, item_id)
        where exists (select from sync_state
          where tenant_id = $1 and device_id = $2 and folder_id = $3)
        on conflict do nothing`,
    },
    [...values(ref), items.map((item) => item.server_id), items.map((item) => item.item_id)],
  )
}

function hexOf(bytes: Uint8Array | null | undefined): string | null {
  return bytes ? Buffer.from(bytes).toString('hex') : null
}

export async function dropHeld(
  tx: Sql,
  ref: StateRef,
  serverIds: readonly string[],
): Promise<void> {
  if (serverIds.length === 0) return
  await tx.query(
    {
      name: 'drop-held',
      text: `delete from sync_item where ${OF_FOLDER} and server_id = any($4)`,
    },
    [...values(ref), serverIds],
  )
}

/** The device holds nothing any more. What it refused to take stays refused. */
export async function dropAllHeld(tx: Sql, ref: StateRef): Promise<void> {
  await tx.query(
    {
      name: 'drop-all-held',
      text: `delete from sync_item
        where ${OF_FOLDER} and (refused is null or refused = '\\x00')`,
    },
    values(ref),
  )
  await tx.query(
    {
      name: 'empty-held',
      text: `update sync_item set hash = null, own = false, pending = null where ${OF_FOLDER}`,
    },
    values(ref),
  )
}

export type RememberedAdd = { item_id: Id; content_hash: Uint8Array }

export async function rememberedAdd(
  sql: Sql,
  ref: StateRef,
  clientId: string,
): Promise<RememberedAdd | null> {
  const [row] = await sql.query<RememberedAdd>(
    {
      name: 'remembered-add',
      text: `select item_id, content_hash from sync_client_id where ${OF_FOLDER} and client_id = $4`,
    },
    [...values(ref), clientId],
  )
  return row ?? null
}

export async function rememberAdd(
  tx: Sql,
  ref: StateRef,
  add: { clientId: string; hash: Uint8Array; itemId: Id },
): Promise<void> {
  await tx.query(
    {
      name: 'remember-add',
      text: `insert into sync_client_id
          (tenant_id, device_id, folder_id, client_id, content_hash, item_id)
        values ($1, $2, $3, $4, decode($5, 'hex'), $6)
        on conflict (tenant_id, device_id, folder_id, client_id) do update
          set content_hash = excluded.content_hash, item_id = excluded.item_id, created_at = now()`,
    },
    [...values(ref), add.clientId, Buffer.from(add.hash).toString('hex'), add.itemId],
  )
}

/** Forgets Adds whose answer has come: their ClientIds may name other items from now on. */
export async function forgetAdds(
  tx: Sql,
  ref: StateRef,
  clientIds: readonly string[],
): Promise<void> {
  if (clientIds.length === 0) return
  await tx.query(
    {
      name: 'forget-adds',
      text: `delete from sync_client_id where ${OF_FOLDER} and client_id = any($4)`,
    },
    [...values(ref), clientIds],
  )
}
