import type { Account } from './accounts.js'
import type { Sql, Statement } from './database.js'
import { loadItems } from './items.js'
import {
  type Appointment,
  COLLECTION_KINDS,
  type CollectionKind,
  type Contact,
  type Id,
  type Note,
  type Task,
} from './model.js'

export type AccountItems = {
  appointments: Appointment[]
  tasks: Task[]
  contacts: Contact[]
  notes: Note[]
}

/** What is in the account's collections, whether or not its switches let devices have it. */
const IN_COLLECTION: Record<CollectionKind, Statement> = {
  calendar: {
    name: 'export-appointments',
    text: `select id from appointment a where tenant_id = $1 and (owner_id = $2 or exists (
        select 1 from appointment_participant p where p.tenant_id = a.tenant_id
          and p.appointment_id = a.id and p.account_id = $2)) order by id`,
  },
  tasks: {
    name: 'export-tasks',
    text: `select id from task t where tenant_id = $1 and (responsible_id = $2 or exists (
        select 1 from task_editor e where e.tenant_id = t.tenant_id and e.task_id = t.id
          and e.account_id = $2)) order by id`,
  },
  contacts: {
    name: 'export-contacts',
    text: `select contact_id as id from contact_sync where tenant_id = $1 and account_id = $2
      order by contact_id`,
  },
  notes: {
    name: 'export-notes',
    text: 'select id from note where tenant_id = $1 and owner_id = $2 order by id',
  },
}

const RESPONSIBLE_CONTACTS: Statement = {
  name: 'export-responsible-contacts',
  text: 'select id from contact where tenant_id = $1 and responsible_id = $2 order by id',
}

const AT_ONCE = 500

/** Everything in the account's calendar, task list, address list and notes, or in some of them. */
export async function loadAccountItems(
  sql: Sql,
  account: Pick<Account, 'id' | 'tenantId'>,
  kinds: readonly CollectionKind[],
): Promise<AccountItems> {
  const { tenantId } = account
  const ids = (kind: CollectionKind) =>
    idsOf(sql, kinds.includes(kind) && IN_COLLECTION[kind], account)
  return {
    appointments: await inChunks(await ids('calendar'), (some) =>
      loadItems(sql, 'appointment', { tenantId, ids: some }),
    ),
    tasks: await inChunks(await ids('tasks'), (some) =>
      loadItems(sql, 'task', { tenantId, ids: some }),
    ),
    contacts: await inChunks(await ids('contacts'), (some) =>
      loadItems(sql, 'contact', { tenantId, ids: some }),
    ),
    notes: await inChunks(await ids('notes'), (some) =>
      loadItems(sql, 'note', { tenantId, ids: some }),
    ),
  }
}

/** What is in nobody's collection: without an owner, and nobody has a part in it. */
const NOBODYS: Record<keyof AccountItems, string> = {
  appointments: `select id from appointment a where tenant_id = $1 and owner_id is null
    and not exists (select from appointment_participant p where p.tenant_id = a.tenant_id
      and p.appointment_id = a.id and p.account_id is not null) order by id`,
  tasks: `select id from task t where tenant_id = $1 and responsible_id is null
    and not exists (select from task_editor e where e.tenant_id = t.tenant_id
      and e.task_id = t.id) order by id`,
  contacts: `select id from contact c where tenant_id = $1
    and not exists (select from contact_sync s where s.tenant_id = c.tenant_id
      and s.contact_id = c.id) order by id`,
  notes: 'select id from note where tenant_id = $1 and owner_id is null order by id',
}

const KIND_OF = {
  appointments: 'appointment',
  tasks: 'task',
  contacts: 'contact',
  notes: 'note',
} as const

/** Everything of a tenant that no account's `loadAccountItems` has. */
export async function loadNobodysItems(sql: Sql, tenantId: Id): Promise<AccountItems> {
  const load = async <K extends keyof AccountItems>(sort: K): Promise<AccountItems[K]> => {
    const rows = await sql.query<{ id: Id }>({ name: '', text: NOBODYS[sort] }, [tenantId])
    const ids = rows.map(({ id }) => id)
    const some = (ids: Id[]) => loadItems(sql, KIND_OF[sort], { tenantId, ids })
    return (await inChunks<{ id: Id }>(ids, some)) as AccountItems[K]
  }
  return {
    appointments: await load('appointments'),
    tasks: await load('tasks'),
    contacts: await load('contacts'),
    notes: await load('notes'),
  }
}

