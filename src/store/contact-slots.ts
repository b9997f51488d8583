import type { Sql } from './database.js'
import { type Id, type NumberKind, SYNC_SLOTS, type SyncSlot } from './model.js'

const KIND_OF_SLOT = new Map<string, NumberKind>(
  Object.entries(SYNC_SLOTS).flatMap(([kind, slots]) =>
    slots.map((slot): [string, NumberKind] => [slot, kind as NumberKind]),
  ),
)

/** Type given to a number that a device brought, in the application's words. */
const TYPE_OF_SLOT: Partial<Record<SyncSlot, string>> = {
  home: 'private',
  home2: 'private',
  mobile: 'mobile',
  business: 'office',
  business2: 'office',
  'home-fax': 'private',
  'business-fax': 'office',
}

const FREE_SLOT = {
  name: 'free-slot',
  text: `update contact_number set sync_slot = null
    where tenant_id = $1 and contact_id = $2 and sync_slot = $3`,
}

const GIVE_SLOT = {
  name: 'give-slot',
  text: `update contact_number set sync_slot = $4
    where tenant_id = $1 and id = (
      select n.id from contact_number n
      where n.tenant_id = $1 and n.contact_id = $2 and n.kind = $3 and n.value = $5
      order by (n.sync_slot is null) desc, n.id limit 1)
    returning id`,
}

const ADD_NUMBER = {
  name: 'add-number-with-slot',
  text: `insert into contact_number (tenant_id, contact_id, kind, sync_slot, value, type)
    values ($1, $2, $3, $4, $5, $6)`,
}

/**
 * A device's numbers: a changed one becomes a new row with the slot while the old row stays
 * without it (R-ONO-161), a value the contact already has only gets the slot, and an emptied slot
 * takes its number out of the sync (R-ONO-162). Slots that move between rows are freed first.
 */
export async function changeSlots(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  slots: Partial<Record<SyncSlot, string | null>>,
): Promise<void> {
  const changes = Object.entries(slots)
  for (const [slot] of changes) await sql.query(FREE_SLOT, [key.tenantId, key.id, slot])
  for (const [slot, value] of changes) {
    const kind = KIND_OF_SLOT.get(slot)
    if (kind === undefined || value === null || value === undefined || value === '') continue
    const given = await sql.query(GIVE_SLOT, [key.tenantId, key.id, kind, slot, value])
    if (given.length > 0) continue
    const type = TYPE_OF_SLOT[slot as SyncSlot] ?? ''
    await sql.query(ADD_NUMBER, [key.tenantId, key.id, kind, slot, value, type])
  }
}
