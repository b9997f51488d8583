import { unflagContact } from '../../store/contacts.js'
import type { Sql } from '../../store/database.js'
import type { Deletion } from '../../store/device-deletions.js'
import { updateItem } from '../../store/items.js'
import type { Appointment, ItemKind, ItemOf, Note, Override, Task } from '../../store/model.js'
import { movedAway } from './place-item.js'
import type { Scope } from './scope.js'

/**
 * R-ONO-105, 120, 166: appointments, tasks and notes are cancelled, a contact leaves this account's sync;
 * nothing is destroyed. What it was before, or nothing if it was deleted already.
 */
export async function deleteWhole(
  tx: Sql,
  scope: Scope,
  item: ItemOf<ItemKind>,
): Promise<Deletion[]> {
  const { kind, ref, accountId, merged, homeId } = scope
  const { tenantId } = ref
  const whole = { itemId: item.id, recurrenceId: '' }
  if (kind === 'contact') {
    const flag = { accountId, contactId: item.id, homeId }
    const was = await unflagContact(tx, tenantId, { ...flag, anyHome: merged })
    return was ? [{ ...whole, before: { synced: true, homeId: was.homeId } }] : []
  }
  if (movedAway(item as Appointment | Task | Note, scope)) return []
  const patch = { status: 'cancelled' } as const
  await updateItem(tx, kind, { tenantId, id: item.id, patch })
  const { status } = item as Appointment | Task | Note
  return status === 'cancelled' ? [] : [{ ...whole, before: { status } }]
}

/** What one occurrence was before `override` cancelled it, or nothing if it was cancelled already. */
export function deletionOf(series: Appointment, { recurrenceId }: Override): Deletion[] {
  const found = series.overrides.find((one) => one.recurrenceId === recurrenceId)
  if (found?.cancelled) return []
  const override = found ?? null
  return [{ itemId: series.id, recurrenceId, before: { override } }]
}
