import { findAppointmentByUid } from '../../store/appointments.js'
import { noteDuplicates } from '../../store/contact-duplicates.js'
import { flagContact } from '../../store/contacts.js'
import type { Sql } from '../../store/database.js'
import { createItem, loadItems, updateItem } from '../../store/items.js'
import {
  type Appointment,
  type Id,
  type ItemKind,
  type ItemOf,
  type Note,
  OWNER_FIELD,
  type PatchOf,
  type Task,
} from '../../store/model.js'
import type { Scope } from './scope.js'

/**
 * Stores what a device adds, in the folder it adds it to; its id, and what was there. A UID that is
 * the account's already is an update of that item (field-guide §2.5), also when it was cancelled, as by
 * a Delete that the user takes back; the item moves to where it was added, if it is the account's own.
 * In a merged folder it stays where it lies.
 */
export async function placeItem(
  tx: Sql,
  scope: Scope,
  patch: PatchOf<ItemKind>,
): Promise<{ id: Id; before: ItemOf<ItemKind> | null }> {
  const { kind, ref, merged, homeId } = scope
  const twin = kind === 'appointment' ? await twinOf(tx, scope, patch) : null
  if (!twin) return { id: await createHere(tx, scope, patch), before: null }
  const { id, cancelled, own } = twin
  const key = { tenantId: ref.tenantId, ids: [id] }
  const [there] = cancelled ? [] : await loadItems(tx, kind, key)
  const revived = {
    ...(cancelled && { status: 'planned' }),
    ...patch,
    ...(own && !merged && { homeId }),
  } as PatchOf<typeof kind>
  await updateItem(tx, kind, { tenantId: ref.tenantId, id, patch: revived })
  return { id, before: there ?? null }
}

async function twinOf(tx: Sql, scope: Scope, patch: PatchOf<ItemKind>) {
  const { uid } = patch as { uid?: string }
  const { ref, accountId } = scope
  const homeId = scope.merged ? null : scope.homeId
  return uid ? await findAppointmentByUid(tx, ref.tenantId, { accountId, uid, homeId }) : null
}

async function createHere(tx: Sql, scope: Scope, patch: PatchOf<ItemKind>): Promise<Id> {
  const { kind, ref, accountId, homeId } = scope
  const { tenantId } = ref
  // A contact is in a folder for one account only: its flag has the home.
  const home = kind === 'contact' || homeId === null ? {} : { homeId }
  const whole = { [OWNER_FIELD[kind]]: accountId, ...home, ...patch } as PatchOf<typeof kind>
  const id = await createItem(tx, kind, { tenantId, patch: whole })
  if (kind !== 'contact') return id
  await flagContact(tx, tenantId, { accountId, contactId: id, homeId })
  await noteDuplicates(tx, tenantId, id)
  return id
}

/**
 * Whether the item left the folder in which a device deletes its copy, as when a client moves it by
 * an Add there and a Delete here: there it must stay.
 */
export function movedAway(item: Appointment | Task | Note, scope: Scope): boolean {
  const { accountId, homeId } = scope
  if (scope.merged) return false
  const owner = 'ownerId' in item ? item.ownerId : item.responsibleId
  const home = owner === accountId ? (item.homeId ?? null) : null
  return home !== homeId
}
