import { createFolder } from '../../store/user-folders.js'
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
import { FolderType, hasNotes, isOffered, type ToldFolder, userFolderId } from '../folders.js'
import { mergedKindsOf } from '../merged-folders.js'
import { type Element, textOf } from '../wbxml/element.js'

/** User-made folders of one account, at most. */
const MAX_FOLDERS = 100

/** MS-ASCMD, Type (FolderCreate): those that can be made here. */
const KINDS = {
  [FolderType.UserMail]: 'mail',
  [FolderType.UserCalendar]: 'calendar',
  [FolderType.UserContacts]: 'contacts',
  [FolderType.UserTasks]: 'tasks',
  [FolderType.UserNotes]: 'notes',
} as const
type UserType = keyof typeof KINDS
type Kind = (typeof KINDS)[UserType]

/** Folders of any mail and journals, which clients may ask for (MS-ASCMD, Type). */
const UNKNOWN_HERE = ['1', '16']

/** MS-ASCMD, FolderCreate. */
export const folderCreate: Command = {
  name: 'FolderCreate',

  async handle(root, context) {
    const answer = await answerTo(root, context)
    context.note({ status: answer.status })
    return writeFolderAnswer('FolderHierarchy:FolderCreate', answer, true)
  },
}

async function answerTo(root: Element | null, context: CommandContext): Promise<FolderAnswer> {
  const request = root?.tag === 'FolderHierarchy:FolderCreate' ? root : null
  const key = textOf(request, 'FolderHierarchy:SyncKey')
  const parentId = textOf(request, 'FolderHierarchy:ParentId')
  const displayName = textOf(request, 'FolderHierarchy:DisplayName')
  const type = textOf(request, 'FolderHierarchy:Type') ?? ''
  if (!key || !parentId || !isFolderName(displayName)) return refused(FolderStatus.InvalidRequest)
  if (isUnknownHere(type, context)) return refused(FolderStatus.UnknownError)
  if (!isUserType(type)) return refused(FolderStatus.InvalidRequest)
  const wanted = { parentId, displayName, type: Number(type) as UserType }
  if (!isAllowed(KINDS[wanted.type], context)) return refused(FolderStatus.Special)
  return await changeFolders(context, key, creation(wanted, context))
}

/** Where there are no notes (R-ONO-28), a folder of them is as unknown as one of journals. */
function isUnknownHere(type: string, { session, version }: CommandContext): boolean {
  if (type === String(FolderType.UserNotes)) return !hasNotes(session.tenant, { version })
  return UNKNOWN_HERE.includes(type)
}

/** A device that shows one folder of a kind would not see another one that it made. */
function isAllowed(kind: Kind, { session, device, app, version }: CommandContext): boolean {
  const offered = isOffered(kind, session, { ...app.config, version })
  if (!mayChangeFolders(session) || !offered) return false
  return kind === 'mail' || !mergedKindsOf(device).includes(kind)
}

function isUserType(type: string): boolean {
  return Object.hasOwn(KINDS, type)
}

type Wanted = Omit<ToldFolder, 'serverId'> & { type: UserType }

function creation(wanted: Wanted, { session }: CommandContext): FolderChange {
  const { parentId, displayName, type } = wanted
  return {
    did(before, after) {
      const old = new Set(before.map(({ serverId }) => serverId))
      const made = after.find((folder) => !old.has(folder.serverId) && isWanted(folder, wanted))
      return made?.serverId ?? null
    },

    async run({ tx, source, folders }) {
      if (!hasParent(folders, parentId)) return refused(FolderStatus.ParentNotFound)
      if (isTaken(folders, wanted)) return refused(FolderStatus.Exists)
      const made = source.collections.filter(({ name }) => name !== null)
      if (made.length >= MAX_FOLDERS) return refused(FolderStatus.UnknownError)
      const account = { tenantId: session.tenant.id, accountId: session.account.id }
      const kind = KINDS[type]
      const fields = { kind, name: displayName, parent_folder: parentColumn(parentId) }
      const id = await createFolder(tx, account, fields)
      return { status: FolderStatus.Success, serverId: userFolderId({ kind, id }) }
    },
  }
}

function isWanted(folder: ToldFolder, { parentId, displayName, type }: Wanted): boolean {
  return folder.parentId === parentId && folder.displayName === displayName && folder.type === type
}
