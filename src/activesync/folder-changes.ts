import type { Sql } from '../store/database.js'
import { type DeviceRef, type FolderState, tellFolders } from '../store/devices.js'
import { ruleSet } from '../store/rule-set.js'
import { loadCollections, lockFolderLists } from '../store/user-folders.js'
import type { CommandContext } from './command.js'
import { changesBetween, countOf } from './folder-diff.js'
import {
  type Folder,
  type FolderSource,
  folderKeyOf,
  foldersFor,
  type ToldFolder,
  toldFolders,
} from './folders.js'
import { type Element, element, type Tag } from './wbxml/element.js'

/** MS-ASCMD, Status (FolderCreate, FolderDelete, FolderUpdate). */
export const FolderStatus = {
  Success: 1,
  /** FolderCreate, FolderUpdate: the name is taken; FolderUpdate: a default folder. */
  Exists: 2,
  /** A folder that clients can't change; FolderCreate: a place where they can't make one. */
  Special: 3,
  NotFound: 4,
  ParentNotFound: 5,
  InvalidSyncKey: 9,
  InvalidRequest: 10,
  UnknownError: 11,
} as const
export type FolderStatus = (typeof FolderStatus)[keyof typeof FolderStatus]
type Failure = Exclude<FolderStatus, typeof FolderStatus.Success>

/** Done with the folder of this ServerId, or refused. */
export type FolderOutcome =
  | { status: typeof FolderStatus.Success; serverId: string }
  | { status: Failure }

export type FolderAnswer =
  | { status: typeof FolderStatus.Success; serverId: string; key: string }
  | { status: Failure }

/** The account's folders within the transaction that changes them. */
export type FolderTurn = {
  tx: Sql
  source: FolderSource
  folders: readonly Folder[]
  /** What the device holds. */
  told: readonly ToldFolder[]
  /** What is done once all of it is committed. */
  afterCommit: (() => void)[]
}

export type FolderChange = {
  run(turn: FolderTurn): Promise<FolderOutcome>
  /** ServerId of what this very request did already, between these two lists; null if it did not. */
  did(before: readonly ToldFolder[], after: readonly ToldFolder[]): string | null
}

const MAX_KEY_LENGTH = 64
const ROOT = '0'

export function refused(status: Failure): { status: Failure } {
  return { status }
}

/** Whether the tenant's rules let users make folders of their own. */
export function mayChangeFolders({ tenant }: FolderSource): boolean {
  return ruleSet(tenant.rule_set, tenant.rule_settings).userFolders
}

/**
 * Changes the list of folders, and in the same transaction what the device knows of it: the new key
 * stands for its list with this change and no other, so that what others changed meanwhile comes with
 * its next FolderSync. With the key before, the answer got lost: the same one again.
 */
export async function changeFolders(
  context: CommandContext,
  key: string,
  change: FolderChange,
): Promise<FolderAnswer> {
  if (key.length > MAX_KEY_LENGTH) return refused(FolderStatus.InvalidSyncKey)
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id, accountId: session.account.id }
  let afterCommit: FolderTurn['afterCommit'] = []
  const answer = await app.database.transact(async (tx): Promise<FolderAnswer> => {
    afterCommit = []
    const lists = await lockFolderLists<ToldFolder>(tx, ref)
    if (!lists || key !== lists.folder_key) {
      return (lists && repeated(lists, key, change)) ?? refused(FolderStatus.InvalidSyncKey)
    }
    const source = { ...session, collections: lists.collections }
    const folders = foldersFor(context, lists.collections)
    const outcome = await change.run({ tx, source, folders, told: lists.folders, afterCommit })
    if (outcome.status !== FolderStatus.Success) return outcome
    const { serverId } = outcome
    const now = toldFolders(foldersFor(context, await loadCollections(tx, ref)))
    const told = withChange(lists.folders, now, serverId)
    return { status: 1, serverId, key: await tell(tx, ref, { from: key, told, serverId, now }) }
  })
  for (const act of afterCommit) act()
  return answer
}

/** The answer again, if with this key the very same request led to the list of now, and no other. */
function repeated(
  lists: FolderState<ToldFolder>,
  key: string,
  change: FolderChange,
): FolderAnswer | null {
  const { folder_key: now, previous_folder_key: before, folders, previous_folders: old } = lists
  if (now === null || key !== before || countOf(changesBetween(old, folders)) !== 1) return null
  const serverId = change.did(old, folders)
  return serverId === null ? null : { status: FolderStatus.Success, serverId, key: now }
}

/** What the device holds with the one folder as it is now. In the order of all, which keys depend on. */
function withChange(
  before: readonly ToldFolder[],
  now: readonly ToldFolder[],
  serverId: string,
): ToldFolder[] {
  const old = new Map(before.map((folder) => [folder.serverId, folder]))
  const there = new Set(now.map((folder) => folder.serverId))
  const kept = now.flatMap((folder) =>
    folder.serverId === serverId ? folder : (old.get(folder.serverId) ?? []),
  )
  const gone = before.filter((one) => !there.has(one.serverId) && one.serverId !== serverId)
  return [...kept, ...gone]
}

async function tell(
  tx: Sql,
  ref: DeviceRef & { accountId: number },
  change: { from: string; told: ToldFolder[]; serverId: string; now: readonly ToldFolder[] },
): Promise<string> {
  const { from, told: folders, serverId, now } = change
  const key = folderKeyOf(ref.deviceId, folders)
  const leaving = now.some((folder) => folder.serverId === serverId) ? [] : [serverId]
  if (key !== from) await tellFolders(tx, ref, { from, key, folders, leaving })
  return key
}

/** MS-ASCMD, DisplayName: 1 to 256 characters; none that a list can't show. */
export function isFolderName(name: string | undefined): name is string {
  if (!name || name.trim() === '') return false
  return [...name].length <= 256 && !/[\p{Cc}\p{Cs}]/u.test(name)
}

export function hasParent(folders: readonly Folder[], parentId: string): boolean {
  return parentId === ROOT || folders.some((folder) => folder.serverId === parentId)
}

/** MS-ASCMD, DisplayName (FolderSync): unique within a folder; clients ignore case. */
export function isTaken(
  folders: readonly Folder[],
  { parentId, displayName }: Pick<ToldFolder, 'parentId' | 'displayName'>,
): boolean {
  const wanted = comparable(displayName)
  return folders.some(
    (folder) => folder.parentId === parentId && comparable(folder.displayName) === wanted,
  )
}

const comparable = (name: string) => name.normalize('NFC').trim().toLowerCase()

/** As it is stored. */
export function parentColumn(parentId: string): string | null {
  return parentId === ROOT ? null : parentId
}

/** MS-ASCMD: no SyncKey and no ServerId in the answer to what failed. */
export function writeFolderAnswer(tag: Tag, answer: FolderAnswer, withId = false): Element {
  return element(tag, [
    element('FolderHierarchy:Status', answer.status),
    'key' in answer ? element('FolderHierarchy:SyncKey', answer.key) : null,
    'key' in answer && withId ? element('FolderHierarchy:ServerId', answer.serverId) : null,
  ])
}
