import { type Element, element, type Tag, textOf } from '../../src/activesync/wbxml/element.js'
import type { FolderKind, Phone } from '../support/phone.js'

/** FolderCreate, FolderUpdate and FolderDelete as a phone sends them. */

type Field = 'key' | 'serverId' | 'parentId' | 'displayName' | 'type' | 'status'
/** What is undefined is left out. */
export type FolderFields = { [field in Field]?: string | number | undefined }
export type FolderCommandName = 'FolderCreate' | 'FolderUpdate' | 'FolderDelete'
export type FolderCommandAnswer = { status: number; key?: string; serverId?: string }

/** In the order of the request schemas. */
const TAGS: [keyof FolderFields, Tag][] = [
  ['key', 'FolderHierarchy:SyncKey'],
  ['serverId', 'FolderHierarchy:ServerId'],
  ['parentId', 'FolderHierarchy:ParentId'],
  ['displayName', 'FolderHierarchy:DisplayName'],
  ['type', 'FolderHierarchy:Type'],
  ['status', 'FolderHierarchy:Status'],
]

/** Sends one request, with the key the phone holds unless another is given. */
export async function ask(
  phone: Phone,
  name: FolderCommandName,
  fields: FolderFields,
): Promise<FolderCommandAnswer> {
  const all: FolderFields = { key: phone.folderKey, ...fields }
  const children = TAGS.flatMap(([field, tag]): Element[] => {
    const value = all[field]
    return value === undefined ? [] : [element(tag, value)]
  })
  const { status, body } = await phone.client.command(
    name,
    element(`FolderHierarchy:${name}`, children),
  )
  expect(status).toBe(200)
  expect(body?.tag).toBe(`FolderHierarchy:${name}`)
  const key = textOf(body, 'FolderHierarchy:SyncKey')
  const serverId = textOf(body, 'FolderHierarchy:ServerId')
  return {
    status: Number(textOf(body, 'FolderHierarchy:Status')),
    ...(key !== undefined && { key }),
    ...(serverId !== undefined && { serverId }),
  }
}

/** MS-ASCMD, Type: user-made folders. */
export const TYPES = { mail: 12, calendar: 13, contacts: 14, tasks: 15 } as const

/** Makes a folder and takes the answer over, as a phone does; its ServerId. */
export async function create(
  phone: Phone,
  displayName: string,
  type: number,
  parentId = '0',
): Promise<FolderKind> {
  const { status, key, serverId } = await ask(phone, 'FolderCreate', {
    ...{ parentId, displayName, type },
  })
  expect(status).toBe(1)
  phone.folders.push({ serverId: serverId ?? '', parentId, displayName, type })
  phone.folderKey = key ?? ''
  return serverId as FolderKind
}

export async function update(
  phone: Phone,
  serverId: string,
  fields: { displayName: string; parentId?: string },
): Promise<void> {
  const change = { parentId: '0', ...fields }
  const { status, key } = await ask(phone, 'FolderUpdate', { serverId, ...change })
  expect(status).toBe(1)
  phone.folderKey = key ?? ''
  phone.folders = phone.folders.map((folder) =>
    folder.serverId === serverId ? { ...folder, ...change } : folder,
  )
}

export async function remove(phone: Phone, serverId: string): Promise<void> {
  const { status, key } = await ask(phone, 'FolderDelete', { serverId })
  expect(status).toBe(1)
  phone.folderKey = key ?? ''
  phone.folders = phone.folders.filter((folder) => folder.serverId !== serverId)
}

/** What a FolderSync with the phone's key brings; the phone takes it over. */
export async function syncFolders(phone: Phone) {
  const { key, ...changes } = await phone.client
    .folderSync(phone.folderKey)
    .then(({ syncKey, added, updated, deleted, status }) => {
      return { key: syncKey, status, added, updated, deleted }
    })
  expect(changes.status).toBe(1)
  await phone.syncFolders()
  expect(phone.folderKey).toBe(key)
  return changes
}

/** The user-made folders a phone knows, as `type name parent`. */
export function madeFolders(phone: Phone): string[] {
  return phone.folders
    .filter(({ type }) => type >= 12)
    .map(({ type, displayName, parentId }) => `${type} ${displayName} in ${parentId}`)
    .sort()
}
