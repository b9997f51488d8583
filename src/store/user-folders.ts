import { insertRow, updateRow } from './columns.js'
import type { Sql, Statement } from './database.js'
import type { Deletion } from './device-deletions.js'
import type { DeviceRef, FolderState } from './devices.js'
import type { Id } from './model.js'
import type { SessionCollection } from './session.js'

/** The lists of folders that one change is about: the account's, and what a device was told of it. */
export type FolderLists<Folder> = FolderState<Folder> & { collections: SessionCollection[] }

type ListRef = DeviceRef & { accountId: Id }

const LOCK_ACCOUNT: Statement = {
  name: 'lock-folders-of-account',
  text: 'select id from account where tenant_id = $1 and id = $2 for no key update',
}

const LOCK_DEVICE: Statement = {
  name: 'lock-folders-of-device',
  text: `select folder_key, previous_folder_key, folders, previous_folders
    from device where tenant_id = $1 and id = $2 for no key update`,
}

const COLLECTIONS: Statement = {
  name: 'folders-of-account',
  text: `select c.id, c.kind, c.revision, null::text as resource_name, c.name, c.parent_folder,
      c.merged_id, m.revision as merged_revision
    from collection c
    left join collection m on m.tenant_id = c.tenant_id and m.id = c.merged_id
    where c.tenant_id = $1 and c.account_id = $2`,
}

/**
 * Locks an account's list of folders, so that changes of it come one after the other, and reads it
 * and what the device was told. Null when the device is gone.
 */
export async function lockFolderLists<Folder>(
  tx: Sql,
  { tenantId, accountId, deviceId }: ListRef,
): Promise<FolderLists<Folder> | null> {
  await tx.query(LOCK_ACCOUNT, [tenantId, accountId])
  const [told] = await tx.query<FolderState<Folder>>(LOCK_DEVICE, [tenantId, deviceId])
  return told ? { ...told, collections: await loadCollections(tx, { tenantId, accountId }) } : null
}

export async function loadCollections(
  sql: Sql,
  { tenantId, accountId }: { tenantId: Id; accountId: Id },
): Promise<SessionCollection[]> {
  return await sql.query<SessionCollection>(COLLECTIONS, [tenantId, accountId])
}

export type FolderFields = Pick<SessionCollection, 'kind' | 'name' | 'parent_folder'>

export async function createFolder(
  tx: Sql,
  account: { tenantId: Id; accountId: Id },
  fields: FolderFields,
): Promise<Id> {
  const { tenantId, accountId } = account
  return await insertRow(tx, 'collection', {
    ...{ tenant_id: tenantId, account_id: accountId },
    ...fields,
  })
}

/** Renames and moves a folder. */
export async function changeFolder(
  tx: Sql,
  key: { tenantId: Id; id: Id },
  fields: Pick<FolderFields, 'name' | 'parent_folder'>,
): Promise<void> {
  await updateRow(tx, 'collection', { ...key, columns: fields })
}

/** As a Sync has them: the states first, then items, then collections; so neither waits in a circle. */
const LOCK_STATES: Statement = {
  name: 'lock-states-of-folders',
  text: `select device_id from sync_state where tenant_id = $1 and collection_id = any($2)
    order by device_id, folder_id for update`,
}

const cancel = (table: 'appointment' | 'task' | 'note'): Statement => ({
  name: `cancel-in-folders-${table}`,
  text: `
with was as (
  select id, status, collection_id from ${table}
  where tenant_id = $1 and collection_id = any($2) and status <> 'cancelled' order by id for update
), gone as (
  update ${table} i set status = 'cancelled', collection_id = null
  from was where i.tenant_id = $1 and i.id = was.id
)
select id, status, collection_id as home from was order by id`,
})
const CANCEL_APPOINTMENTS = cancel('appointment')
const CANCEL_TASKS = cancel('task')
const CANCEL_NOTES = cancel('note')

const UNFLAG_CONTACTS: Statement = {
  name: 'unflag-in-folders',
  text: `delete from contact_sync where tenant_id = $1 and collection_id = any($2)
    returning contact_id as id, collection_id as home`,
}

const DELETE_FOLDERS: Statement = {
  name: 'delete-folders',
  text: `delete from collection where tenant_id = $1 and id = any($2)
    returning id, kind, name, parent_folder`,
}

type Cancelled = { id: Id; status: string; home: Id }
type Unflagged = { id: Id; home: Id }

export type DeletedFolder = FolderFields & {
  id: Id
  /** What lay in it, as a device's Delete of each would be recorded. */
  deletions: Deletion[]
}

/**
 * Deletes user-made folders with what lies in them, as a device's Delete of each item (R-ONO-105,
 * 120, 166): appointments, tasks and notes are cancelled, contacts leave the account's sync; nothing is
 * destroyed.
 */
export async function deleteFolders(
  tx: Sql,
  tenantId: Id,
  ids: readonly Id[],
): Promise<DeletedFolder[]> {
  const key = [tenantId, ids]
  await tx.query(LOCK_STATES, key)
  const appointments = await tx.query<Cancelled>(CANCEL_APPOINTMENTS, key)
  const tasks = await tx.query<Cancelled>(CANCEL_TASKS, key)
  const notes = await tx.query<Cancelled>(CANCEL_NOTES, key)
  const contacts = await tx.query<Unflagged>(UNFLAG_CONTACTS, key)
  const folders = await tx.query<FolderFields & { id: Id }>(DELETE_FOLDERS, key)
  const deletions = new Map(folders.map(({ id }) => [id, [] as Deletion[]]))
  for (const { id, status, home } of [...appointments, ...tasks, ...notes]) {
    deletions.get(home)?.push({ itemId: id, recurrenceId: '', before: { status } })
  }
  for (const { id, home } of contacts) {
    const before = { synced: true, homeId: home } as const
    deletions.get(home)?.push({ itemId: id, recurrenceId: '', before })
  }
  return folders.map((folder) => ({ ...folder, deletions: deletions.get(folder.id) ?? [] }))
}
