import { type DeviceRef, loadFolderState, tellFolders } from '../../store/devices.js'
import type { Command, CommandContext } from '../command.js'
import { changesBetween, countOf, type FolderChanges } from '../folder-diff.js'
import { folderKeyOf, foldersFor, type ToldFolder, toldFolders } from '../folders.js'
import { leaveLoop } from '../sync/tight-loop.js'
import { type Element, element, textOf } from '../wbxml/element.js'

/** MS-ASCMD, Status (FolderSync). Values from 101 up are shared: see common-status.ts. */
export const FolderSyncStatus = {
  Success: 1,
  ServerError: 6,
  InvalidSyncKey: 9,
  InvalidRequest: 10,
  UnknownError: 11,
  CodeUnknown: 12,
} as const
export type FolderSyncStatus = (typeof FolderSyncStatus)[keyof typeof FolderSyncStatus]

/** MS-ASCMD, SyncKey (FolderSync): asks for all folders. */
const INITIAL_KEY = '0'
const MAX_KEY_LENGTH = 64

/** More requests than this that each change the list under another one: something is wrong. */
const MAX_ATTEMPTS = 5

type Answer =
  | { status: typeof FolderSyncStatus.Success; key: string; changes: FolderChanges }
  | { status: Exclude<FolderSyncStatus, typeof FolderSyncStatus.Success> }

const NO_CHANGES: FolderChanges = { updated: [], deleted: [], added: [] }

/**
 * MS-ASCMD, FolderSync. Never touches the sync state of a folder that stays, not even for key 0,
 * which some clients send on any refresh (design: Sync state, rule 8).
 */
export const folderSync: Command = {
  name: 'FolderSync',

  async handle(root, context) {
    const key = textOf(root, 'FolderHierarchy:SyncKey')
    const answer = await answerTo(root?.tag === 'FolderHierarchy:FolderSync' ? key : '', context)
    if (answer.status === FolderSyncStatus.Success) leaveLoop(context.device.id)
    const count = answer.status === FolderSyncStatus.Success ? countOf(answer.changes) : 0
    context.note({ status: answer.status, folders: count })
    return writeAnswer(answer)
  },
}

async function answerTo(key: string | undefined, context: CommandContext): Promise<Answer> {
  if (!key) return { status: FolderSyncStatus.InvalidRequest }
  if (key.length > MAX_KEY_LENGTH) return { status: FolderSyncStatus.InvalidSyncKey }

  const { session, device } = context
  const folders = foldersFor(context)
  const nowKey = folderKeyOf(device.id, folders)
  if (key === nowKey && key === device.folder_key) {
    return { status: FolderSyncStatus.Success, key, changes: NO_CHANGES }
  }
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  return await changesSince(key, { context, ref, now: toldFolders(folders), nowKey })
}

type Task = { context: CommandContext; ref: DeviceRef; now: ToldFolder[]; nowKey: string }

async function changesSince(key: string, { context, ref, now, nowKey }: Task): Promise<Answer> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const state = await loadFolderState<ToldFolder>(context.app.database, ref)
    if (!state) return { status: FolderSyncStatus.InvalidSyncKey }
    const isCurrent = key === state.folder_key
    if (key !== INITIAL_KEY && !isCurrent) {
      const { folder_key, previous_folder_key } = state
      if (key !== previous_folder_key || !folder_key) {
        return { status: FolderSyncStatus.InvalidSyncKey }
      }
      // The answer to this key got lost, or the request came twice: the same answer again. What
      // happened since comes with the next key.
      return success(folder_key, changesBetween(state.previous_folders, state.folders))
    }
    const changes = changesBetween(isCurrent ? state.folders : [], now)
    if (state.folder_key === nowKey) return success(nowKey, changes)

    const { deleted: leaving } = changesBetween(state.folders, now)
    const told = { from: state.folder_key, key: nowKey, folders: now, leaving }
    if (await tellFolders(context.app.database, ref, told)) return success(nowKey, changes)
  }
  return { status: FolderSyncStatus.ServerError }
}

function success(key: string, changes: FolderChanges): Answer {
  return { status: FolderSyncStatus.Success, key, changes }
}

/** MS-ASCMD, FolderSync: the order of the response schema. */
function writeAnswer(answer: Answer): Element {
  const status = element('FolderHierarchy:Status', answer.status)
  if (answer.status !== FolderSyncStatus.Success) {
    return element('FolderHierarchy:FolderSync', [status])
  }
  const { updated, deleted, added } = answer.changes
  return element('FolderHierarchy:FolderSync', [
    status,
    element('FolderHierarchy:SyncKey', answer.key),
    element('FolderHierarchy:Changes', [
      element('FolderHierarchy:Count', countOf(answer.changes)),
      ...updated.map((folder) => element('FolderHierarchy:Update', writeFolder(folder))),
      ...deleted.map((serverId) =>
        element('FolderHierarchy:Delete', [element('FolderHierarchy:ServerId', serverId)]),
      ),
      ...added.map((folder) => element('FolderHierarchy:Add', writeFolder(folder))),
    ]),
  ])
}

function writeFolder(folder: ToldFolder): Element[] {
  return [
    element('FolderHierarchy:ServerId', folder.serverId),
    element('FolderHierarchy:ParentId', folder.parentId),
    element('FolderHierarchy:DisplayName', folder.displayName),
    element('FolderHierarchy:Type', folder.type),
  ]
}
