import { deleteFolders } from '../../store/user-folders.js'
import type { Command, CommandContext } from '../command.js'
import {
  changeFolders,
  type FolderAnswer,
  type FolderChange,
  FolderStatus,
  mayChangeFolders,
  refused,
  writeFolderAnswer,
} from '../folder-changes.js'
import { collectionOf, isWithin } from '../folders.js'
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

function deletion(serverId: string, { session, device }: CommandContext): FolderChange {
  const isIt = (folder: { serverId: string }) => folder.serverId === serverId
  return {
    did(before, after) {
      return before.some(isIt) && !after.some(isIt) ? serverId : null
    },

    async run({ tx, source, folders, told }) {
      const folder = folders.find(isIt)
      // Another device was first: what this one wants is so.
      if (!folder && told.some(isIt)) return { status: FolderStatus.Success, serverId }
      if (!folder) return refused(FolderStatus.NotFound)
      if (!folder.userMade || !mayChangeFolders(source)) return refused(FolderStatus.Special)
      // The device hears of those below by its next FolderSync: it may know itself, or not.
      const ids = folders
        .filter((one) => isWithin(folders, one.serverId, serverId))
        .flatMap((one) => collectionOf(one, source)?.id ?? [])
      const { tenant, account } = session
      const owner = { tenantId: tenant.id, name: account.name, device: device.device_id }
      await deleteFolders(tx, owner, ids)
      return { status: FolderStatus.Success, serverId }
    },
  }
}
