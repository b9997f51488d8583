import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import { type ListedDevice, lockDevice, nameOfDevice } from './device-admin.js'
import type { CollectionKind } from './model.js'
import { quoted } from './names.js'
import { isPending } from './remote-wipes.js'
import { dropAllHeld } from './sync-items.js'
import { NEVER_GIVEN_KEY } from './sync-states.js'

/**
 * Forgets what a device has of one folder: its next Sync gets Status 3, and it fills afresh. Adds that
 * it sent and that were not acknowledged stay known, so that nothing is doubled. Calendars go all
 * together, since Android empties all of them on a Status 3 for one (field-guide §2.5). A parked Ping
 * tells it at once. Hands back the ServerIds of the folders that were reset.
 * @throws UserError for a folder that the device never synchronized
 */
export async function resetFolder(
  database: Database,
  device: ListedDevice,
  { folderId, actor }: { folderId: string; actor: string },
): Promise<string[]> {
  return await database.transact(async (tx) => {
    const current = await lockDevice(tx, device)
    const states = await lockStates(tx, current)
    const asked = states.find((state) => state.folderId === folderId)
    if (!asked) {
      throw new UserError(
        `Nothing was reset: ${nameOfDevice(current)} never synchronized a folder ${quoted(folderId)}.`,
      )
    }
    const calendars = states.filter(({ kind }) => kind === 'calendar')
    return await reset(tx, current, {
      folders: asked.kind === 'calendar' ? calendars : [asked],
      actor,
    })
  })
}

/**
 * The same for all folders that the device synchronized; none is no error. The list of folders stays,
 * as with SyncKey 0 of FolderSync: it stands for itself, and a Status 9 would help no client.
 */
export async function resetDevice(
  database: Database,
  device: ListedDevice,
  { actor }: { actor: string },
): Promise<string[]> {
  return await database.transact(async (tx) => {
    const current = await lockDevice(tx, device)
    return await reset(tx, current, { folders: await lockStates(tx, current), actor })
  })
}

type StateKind = { folderId: string; kind: CollectionKind }

/** Those with items, in order, so that no two resets wait for each other. */
async function lockStates(tx: Sql, { tenantId, id }: ListedDevice): Promise<StateKind[]> {
  return await tx.query<StateKind>(
    {
      name: 'lock-states-of-device',
      text: `select s.folder_id as "folderId", c.kind from sync_state s
        join collection c on c.tenant_id = s.tenant_id and c.id = s.collection_id
        where s.tenant_id = $1 and s.device_id = $2
        order by s.folder_id for update of s`,
    },
    [tenantId, id],
  )
}

async function reset(
  tx: Sql,
  device: ListedDevice,
  { folders, actor }: { folders: readonly StateKind[]; actor: string },
): Promise<string[]> {
  const { tenantId, id, deviceId, user } = device
  const ids = folders.map(({ folderId }) => folderId)
  for (const folderId of ids) await dropAllHeld(tx, { tenantId, deviceId: id, folderId })
  await tx.query(
    {
      name: 'reset-states',
      text: `update sync_state set ${NEVER_GIVEN_KEY}, changed_at = now()
        where tenant_id = $1 and device_id = $2 and folder_id = any($3)`,
    },
    [tenantId, id, ids],
  )
  await wakeAccount(tx, device)
  const details = { device: deviceId, folders: ids }
  await writeAudit(tx, { tenantId, actor, action: 'device.reset', subject: user, details })
  return ids
}

/** Item 0 of the account's collections, as for a new status (migration 013): parked requests look. */
async function wakeAccount(tx: Sql, { tenantId, accountId }: ListedDevice): Promise<void> {
  await tx.query(
    {
      name: 'wake-account',
      text: `insert into journal_touched (tenant_id, collection_id, item_id)
        select tenant_id, id, 0 from collection where tenant_id = $1 and account_id = $2
        on conflict do nothing`,
    },
    [tenantId, accountId],
  )
  const text = 'insert into journal_marker default values on conflict do nothing'
  await tx.query({ name: 'wake-account-marker', text })
}

/**
 * What is lost with a device beside what it holds: an order that it did not carry out yet, or that it
 * is kept out. It would come back as a new one, of which rules alone decide.
 */
export type LostByRemoval = 'wipe' | 'block'

export function lostByRemoval({ wipeState, status }: ListedDevice): LostByRemoval | null {
  if (isPending(wipeState)) return 'wipe'
  return status === 'allowed' ? null : 'block'
}

/**
 * Forgets a device with all that it holds. One that comes again is new: it is told the folders afresh,
 * and rules decide on it. What was deleted on it can still be brought back.
 * @param how.even also one whose wipe is under way, or that is kept out
 * @throws UserError when that would be lost, and was not said
 */
export async function removeDevice(
  database: Database,
  device: ListedDevice,
  { actor, even = false }: { actor: string; even?: boolean },
): Promise<void> {
  await database.transact(async (tx) => {
    const current = await lockDevice(tx, device)
    const lost = lostByRemoval(current)
    if (lost && !even) throw new UserError(refusalOf(current, lost))
    const { tenantId, id, deviceId, user: subject, status, statusBy, wipe, wipeState } = current
    await wakeAccount(tx, current)
    const text = 'delete from device where tenant_id = $1 and id = $2'
    await tx.query({ name: 'remove-device', text }, [tenantId, id])
    const details = {
      ...{ device: deviceId, status, statusBy },
      ...(wipe && { wipe, wipeState }),
    }
    await writeAudit(tx, { tenantId, actor, action: 'device.remove', subject, details })
  })
}

function refusalOf(device: ListedDevice, lost: LostByRemoval): string {
  const name = nameOfDevice(device)
  return lost === 'wipe'
    ? `A wipe of ${name} is ${device.wipeState}, not done: once removed, it would never get it.`
    : `Removed, ${name} would come back as a new one, which rules may let in: it is ${device.status} now.`
}
