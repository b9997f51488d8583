import type { Sql, Statement } from './database.js'
import { loadItems } from './items.js'
import type { Id, ItemKind, ItemOf } from './model.js'

/** Ids of the account's own items; contacts belong to the whole tenant. */
const FIND: Record<ItemKind, Statement> = {
  appointment: {
    name: 'appointments-by-uid',
    text: `select id from appointment
      where tenant_id = $1 and owner_id = $2 and uid = any($3) order by id desc`,
  },
  task: {
    name: 'tasks-by-uid',
    text: `select id from task
      where tenant_id = $1 and responsible_id = $2 and uid = any($3) order by id desc`,
  },
  contact: {
    name: 'contacts-by-uid',
    text: `select id from contact
      where tenant_id = $1 and $2::bigint is not null and uid = any($3) order by id desc`,
  },
  note: {
    name: 'notes-by-uid',
    text: `select id from note
      where tenant_id = $1 and owner_id = $2 and uid = any($3) order by id desc`,
  },
}

export type UidKey = { tenantId: Id; accountId: Id; uids: readonly string[] }

/** Items by UID: of several with one UID the oldest. */
export async function itemsByUid<K extends ItemKind>(
  sql: Sql,
  kind: K,
  { tenantId, accountId, uids }: UidKey,
): Promise<Map<string, ItemOf<K>>> {
  const rows = await sql.query<{ id: Id }>(FIND[kind], [tenantId, accountId, uids])
  if (rows.length === 0) return new Map()
  const items = await loadItems(sql, kind, { tenantId, ids: rows.map((row) => row.id) })
  items.sort((a, b) => b.id - a.id)
  return new Map(items.map((item) => [item.uid, item]))
}
