import type { FolderKind, Phone } from '../support/phone.js'
import { appointmentData, contactData, inDays, type Office, taskData } from './sync/support.js'

/** An account with folders of one kind, and what its phones say of them. */

export type Kind = 'calendar' | 'tasks' | 'contacts'
export const KINDS: readonly Kind[] = ['calendar', 'tasks', 'contacts']
export const DEFAULT = { calendar: 'Calendar', tasks: 'Tasks', contacts: 'Contacts' } as const
export const TITLES = {
  calendar: 'Calendar:Subject',
  tasks: 'Tasks:Subject',
  contacts: 'Contacts:LastName',
} as const
export const DATA = {
  calendar: (title: string) => appointmentData(title, inDays(1)),
  tasks: (title: string) => taskData(title),
  contacts: (title: string) => contactData(title),
} as const
const PREFIX = { calendar: 'cal', tasks: 'tasks', contacts: 'contacts' } as const
const TABLES = { calendar: 'appointment', tasks: 'task', contacts: 'contact_sync' } as const
const ITEM = { calendar: 'id', tasks: 'id', contacts: 'contact_id' } as const

/** Field-guide 2.1: shows one folder of a kind. */
export const SAMSUNG = {
  userAgent: 'SAMSUNG-SM-S911B/101.130000',
  deviceType: 'SAMSUNGSMS911B',
}

export type Made = { folder: FolderKind; id: number }

/** A folder made by SQL, as an application does. */
export async function newFolder(office: Office, kind: Kind, name: string): Promise<Made> {
  const id = await office.tenant.insert('collection', { account_id: office.account.id, kind, name })
  return { folder: `${PREFIX[kind]}-${id}`, id }
}

/** An item in a folder, or in the default one; its id. */
export async function newItem(
  office: Office,
  kind: Kind,
  { title, home = null }: { title: string; home?: number | null },
): Promise<number> {
  const make = { calendar: office.appointment, tasks: office.task, contacts: office.contact }
  const id = await make[kind](kind === 'contacts' ? { last_name: title } : { title })
  await moveTo(office, kind, { id, home })
  return id
}

/** Moves an item by SQL. */
export async function moveTo(
  office: Office,
  kind: Kind,
  { id, home }: { id: number; home: number | null },
): Promise<void> {
  await office.tenant.sql(
    `update ${TABLES[kind]} set collection_id = $3 where tenant_id = $1 and ${ITEM[kind]} = $2`,
    [office.tenant.id, id, home],
  )
}

/** Where the account's items lie: title to collection, null for the default one. */
export async function homes(office: Office, kind: Kind): Promise<Record<string, number | null>> {
  const text = {
    calendar: `select title, collection_id as home from appointment
      where tenant_id = $1 and status <> 'cancelled'`,
    tasks: `select title, collection_id as home from task
      where tenant_id = $1 and status <> 'cancelled'`,
    contacts: `select c.last_name as title, s.collection_id as home from contact_sync s
      join contact c on c.tenant_id = s.tenant_id and c.id = s.contact_id
      where s.tenant_id = $1`,
  }
  const rows = await office.tenant.sql(text[kind], [office.tenant.id])
  return Object.fromEntries(
    rows.map(({ title, home }) => [String(title), home === null ? null : Number(home)]),
  )
}

/** The titles that a phone shows of a kind, in all folders that it knows. */
export function shown(phone: Phone, kind: Kind): string[] {
  const folders = phone.folders
    .map(({ serverId }) => serverId as FolderKind)
    .filter((serverId) => serverId.startsWith(`${PREFIX[kind]}-`))
  return folders.flatMap((folder) => phone.list(folder, TITLES[kind])).sort()
}

/** Synchronizes folders and what is in all of a kind. */
export async function syncKind(phone: Phone, kind: Kind): Promise<void> {
  await phone.syncFolders()
  for (const { serverId } of phone.folders) {
    if (serverId.startsWith(`${PREFIX[kind]}-`)) await phone.sync(serverId as FolderKind)
  }
}

/** The folders of a kind that a phone knows, by name. */
export function foldersOf(phone: Phone, kind: Kind): string[] {
  return phone.folders
    .filter(({ serverId }) => serverId.startsWith(`${PREFIX[kind]}-`))
    .map(({ displayName, type }) => `${displayName} (${type})`)
}

/** Two folders beside the default one, with an item in each. */
export async function threeFolders(
  office: Office,
  kind: Kind,
): Promise<{ work: Made; home: Made; ids: number[] }> {
  const work = await newFolder(office, kind, 'Arbeit')
  const home = await newFolder(office, kind, 'Privat')
  const ids = [
    await newItem(office, kind, { title: 'Standard' }),
    await newItem(office, kind, { title: 'Beruf', home: work.id }),
    await newItem(office, kind, { title: 'Eigenes', home: home.id }),
  ]
  return { work, home, ids }
}

/** As an administrator sets it. */
export async function setDevice(
  office: Office,
  deviceId: string,
  columns: { merged_kinds?: string[]; merge_targets?: number[] },
): Promise<void> {
  for (const [column, value] of Object.entries(columns)) {
    await office.tenant.sql(
      `update device set ${column} = $3 where tenant_id = $1 and device_id = $2`,
      [office.tenant.id, deviceId, value],
    )
  }
}
