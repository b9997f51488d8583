import { createHash } from 'node:crypto'
import type { CollectionKind, Id } from '../store/model.js'
import type { Session, SessionCollection } from '../store/sessions.js'

/** MS-ASCMD, Type (FolderSync): the folder types offered here. */
export const FolderType = {
  Inbox: 2,
  Drafts: 3,
  DeletedItems: 4,
  SentItems: 5,
  Outbox: 6,
  Tasks: 7,
  Calendar: 8,
  Contacts: 9,
  UserCalendar: 13,
} as const
export type FolderType = (typeof FolderType)[keyof typeof FolderType]

export type FolderClass = 'Calendar' | 'Contacts' | 'Tasks' | 'Email'

/** What FolderSync tells a device of one folder. */
export type ToldFolder = {
  /** Never changes, never starts with 0 or looks like a number (field-guide 2.5). */
  serverId: string
  parentId: string
  displayName: string
  type: number
}

export type Folder = ToldFolder & {
  className: FolderClass
  /** Null for the empty mail folders. */
  collectionId: Id | null
}

export type FolderOptions = { mailFolders: boolean }

type Language = 'de' | 'en'
type Names = Record<Language, string>

const ROOT = '0'

type KindRow = {
  prefix: string
  type: FolderType
  className: FolderClass
  switch: 'calendar_enabled' | 'contacts_enabled' | 'tasks_enabled'
  names: Names
}

/** The kinds of collection, in the order they are told. */
const KINDS: Record<CollectionKind, KindRow> = {
  calendar: {
    prefix: 'cal',
    type: FolderType.Calendar,
    className: 'Calendar',
    switch: 'calendar_enabled',
    names: { de: 'Kalender', en: 'Calendar' },
  },
  contacts: {
    prefix: 'contacts',
    type: FolderType.Contacts,
    className: 'Contacts',
    switch: 'contacts_enabled',
    names: { de: 'Kontakte', en: 'Contacts' },
  },
  tasks: {
    prefix: 'tasks',
    type: FolderType.Tasks,
    className: 'Tasks',
    switch: 'tasks_enabled',
    names: { de: 'Aufgaben', en: 'Tasks' },
  },
}
const KIND_ORDER = Object.keys(KINDS)

/** Always empty: some clients set no account up without all five (field-guide 1.1). */
const MAIL_FOLDERS: readonly { serverId: string; type: FolderType; names: Names }[] = [
  { serverId: 'mail-inbox', type: FolderType.Inbox, names: { de: 'Posteingang', en: 'Inbox' } },
  { serverId: 'mail-drafts', type: FolderType.Drafts, names: { de: 'Entwürfe', en: 'Drafts' } },
  {
    serverId: 'mail-deleted',
    type: FolderType.DeletedItems,
    names: { de: 'Gelöschte Elemente', en: 'Deleted Items' },
  },
  {
    serverId: 'mail-sent',
    type: FolderType.SentItems,
    names: { de: 'Gesendete Elemente', en: 'Sent Items' },
  },
  { serverId: 'mail-outbox', type: FolderType.Outbox, names: { de: 'Postausgang', en: 'Outbox' } },
]

/**
 * The folders of an account, in a fixed order: those of its switches and of its tenant's module,
 * then the empty mail folders if they are configured (R-ONO-01, 03, 12, 13).
 */
export function foldersOf(session: Session, options: FolderOptions): Folder[] {
  const language = session.account.language ?? session.tenant.language
  const own = session.tenant.module_enabled ? session.collections : []
  const folders = own
    .filter((collection) => session.account[KINDS[collection.kind].switch])
    .sort(inFolderOrder)
    .map((collection) => collectionFolder(collection, language))
  return options.mailFolders ? [...folders, ...mailFolders(language)] : folders
}

/**
 * The key that stands for this list on this device. Equal lists have equal keys, so that two
 * identical requests at once, or one repeated, can't leave the device with an unknown key.
 */
export function folderKeyOf(deviceId: Id, folders: readonly ToldFolder[]): string {
  const hash = createHash('sha256').update(`${deviceId}\n${JSON.stringify(toldFolders(folders))}`)
  return `f${hash.digest('hex').slice(0, 20)}`
}

/** Only what FolderSync tells, as it is kept on the device row. */
export function toldFolders(folders: readonly ToldFolder[]): ToldFolder[] {
  return folders.map(({ serverId, parentId, displayName, type }) => {
    return { serverId, parentId, displayName, type }
  })
}

function inFolderOrder(a: SessionCollection, b: SessionCollection): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || a.id - b.id
}

function collectionFolder(collection: SessionCollection, language: Language): Folder {
  const { prefix, type, className, names } = KINDS[collection.kind]
  const ofResource = collection.resource_name !== null
  return {
    serverId: `${prefix}-${collection.id}`,
    parentId: ROOT,
    displayName: collection.resource_name ?? names[language],
    type: ofResource ? FolderType.UserCalendar : type,
    className,
    collectionId: collection.id,
  }
}

function mailFolders(language: Language): Folder[] {
  return MAIL_FOLDERS.map(({ serverId, type, names }) => {
    const displayName = names[language]
    return { serverId, parentId: ROOT, displayName, type, className: 'Email', collectionId: null }
  })
}
