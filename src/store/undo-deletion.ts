import { fillSeriesEnd } from './appointments.js'
import { writeAudit } from './audit.js'
import { jsonb } from './columns.js'
import type { Database, Sql } from './database.js'
import {
  type DeletedItem,
  type DeletionAction,
  deletedItems,
  findDeletion,
} from './deletion-list.js'
import type { Id, ItemKind } from './model.js'

export type Undo = {
  id: Id
  /** Also what somebody changed since it was deleted. */
  changed: boolean
  actor: string
  now: Date
}

export type Undone = {
  action: DeletionAction
  restored: number
  /** What stays as it is, and why. */
  left: DeletedItem[]
}

/**
 * Brings back what a device deleted (R-ONO-170), except what is there again, or was changed by
 * somebody since. Done twice, it finds nothing more to do. The triggers tell all devices.
 * @throws UserError when there is no such action
 */
export async function undoDeletion(database: Database, undo: Undo): Promise<Undone> {
  return await database.transact(async (tx) => {
    const action = await findDeletion(tx, undo.id)
    await lock(tx, action)
    const items = await deletedItems(tx, action)
    const wanted = items.filter(
      ({ state }) => state === 'deleted' || (undo.changed && state === 'changed'),
    )
    await RESTORE[action.kind](tx, action, wanted)
    await markRestored(tx, action, { items: wanted, now: undo.now })
    const left = items.filter((item) => item.state !== 'restored' && !wanted.includes(item))
    if (wanted.length > 0 || action.undoneAt === null) {
      await writeAudit(tx, {
        tenantId: action.tenantId,
        actor: undo.actor,
        action: 'account.undo',
        subject: action.user,
        details: { undo: action.id, restored: wanted.length, left: left.length },
      })
    }
    return { action: await findDeletion(tx, undo.id), restored: wanted.length, left }
  })
}

type Key = Pick<DeletionAction, 'tenantId' | 'id' | 'kind'>

/** So that nobody changes an item between the look at it and its restoring. */
async function lock(tx: Sql, { tenantId, id, kind }: Key): Promise<void> {
  const values = [tenantId, id]
  const text = `select id from device_deletion where tenant_id = $1 and id = $2 for update`
  await tx.query({ name: 'lock-deletion', text }, values)
  const items = `select item_id from device_deletion_item where tenant_id = $1 and deletion_id = $2`
  const rows = `select id from ${kind} where tenant_id = $1 and id in (${items})
    order by id for update`
  await tx.query({ name: `lock-deleted-${kind}s`, text: rows }, values)
  if (kind !== 'appointment') return
  const overrides = `select appointment_id from appointment_override
    where tenant_id = $1 and appointment_id in (${items} and recurrence_id <> '')
    order by appointment_id, recurrence_id for update`
  await tx.query({ name: 'lock-deleted-overrides', text: overrides }, values)
}

type Restore = (tx: Sql, action: DeletionAction, items: readonly DeletedItem[]) => Promise<void>

const RESTORE: Record<ItemKind, Restore> = {
  appointment: restoreAppointments,
  task: (tx, action, items) => restoreStatus(tx, action, items),
  contact: restoreFlags,
  note: (tx, action, items) => restoreStatus(tx, action, items),
}

const OF_ITEM = 'i.tenant_id = $1 and i.deletion_id = $2 and i.item_id = any($3)'

async function restoreAppointments(...[tx, action, items]: Parameters<Restore>): Promise<void> {
  await restoreStatus(
    tx,
    action,
    items.filter(({ recurrenceId }) => recurrenceId === ''),
  )
  const occurrences = items.filter(({ recurrenceId }) => recurrenceId !== '')
  if (occurrences.length > 0) await restoreOccurrences(tx, action, occurrences)
}

async function restoreStatus(...[tx, action, items]: Parameters<Restore>): Promise<void> {
  if (items.length === 0) return
  const { tenantId, id, kind } = action
  await tx.query(
    {
      name: `restore-${kind}s`,
      text: `update ${kind} x set status = i.before->>'status' from device_deletion_item i
        where ${OF_ITEM} and i.recurrence_id = '' and x.tenant_id = i.tenant_id and x.id = i.item_id`,
    },
    [tenantId, id, items.map(({ itemId }) => itemId)],
  )
}

/** An occurrence that had no override before has none again. */
async function restoreOccurrences(...[tx, action, items]: Parameters<Restore>): Promise<void> {
  const { tenantId, id } = action
  await tx.query(
    {
      name: 'restore-occurrences',
      text: `with wanted as (
          select i.tenant_id, i.item_id, i.recurrence_id, nullif(i.before->'override', 'null') as o
          from device_deletion_item i
          join jsonb_to_recordset($3::jsonb) as w ("itemId" bigint, "recurrenceId" text)
            on w."itemId" = i.item_id and w."recurrenceId" = i.recurrence_id
          where i.tenant_id = $1 and i.deletion_id = $2
        ), dropped as (
          delete from appointment_override x using wanted w
          where w.o is null and x.tenant_id = w.tenant_id and x.appointment_id = w.item_id
            and x.recurrence_id = w.recurrence_id
        )
        update appointment_override x set cancelled = (w.o->>'cancelled')::boolean,
          changes = w.o->'changes', client_data = w.o->'clientData'
        from wanted w
        where w.o is not null and x.tenant_id = w.tenant_id and x.appointment_id = w.item_id
          and x.recurrence_id = w.recurrence_id`,
    },
    [tenantId, id, jsonb(items)],
  )
  for (const itemId of new Set(items.map((item) => item.itemId))) {
    await fillSeriesEnd(tx, { tenantId, id: itemId })
  }
}

/** Into the folder it was in; into the default one if that is gone. */
async function restoreFlags(...[tx, action, items]: Parameters<Restore>): Promise<void> {
  const { tenantId, id, accountId } = action
  await tx.query(
    {
      name: 'restore-flags',
      text: `insert into contact_sync (tenant_id, account_id, contact_id, collection_id)
        select i.tenant_id, $4, i.item_id, c.id from device_deletion_item i
        left join collection c on c.tenant_id = i.tenant_id and c.account_id = $4
          and c.kind = 'contacts' and c.id = (i.before->>'homeId')::bigint
        where ${OF_ITEM} on conflict do nothing`,
    },
    [tenantId, id, items.map(({ itemId }) => itemId), accountId],
  )
}

async function markRestored(
  tx: Sql,
  { tenantId, id }: Key,
  { items, now }: { items: readonly DeletedItem[]; now: Date },
): Promise<void> {
  await tx.query(
    {
      name: 'mark-restored',
      text: `update device_deletion_item i set restored_at = $4
        from jsonb_to_recordset($3::jsonb) as w ("itemId" bigint, "recurrenceId" text)
        where i.tenant_id = $1 and i.deletion_id = $2 and i.item_id = w."itemId"
          and i.recurrence_id = w."recurrenceId"`,
    },
    [tenantId, id, jsonb(items), now],
  )
  await tx.query(
    {
      name: 'mark-undone',
      text: `update device_deletion set undone_at = coalesce(undone_at, $3)
        where tenant_id = $1 and id = $2`,
    },
    [tenantId, id, now],
  )
}
