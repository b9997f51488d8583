import type { Sql } from '../../store/database.js'
import { loadItems } from '../../store/items.js'
import type { Id, ItemKind, ItemOf } from '../../store/model.js'
import type { Scope } from './scope.js'

export type ItemsById = ReadonlyMap<Id, ItemOf<ItemKind>>

/** Those of the scope's kind that are there. */
export async function itemsById(
  sql: Sql,
  { kind, ref }: Scope,
  ids: readonly Id[],
): Promise<ItemsById> {
  if (ids.length === 0) return new Map()
  const items = await loadItems(sql, kind, { tenantId: ref.tenantId, ids })
  return new Map(items.map((item) => [item.id, item]))
}
