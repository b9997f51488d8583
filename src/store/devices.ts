import type { Sql, Statement } from './database.js'
import type { Id } from './model.js'

/** A device row by its key. */
export type DeviceRef = { tenantId: Id; deviceId: Id }

/** What FolderSync told a device last, and the time before. */
export type FolderState<Folder> = {
  folder_key: string | null
  previous_folder_key: string | null
  folders: Folder[]
  previous_folders: Folder[]
}

const LOAD_FOLDER_STATE: Statement = {
  name: 'load-folder-state',
  text: `
select folder_key, previous_folder_key, folders, previous_folders
from device where tenant_id = $1 and id = $2`,
}

/** Null when the device row is gone. */
export async function loadFolderState<Folder>(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
): Promise<FolderState<Folder> | null> {
  const [row] = await sql.query<FolderState<Folder>>(LOAD_FOLDER_STATE, [tenantId, deviceId])
  return row ?? null
}

/** One statement, so that the list told and the states it ends change together or not at all. */
const TELL_FOLDERS: Statement = {
  name: 'tell-folders',
  text: `
with told as (
  update device
  set previous_folder_key = folder_key, previous_folders = folders,
    folder_key = $4, folders = $5::jsonb
  where tenant_id = $1 and id = $2 and folder_key is not distinct from $3
  returning tenant_id, id
), states as (
  delete from sync_state s using told
  where s.tenant_id = told.tenant_id and s.device_id = told.id and s.folder_id = any ($6::text[])
), client_ids as (
  delete from sync_client_id c using told
  where c.tenant_id = told.tenant_id and c.device_id = told.id and c.folder_id = any ($6::text[])
)
select id from told`,
}

/**
 * Records the list a device is told under `key`, and forgets the sync states of the folders that
 * leave it (R-ONO-12, 61). False if its list is no longer the one under `from`: nothing is changed.
 */
export async function tellFolders<Folder>(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  told: { from: string | null; key: string; folders: Folder[]; leaving: string[] },
): Promise<boolean> {
  const folders = JSON.stringify(told.folders)
  const values = [tenantId, deviceId, told.from, told.key, folders, told.leaving]
  return (await sql.query(TELL_FOLDERS, values)).length > 0
}

const OFFER_POLICY: Statement = {
  name: 'offer-policy',
  text: `
update device
set pending_policy_key = case
    when policy_key is null and pending_policy_version is not distinct from $5
      then coalesce(pending_policy_key, $3)
    else $3 end,
  pending_policy_version = $5,
  policy_key = null,
  information = information || $4::jsonb
where tenant_id = $1 and id = $2
returning pending_policy_key`,
}

/**
 * First phase of provisioning: gives the device `candidate` as its temporary key, or the one it
 * was given before for the same policy and did not acknowledge (its answer may have been lost).
 */
export async function offerPolicy(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  offer: {
    candidate: number
    information: Record<string, string>
    /** Of the policy that is enforced; null: none is. */
    policyVersion: number | null
  },
): Promise<number> {
  const { candidate, information, policyVersion } = offer
  const values = [tenantId, deviceId, candidate, JSON.stringify(information), policyVersion]
  const [row] = await sql.query<{ pending_policy_key: number }>(OFFER_POLICY, values)
  return row?.pending_policy_key ?? candidate
}

const ACKNOWLEDGE_POLICY: Statement = {
  name: 'acknowledge-policy',
  text: `
update device
set policy_key = coalesce(policy_key, $4), policy_version = pending_policy_version
where tenant_id = $1 and id = $2 and pending_policy_key = $3
returning policy_key`,
}

/**
 * Second phase: the final key for the temporary one, `candidate` if it has none yet; the same
 * again for a repeated request. Null when `temporary` is not the key that was offered last.
 */
export async function acknowledgePolicy(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  keys: { temporary: number; candidate: number },
): Promise<number | null> {
  const values = [tenantId, deviceId, keys.temporary, keys.candidate]
  const [row] = await sql.query<{ policy_key: number }>(ACKNOWLEDGE_POLICY, values)
  return row?.policy_key ?? null
}

const HAS_INFORMATION: Statement = {
  name: 'device-has-information',
  text: `select information <> '{}' as known from device where tenant_id = $1 and id = $2`,
}

/** True if the device ever said what it is. */
export async function hasInformation(sql: Sql, device: DeviceRef): Promise<boolean> {
  const values = [device.tenantId, device.deviceId]
  const [row] = await sql.query<{ known: boolean }>(HAS_INFORMATION, values)
  return row?.known ?? false
}

const STORE_INFORMATION: Statement = {
  name: 'store-device-information',
  text: `
update device set information = information || $3::jsonb
where tenant_id = $1 and id = $2 and not information @> $3::jsonb`,
}

/** Lays these fields over what is known of the device; writes nothing when nothing changes. */
export async function storeInformation(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  information: Record<string, string>,
): Promise<void> {
  await sql.query(STORE_INFORMATION, [tenantId, deviceId, JSON.stringify(information)])
}

const STORE_SYNC_REQUEST: Statement = {
  name: 'store-sync-request',
  text: 'update device set sync_request = $3::jsonb where tenant_id = $1 and id = $2',
}

/** What an empty Sync goes on with (MS-ASCMD, Empty Sync Request). */
export async function storeSyncRequest(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  request: unknown,
): Promise<void> {
  await sql.query(STORE_SYNC_REQUEST, [tenantId, deviceId, JSON.stringify(request)])
}

const STORE_PING_REQUEST: Statement = {
  name: 'store-ping-request',
  text: 'update device set ping_request = $3::jsonb where tenant_id = $1 and id = $2',
}

/** What a Ping without a body repeats (MS-ASCMD, Ping). */
export async function storePingRequest(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  request: unknown,
): Promise<void> {
  await sql.query(STORE_PING_REQUEST, [tenantId, deviceId, JSON.stringify(request)])
}
