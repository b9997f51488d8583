import { writeAudit } from '../../store/audit.js'
import { KIND_OF_COLLECTION } from '../../store/model.js'
import { type DeletedFolder, deleteFolders } from '../../store/user-folders.js'
import type { Command, CommandContext } from '../command.js'
import {
  changeFolders,
  type FolderAnswer,
  type FolderChange,
  FolderStatus,
  type FolderTurn,
  mayChangeFolders,
  refused,
  writeFolderAnswer,
} from '../folder-changes.js'
import { collectionOf, isWithin, userFolderId } from '../folders.js'
import { keepDeletions } from '../sync/keep-deletions.js'
import { type Element, textOf } from '../wbxml/element.js'

/**
 * MS-ASCMD, FolderDelete: with the folders in it, and with what lies in them, as if each item were
 * deleted by itself.
 */
export const folderDelete: Command = {
  name: 'FolderDelete',

  async handle(root, context) {
    const answer = await answerTo(root, context)
    context.note({ status: answer.status })
    return writeFolderAnswer('FolderHierarchy:FolderDelete', answer)
  },
}

async function answerTo(root: Element | null, context: CommandContext): Promise<FolderAnswer> {
  const request = root?.tag === 'FolderHierarchy:FolderDelete' ? root : null
  const key = textOf(request, 'FolderHierarchy:SyncKey')
  const serverId = textOf(request, 'FolderHierarchy:ServerId')
  if (!key || !serverId) return refused(FolderStatus.InvalidRequest)
  return await changeFolders(context, key, deletion(serverId, context))
}

function deletion(serverId: string, context: CommandContext): FolderChange {
  const { session } = context
  const isIt = (folder: { serverId: string }) => folder.serverId === serverId
  return {
    did(before, after) {
      return before.some(isIt) && !after.some(isIt) ? serverId : null
    },

    async run(turn) {
      const { source, folders, told } = turn
      const folder = folders.find(isIt)
      // Another device was first: what this one wants is so.
      if (!folder && told.some(isIt)) return { status: FolderStatus.Success, serverId }
      if (!folder) return refused(FolderStatus.NotFound)
      if (!folder.userMade || !mayChangeFolders(source)) return refused(FolderStatus.Special)
      // The device hears of those below by its next FolderSync: it may know itself, or not.
      const ids = folders
        .filter((one) => isWithin(folders, one.serverId, serverId))
        .flatMap((one) => collectionOf(one, source)?.id ?? [])
      await keepDeleted(turn, context, await deleteFolders(turn.tx, session.tenant.id, ids))
      return { status: FolderStatus.Success, serverId }
    },
  }
}

/** R-ONO-170: the folders are in the audit, and what lay in each can be taken back. */
async function keepDeleted(
  { tx, afterCommit }: FolderTurn,
  context: CommandContext,
  deleted: readonly DeletedFolder[],
): Promise<void> {
  const { tenant, account } = context.session
  const device = context.device.device_id
  const folders = deleted.map(({ deletions, ...folder }) => {
    return { ...folder, items: deletions.length }
  })
  const entry = { tenantId: tenant.id, actor: `device ${device}`, subject: account.name }
  // `account.…`: goes with the name when the account is removed.
  await writeAudit(tx, { ...entry, action: 'account.folder-delete', details: { device, folders } })
  for (const { kind, id, deletions } of deleted) {
    if (kind === 'mail') continue
    const folderId = userFolderId({ kind, id })
    const ref = { tenantId: tenant.id, deviceId: context.device.id, folderId }
    const of = { kind: KIND_OF_COLLECTION[kind], accountId: account.id }
    await keepDeletions({ tx, ref, context, afterCommit }, of, { deleted: deletions })
  }
}
