import { createAppointment, loadAppointments, updateAppointment } from './appointments.js'
import { createContact, loadContacts, updateContact } from './contacts.js'
import type { Sql } from './database.js'
import type { Id, ItemKind, ItemOf, PatchOf } from './model.js'
import { createNote, loadNotes, updateNote } from './notes.js'
import { createTask, loadTasks, updateTask } from './tasks.js'

type ItemStore<K extends ItemKind> = {
  load(sql: Sql, tenantId: Id, ids: readonly Id[]): Promise<ItemOf<K>[]>
  create(sql: Sql, tenantId: Id, patch: PatchOf<K>): Promise<Id>
  update(sql: Sql, tenantId: Id, change: { id: Id; patch: PatchOf<K> }): Promise<void>
}

const STORES: { [K in ItemKind]: ItemStore<K> } = {
  appointment: { load: loadAppointments, create: createAppointment, update: updateAppointment },
  task: { load: loadTasks, create: createTask, update: updateTask },
  contact: { load: loadContacts, create: createContact, update: updateContact },
  note: { load: loadNotes, create: createNote, update: updateNote },
}

/** The items with these ids, in no order; unknown ids are left out. */
export function loadItems<K extends ItemKind>(
  sql: Sql,
  kind: K,
  key: { tenantId: Id; ids: readonly Id[] },
): Promise<ItemOf<K>[]> {
  return STORES[kind].load(sql, key.tenantId, key.ids)
}

export function createItem<K extends ItemKind>(
  sql: Sql,
  kind: K,
  key: { tenantId: Id; patch: PatchOf<K> },
): Promise<Id> {
  return STORES[kind].create(sql, key.tenantId, key.patch)
}

/** An absent key of the patch leaves its field alone; fields without a patch key are untouched. */
export function updateItem<K extends ItemKind>(
  sql: Sql,
  kind: K,
  key: { tenantId: Id; id: Id; patch: PatchOf<K> },
): Promise<void> {
  return STORES[kind].update(sql, key.tenantId, { id: key.id, patch: key.patch })
}
