import { createHash } from 'node:crypto'
import { type CollectionKind, FOLDER_PREFIX, type Id } from '../store/model.js'
import { ruleSet } from '../store/rule-set.js'
import type { Session, SessionCollection } from '../store/session.js'
import type { CommandContext } from './command.js'
import { mergedKindsOf, targetOf } from './merged-folders.js'
import { atLeast, type ProtocolVersion } from './protocol-version.js'

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
  Notes: 10,
  UserMail: 12,
  UserCalendar: 13,
  UserContacts: 14,
  UserTasks: 15,
  UserNotes: 17,
} as const
export type FolderType = (typeof FolderType)[keyof typeof FolderType]

export type FolderClass = 'Calendar' | 'Contacts' | 'Tasks' | 'Notes' | 'Email'

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
  /** Holds what lies in all of the account's folders of its kind: the device shows only this one. */
  merged: boolean
  /** The user-made collection that an item lies in, or goes to; null = the account's default one. */
  homeId: Id | null
  /** Made by the user: can be renamed, moved and deleted. */
  userMade: boolean
}

export type FolderOptions = { mailFolders: boolean; version: ProtocolVersion }

type Language = 'de' | 'en'
type Names = Record<Language, string>

const ROOT = '0'

type KindRow = {
  type: FolderType
  /** Of a user-made folder. */
  userType: FolderType
  className: FolderClass
  switch: `${CollectionKind}_enabled`
  names: Names
}

