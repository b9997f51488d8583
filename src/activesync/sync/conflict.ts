import type { Sql } from '../../store/database.js'
import { touchedSince } from '../../store/journal.js'
import type { Id, ItemKind, ItemOf, Task } from '../../store/model.js'
import type { HeldItem } from '../../store/sync-items.js'
import type { StateRow } from '../../store/sync-states.js'
import type { Scope } from './scope.js'
import { selectorFor } from './selector.js'

/** What a device may not have seen yet of the items it writes. */
export type Seen = {
  state: StateRow
  /** ServerIds whose newest content went with an answer that may have got lost. */
  unseen: ReadonlySet<string>
}

/**
 * Someone else changed what this device holds since it was told, and the server wins (MS-ASCMD,
 * Conflict: absent or 1).
 * @param now the item as it would be rendered now; null when it can't be
 */
export async function conflicts(
  tx: Sql,
  scope: Scope,
  { seen, held, now }: { seen: Seen; held: HeldItem; now: { hash: Buffer } | null },
): Promise<boolean> {
  if (scope.options.conflict === 0 || held.hash === null || now === null) return false
  if (seen.unseen.has(held.server_id)) return true
  if (now.hash.equals(held.hash)) return false
  return await touched(tx, scope, { seen, itemId: held.item_id })
}

/**
 * Someone else has cancelled it, or it is not this account's any more, and the device was not told
 * yet: there is nothing left that it could write to. Its own completed task is still there.
 */
export async function isGone(
  tx: Sql,
  scope: Scope,
  { seen, item }: { seen: Seen; item: ItemOf<ItemKind> },
): Promise<boolean> {
  if (scope.kind === 'task' && (item as Task).status === 'done') return false
  if (!(await touched(tx, scope, { seen, itemId: item.id }))) return false
  const { entries, aged } = await selectorFor(scope).wanted(tx, [item.id])
  return !entries.has(item.id) && !aged.has(item.id)
}

/** By the journal that the state was written with, should the folder show another collection now. */
async function touched(
  tx: Sql,
  { ref, collectionId }: Scope,
  { seen, itemId }: { seen: Seen; itemId: Id },
): Promise<boolean> {
  const { revision, cursor_item, collection_id: then } = seen.state
  return await touchedSince(
    tx,
    { tenantId: ref.tenantId, collectionId: then ?? collectionId },
    { itemId, revision, item: cursor_item },
  )
}
