import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import type { Database } from './database.js'
import { findDevice, type ListedDevice, lockDevice } from './device-admin.js'
import type { CollectionKind, Id } from './model.js'
import { quoted } from './names.js'
import type { SessionCollection } from './session.js'
import { loadCollections } from './user-folders.js'

/** A folder that a user made, other than for mails. */
type Made = Pick<SessionCollection, 'id'> & { kind: CollectionKind; name: string }

export type Merging = {
  /** Of which kinds the device shows one folder only; null = as its client needs it. */
  kinds: readonly CollectionKind[] | null
  /** Names of folders, of one kind or of several, that get what it adds; else the default ones do. */
  targets: readonly string[]
  actor: string
}

/**
 * Sets which folders a device shows. A parked Ping of it hears of that at once.
 * @throws UserError for a target that the user does not have, or has twice
 */
export async function setDeviceMerging(
  database: Database,
  device: ListedDevice,
  { kinds, targets, actor }: Merging,
): Promise<ListedDevice> {
  return await database.transact(async (tx) => {
    const { tenantId, id, user, accountId, deviceId } = await lockDevice(tx, device)
    const folders = (await loadCollections(tx, { tenantId, accountId })).filter(isMade)
    const ids = targets.flatMap((name) => targetsNamed(name, folders))
    const text = `update device set merged_kinds = $3, merge_targets = $4
      where tenant_id = $1 and id = $2`
    await tx.query({ name: 'set-device-merging', text }, [tenantId, id, kinds, ids])
    const details = { device: deviceId, kinds, targets }
    await writeAudit(tx, { tenantId, actor, action: 'device.merge', subject: user, details })
    return await findDevice(tx, { tenantId, accountId, deviceId })
  })
}

function isMade(collection: SessionCollection): collection is SessionCollection & Made {
  return collection.name !== null && collection.kind !== 'mail'
}

/** The folder of this name of each kind. */
function targetsNamed(name: string, folders: readonly Made[]): Id[] {
  const found = folders.filter((folder) => folder.name === name)
  if (found.length === 0) {
    const there = [...new Set(folders.map((folder) => quoted(folder.name)))].join(', ')
    throw new UserError(
      `The user has no folder ${quoted(name)}; made by the user are: ${there || 'none'}.`,
    )
  }
  if (new Set(found.map(({ kind }) => kind)).size < found.length) {
    throw new UserError(`The user has several folders ${quoted(name)} of one kind: rename one.`)
  }
  return found.map(({ id }) => id)
}
