import { UserError } from '../errors.js'
import type { Sql } from './database.js'
import type { Id, ItemKind } from './model.js'

/** Deletes of one device in one folder at a stretch. */
export type DeletionAction = {
  id: Id
  tenantId: Id
  accountId: Id
  tenant: string
  user: string
  /** Its DeviceId. */
  device: string
  folder: string
  kind: ItemKind
  startedAt: Date
  lastAt: Date
  /** Items the device held in the folder when it began. */
  held: number
  deleted: number
  restored: number
  mass: boolean
  undoneAt: Date | null
}

/**
 * `deleted`: as the device left it; `changed`: deleted, and changed by somebody since; `present`:
 * not deleted any more; `gone`: no row any more; `restored`: by an undo.
 */
export type DeletedState = 'deleted' | 'changed' | 'present' | 'gone' | 'restored'

export type DeletedItem = {
  itemId: Id
  /** Of the occurrence; empty = the whole item. */
  recurrenceId: string
  title: string
  state: DeletedState
}

const ACTIONS = `
select d.id, d.tenant_id as "tenantId", d.account_id as "accountId", t.name as tenant,
  a.name as user, d.device_id as device, d.folder_id as folder, d.kind,
  d.started_at as "startedAt", d.last_at as "lastAt", d.held, d.mass, d.undone_at as "undoneAt",
  n.deleted, n.restored
from device_deletion d
join tenant t on t.id = d.tenant_id
join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
cross join lateral (
  select count(*)::integer as deleted, count(i.restored_at)::integer as restored
  from device_deletion_item i where i.tenant_id = d.tenant_id and i.deletion_id = d.id) n`

/** The newest first: mass deletions, or all that devices deleted (R-ONO-170). */
export async function listDeletions(
  sql: Sql,
  { all, limit }: { all: boolean; limit: number },
): Promise<DeletionAction[]> {
  return await sql.query<DeletionAction>(
    {
      name: 'list-deletions',
      text: `${ACTIONS} where d.mass or $1 order by d.last_at desc, d.id desc limit $2`,
    },
    [all, limit],
  )
}

/** @throws UserError when there is none with this number */
export async function findDeletion(sql: Sql, id: Id): Promise<DeletionAction> {
  const [action] = await sql.query<DeletionAction>(
    { name: 'find-deletion', text: `${ACTIONS} where d.id = $1` },
    [id],
  )
  if (action) return action
  throw new UserError(`There is no deletion ${id}: termingate undo --all lists them.`)
}

const ITEM = `i.item_id as "itemId", i.recurrence_id as "recurrenceId"`
const OF_ACTION = 'i.tenant_id = $1 and i.deletion_id = $2 order by i.item_id, i.recurrence_id'

const STATE_OF_ROW = `case when i.restored_at is not null then 'restored'
  when x.id is null then 'gone'
  when x.status <> 'cancelled' then 'present'
  when x.updated_at <> i.deleted_at then 'changed' else 'deleted' end`

const itemsWithStatus = (
  table: 'task' | 'note',
) => `select ${ITEM}, coalesce(x.title, '') as title, ${STATE_OF_ROW} as state
    from device_deletion_item i
    left join ${table} x on x.tenant_id = i.tenant_id and x.id = i.item_id
    where ${OF_ACTION}`

const ITEMS: Record<ItemKind, string> = {
  appointment: `select ${ITEM}, coalesce(x.title, '') as title,
      case when i.recurrence_id = '' or i.restored_at is not null or x.id is null
        then ${STATE_OF_ROW}
      when o.cancelled is not true then 'present'
      when jsonb_build_object('cancelled', o.cancelled, 'changes', o.changes,
        'clientData', o.client_data) is distinct from i.after then 'changed'
      else 'deleted' end as state
    from device_deletion_item i
    left join appointment x on x.tenant_id = i.tenant_id and x.id = i.item_id
    left join appointment_override o on o.tenant_id = i.tenant_id
      and o.appointment_id = i.item_id and o.recurrence_id = i.recurrence_id
    where ${OF_ACTION}`,
  task: itemsWithStatus('task'),
  note: itemsWithStatus('note'),
  // A Delete takes the contact out of the account's sync and leaves its row alone (R-ONO-166).
  contact: `select ${ITEM},
      coalesce(nullif(trim(x.first_name || ' ' || x.last_name), ''), x.company, '') as title,
      case when i.restored_at is not null then 'restored'
        when x.id is null then 'gone'
        when s.contact_id is not null then 'present' else 'deleted' end as state
    from device_deletion_item i
    join device_deletion d on d.tenant_id = i.tenant_id and d.id = i.deletion_id
    left join contact x on x.tenant_id = i.tenant_id and x.id = i.item_id
    left join contact_sync s on s.tenant_id = i.tenant_id and s.account_id = d.account_id
      and s.contact_id = i.item_id
    where ${OF_ACTION}`,
}

/** What an action deleted, and what has become of it. */
export async function deletedItems(
  sql: Sql,
  { tenantId, id, kind }: Pick<DeletionAction, 'tenantId' | 'id' | 'kind'>,
): Promise<DeletedItem[]> {
  const statement = { name: `deleted-${kind}s`, text: ITEMS[kind] }
  return await sql.query<DeletedItem>(statement, [tenantId, id])
}
