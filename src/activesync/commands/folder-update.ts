import { changeFolder } from '../../store/user-folders.js'
import type { Command, CommandContext } from '../command.js'
import {
  changeFolders,
  type FolderAnswer,
  type FolderChange,
  FolderStatus,
  hasParent,
  isFolderName,
  isTaken,
  mayChangeFolders,
  parentColumn,
  refused,
  writeFolderAnswer,
} from '../folder-changes.js'
import { collectionOf, isWithin, type ToldFolder } from '../folders.js'
import { childOf, type Element, textOf } from '../wbxml/element.js'

/** MS-ASCMD, FolderUpdate: renames a folder, or puts it under another one. */
export const folderUpdate: Command = {
  name: 'FolderUpdate',

  async handle(root, context) {
    const answer = await answerTo(root, context)
    context.note({ status: answer.status })
    return writeFolderAnswer('FolderHierarchy:FolderUpdate', answer)
  },
}

async function answerTo(root: Element | null, context: CommandContext): Promise<FolderAnswer> {
  const request = root?.tag === 'FolderHierarchy:FolderUpdate' ? root : null
  const key = textOf(request, 'FolderHierarchy:SyncKey')
  const serverId = textOf(request, 'FolderHierarchy:ServerId')
  const parentId = textOf(request, 'FolderHierarchy:ParentId')
  const displayName = textOf(request, 'FolderHierarchy:DisplayName')
  // MS-ASCMD, FolderUpdate: a Status in the request is a fault of its own (R3102).
  const faulty = childOf(request, 'FolderHierarchy:Status') !== undefined
  if (faulty || !key || !serverId || !parentId || !isFolderName(displayName)) {
    return refused(FolderStatus.InvalidRequest)
  }
  return await changeFolders(context, key, update({ serverId, parentId, displayName }, context))
}

type Wanted = Omit<ToldFolder, 'type'>

function update(wanted: Wanted, { session }: CommandContext): FolderChange {
  const { serverId, parentId, displayName } = wanted
  return {
    did(before, after) {
      const there = (folder: ToldFolder) => folder.serverId === serverId
      const isDone = (folder: ToldFolder) =>
        there(folder) && folder.parentId === parentId && folder.displayName === displayName
      return before.some(there) && after.some(isDone) ? serverId : null
    },

    async run({ tx, source, folders }) {
      const folder = folders.find((one) => one.serverId === serverId)
      if (!folder) return refused(FolderStatus.NotFound)
      if (!folder.userMade) return refused(FolderStatus.Exists)
      const collection = collectionOf(folder, source)
      if (!collection || !mayChangeFolders(source)) return refused(FolderStatus.Special)
      if (!hasParent(folders, parentId)) return refused(FolderStatus.ParentNotFound)
      if (isWithin(folders, parentId, serverId)) return refused(FolderStatus.InvalidRequest)
      const others = folders.filter((one) => one !== folder)
      if (isTaken(others, wanted)) return refused(FolderStatus.Exists)
      const key = { tenantId: session.tenant.id, id: collection.id }
      const fields = { name: displayName, parent_folder: parentColumn(parentId) }
      await changeFolder(tx, key, fields)
      return { status: FolderStatus.Success, serverId }
    },
  }
}