/** The account's items and, beyond its address list, the contacts it is responsible for. */
export async function loadPersonItems(sql: Sql, account: Account): Promise<AccountItems> {
  const items = await loadAccountItems(sql, account, COLLECTION_KINDS)
  const { tenantId } = account
  const known = new Set(items.contacts.map(({ id }) => id))
  const more = (await idsOf(sql, RESPONSIBLE_CONTACTS, account)).filter((id) => !known.has(id))
  const contacts = await inChunks(more, (some) =>
    loadItems(sql, 'contact', { tenantId, ids: some }),
  )
  return { ...items, contacts: [...items.contacts, ...contacts] }
}

const PERSON_ROWS = {
  account: `select id, name, display_name, email, time_zone, language, is_admin, active,
      calendar_enabled, tasks_enabled, contacts_enabled, notes_enabled, password_changed_at,
      locked_at, lock_reason, lock_device, lock_address, created_at
    from account where tenant_id = $1 and id = $2`,
  devices: `select device_id, device_type, user_agent, protocol_version, status, information,
      last_seen_at, created_at
    from device where tenant_id = $1 and account_id = $2 order by id`,
  folders: `select id, kind, name, parent_folder, (select json_agg(s.contact_id order by s.contact_id)
      from contact_sync s where s.tenant_id = c.tenant_id and s.collection_id = c.id) as contacts
    from collection c where tenant_id = $1 and account_id = $2 and name is not null order by id`,
  signIns: `select at, last_at, times, kind, reason, typed, device_id, user_agent, address,
      app_password
    from sign_in where tenant_id = $1 and account_id = $2 order by id`,
  appPasswords: `select name, scope, created_at, created_by, last_used_at, last_device,
      last_address, revoked_at
    from app_password where tenant_id = $1 and account_id = $2 order by id`,
  deletions: `select d.device_id, d.kind, i.deleted_at, i.item_id, i.recurrence_id, i.before,
      i.restored_at
    from device_deletion d join device_deletion_item i
      on i.tenant_id = d.tenant_id and i.deletion_id = d.id
    where d.tenant_id = $1 and d.account_id = $2 order by d.id, i.item_id, i.recurrence_id`,
} as const

/** Rows about the person beside its items, without hashes of passwords. */
export async function loadPersonRows(
  sql: Sql,
  account: Account,
): Promise<Record<keyof typeof PERSON_ROWS, Record<string, unknown>[]>> {
  const rows = (text: string) =>
    sql.query<Record<string, unknown>>({ name: '', text }, [account.tenantId, account.id])
  return {
    account: await rows(PERSON_ROWS.account),
    devices: await rows(PERSON_ROWS.devices),
    folders: await rows(PERSON_ROWS.folders),
    signIns: await rows(PERSON_ROWS.signIns),
    appPasswords: await rows(PERSON_ROWS.appPasswords),
    deletions: await rows(PERSON_ROWS.deletions),
  }
}

async function idsOf(
  sql: Sql,
  statement: Statement | false,
  account: Pick<Account, 'id' | 'tenantId'>,
): Promise<Id[]> {
  if (!statement) return []
  const rows = await sql.query<{ id: Id }>(statement, [account.tenantId, account.id])
  return rows.map(({ id }) => id)
}

/** In the order of `ids`. */
async function inChunks<T extends { id: Id }>(
  ids: readonly Id[],
  load: (ids: Id[]) => Promise<T[]>,
): Promise<T[]> {
  const loaded = new Map<Id, T>()
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    for (const item of await load(ids.slice(from, from + AT_ONCE))) loaded.set(item.id, item)
  }
  return ids.flatMap((id) => loaded.get(id) ?? [])
}