/** The kinds of collection, in the order they are told. */
const KINDS: Record<CollectionKind, KindRow> = {
  calendar: {
    type: FolderType.Calendar,
    userType: FolderType.UserCalendar,
    className: 'Calendar',
    switch: 'calendar_enabled',
    names: { de: 'Kalender', en: 'Calendar' },
  },
  contacts: {
    type: FolderType.Contacts,
    userType: FolderType.UserContacts,
    className: 'Contacts',
    switch: 'contacts_enabled',
    names: { de: 'Kontakte', en: 'Contacts' },
  },
  tasks: {
    type: FolderType.Tasks,
    userType: FolderType.UserTasks,
    className: 'Tasks',
    switch: 'tasks_enabled',
    names: { de: 'Aufgaben', en: 'Tasks' },
  },
  notes: {
    type: FolderType.Notes,
    userType: FolderType.UserNotes,
    className: 'Notes',
    switch: 'notes_enabled',
    names: { de: 'Notizen', en: 'Notes' },
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

type FolderApp = Pick<CommandContext['app'], 'config'>

/** What decides on an account's folders. */
export type FolderSource = Pick<Session, 'tenant' | 'account' | 'device' | 'collections'>

/**
 * The folders of an account as its device shows them, in a fixed order: those of its switches and of
 * its tenant's module, then the empty mail folders if they are configured (R-ONO-01, 03, 12, 13), then
 * the user-made ones, but for kinds of which the device shows one folder only.
 */
function foldersOf(source: FolderSource, options: FolderOptions): Folder[] {
  const language = source.account.language ?? source.tenant.language
  const offered = source.collections.filter(({ kind }) => isOffered(kind, source, options))
  const folders = offered
    .filter(isDefault)
    .sort(inFolderOrder)
    .map((collection) => collectionFolder(collection, source, language))
  if (options.mailFolders) folders.push(...mailFolders[language])
  const hidden: readonly string[] = mergedKindsOf(source.device)
  const made = offered.filter((one) => !isDefault(one) && !hidden.includes(one.kind))
  return made.length === 0 ? folders : [...folders, ...userFolders(made, folders)]
}

/** The folders that the device of a request is told of, or those of a later look at its account. */
export function foldersFor(
  { session, app, version }: Pick<CommandContext, 'session' | 'version'> & { app: FolderApp },
  collections: SessionCollection[] = session.collections,
): readonly Folder[] {
  const { tenant, account, device } = session
  const { mailFolders } = app.config
  const last = listedLast.get(collections)
  if (
    last?.tenant === tenant &&
    last.account === account &&
    last.device === device &&
    last.version === version &&
    last.mailFolders === mailFolders
  ) {
    return last.folders
  }
  const source = { tenant, account, device, collections }
  const folders = foldersOf(source, { mailFolders, version })
  listedLast.set(collections, { tenant, account, device, version, mailFolders, folders })
  return folders
}

type Listed = FolderOptions & Omit<FolderSource, 'collections'> & { folders: readonly Folder[] }

/** What sessions hold never changes, so that the same parts of one have the same folders. */
const listedLast = new WeakMap<readonly SessionCollection[], Listed>()

/** Whether the account has folders of this kind at all (R-ONO-12, 13, 28). */
export function isOffered(
  kind: SessionCollection['kind'],
  { tenant, account }: FolderSource,
  options: FolderOptions,
): boolean {
  if (kind === 'mail') return options.mailFolders
  if (kind === 'notes' && !hasNotes(tenant, options)) return false
  return tenant.module_enabled && account[KINDS[kind].switch]
}

/** MS-ASNOTE: since 14.0; and only where the tenant's rules have them. */
export function hasNotes(
  { rule_set, rule_settings }: FolderSource['tenant'],
  { version }: Pick<FolderOptions, 'version'>,
): boolean {
  return atLeast(version, '14.0') && ruleSet(rule_set, rule_settings).notes
}

/** The collection of a user-made folder, which for a mail folder only has its name. */
export function collectionOf(
  { serverId, userMade }: Folder,
  { collections }: FolderSource,
): SessionCollection | undefined {
  return userMade ? collections.find((one) => userFolderId(one) === serverId) : undefined
}

/** Whether a folder is this one, or lies below it. */
export function isWithin(
  folders: readonly ToldFolder[],
  serverId: string,
  ancestor: string,
): boolean {
  const parents = new Map(folders.map((folder) => [folder.serverId, folder.parentId]))
  // Lists of folders have no circles (userFolders).
  for (let id: string | undefined = serverId; id !== undefined; id = parents.get(id)) {
    if (id === ancestor) return true
  }
  return false
}

/**
 * The key that stands for this list on this device. Equal lists have equal keys, so that two
 * identical requests at once, or one repeated, can't leave the device with an unknown key.
 */
export function folderKeyOf(deviceId: Id, folders: readonly ToldFolder[]): string {
  const last = keyedLast.get(folders)
  if (last?.deviceId === deviceId) return last.key
  const hash = createHash('sha256').update(`${deviceId}\n${JSON.stringify(toldFolders(folders))}`)
  const key = `f${hash.digest('hex').slice(0, 20)}`
  keyedLast.set(folders, { deviceId, key })
  return key
}

/** Lists of folders never change either. */
const keyedLast = new WeakMap<readonly ToldFolder[], { deviceId: Id; key: string }>()

/** Only what FolderSync tells, as it is kept on the device row. */
export function toldFolders(folders: readonly ToldFolder[]): ToldFolder[] {
  return folders.map(({ serverId, parentId, displayName, type }) => {
    return { serverId, parentId, displayName, type }
  })
}

type DefaultCollection = SessionCollection & { kind: CollectionKind }

function isDefault(collection: SessionCollection): collection is DefaultCollection {
  return collection.name === null
}

function inFolderOrder(a: DefaultCollection, b: DefaultCollection): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || a.id - b.id
}

/** Its ServerId is that of the default collection, whether or not it stands for others, too. */
function collectionFolder(
  collection: DefaultCollection,
  source: FolderSource,
  language: Language,
): Folder {
  const { type, className, names } = KINDS[collection.kind]
  const ofResource = collection.resource_name !== null
  const merged = !ofResource && mergedKindsOf(source.device).includes(collection.kind)
  return {
    serverId: `${FOLDER_PREFIX[collection.kind]}-${collection.id}`,
    parentId: ROOT,
    displayName: collection.resource_name ?? names[language],
    type: ofResource ? FolderType.UserCalendar : type,
    className,
    collectionId: (merged && collection.merged_id) || collection.id,
    merged,
    homeId: merged ? targetOf(collection.kind, source) : null,
    userMade: false,
  }
}

/** Of user-made folders: a collection's, or that of a mail folder, which has no items. */
export function userFolderId({ kind, id }: Pick<SessionCollection, 'kind' | 'id'>): string {
  return `${kind === 'mail' ? 'mail' : FOLDER_PREFIX[kind]}-${id}`
}

/**
 * The oldest first, but each behind its parent, since a client may drop what it cannot place. One
 * whose parent is not offered now stands at the top.
 */
function userFolders(made: readonly SessionCollection[], others: readonly Folder[]): Folder[] {
  const folders = [...made].sort((a, b) => a.id - b.id).map(userFolder)
  const known = new Set([...others, ...folders].map(({ serverId }) => serverId))
  const placed = new Set([ROOT, ...others.map(({ serverId }) => serverId)])
  const result: Folder[] = []
  let waiting = folders.map((one) => (known.has(one.parentId) ? one : { ...one, parentId: ROOT }))
  while (waiting.length > 0) {
    const ready = waiting.filter(({ parentId }) => placed.has(parentId))
    // A circle, which no command makes: all of it goes to the top.
    if (ready.length === 0) ready.push(...waiting.map((one) => ({ ...one, parentId: ROOT })))
    for (const { serverId } of ready) placed.add(serverId)
    result.push(...ready)
    waiting = waiting.filter(({ serverId }) => !placed.has(serverId))
  }
  return result
}

function userFolder(collection: SessionCollection): Folder {
  const { id, kind, name, parent_folder: parent } = collection
  const common = {
    serverId: userFolderId(collection),
    parentId: parent ?? ROOT,
    displayName: name ?? '',
    merged: false,
    userMade: true,
  }
  if (kind === 'mail') {
    const nothing = { collectionId: null, homeId: null }
    return { ...common, type: FolderType.UserMail, className: 'Email', ...nothing }
  }
  const { userType: type, className } = KINDS[kind]
  return { ...common, type, className, collectionId: id, homeId: id }
}

function listMailFolders(language: Language): Folder[] {
  return MAIL_FOLDERS.map(({ serverId, type, names }) => {
    const displayName = names[language]
    const told = { serverId, parentId: ROOT, displayName, type }
    const nothing = { collectionId: null, merged: false, homeId: null, userMade: false }
    return { ...told, className: 'Email', ...nothing }
  })
}

const mailFolders: Record<Language, readonly Folder[]> = {
  de: listMailFolders('de'),
  en: listMailFolders('en'),
}
