import { LRUCache } from 'lru-cache'
import type { Sql, Statement } from './database.js'
import type { WipeKind, WipeState } from './device-admin.js'
import type { DeviceStatus } from './device-rules.js'
import type { CollectionKind } from './model.js'
import type { Policy } from './policy.js'
import type { RuleSet, RuleSetName } from './rule-set.js'
import type { Session, SessionCollection, SessionDevice, SessionState } from './session.js'
import {
  asText,
  type Columns,
  flag,
  instant,
  json,
  type Read,
  readRow,
  type Texts,
  textArray,
  texts,
  wholeNumber,
  wholeNumbers,
} from './text-columns.js'

type TenantRow = Session['tenant']
type AccountRow = Session['account']

const TENANT: Columns<TenantRow> = {
  id: ['t.id', wholeNumber],
  name: ['t.name', asText],
  domains: ['t.domains', texts],
  rule_set: ['t.rule_set', asText as Read<RuleSetName>],
  rule_settings: ['t.rule_settings', json as Read<Partial<RuleSet>>],
  module_enabled: ['t.module_enabled', flag],
  time_zone: ['t.time_zone', asText],
  language: ['t.language', asText as Read<'de' | 'en'>],
  version_ceiling: ['t.version_ceiling', asText],
  policy: ['t.policy', json as Read<Policy>],
  policy_version: ['t.policy_version', wholeNumber],
}

const ACCOUNT: Columns<AccountRow> = {
  id: ['a.id', wholeNumber],
  name: ['a.name', asText],
  display_name: ['a.display_name', asText],
  email: ['a.email', asText],
  password_hash: ['a.password_hash', asText],
  password_version: ['a.password_version', wholeNumber],
  password_expires_at: ['a.password_expires_at', instant],
  former_password_hashes: ['a.former_password_hashes', texts],
  time_zone: ['a.time_zone', asText],
  language: ['a.language', asText as Read<'de' | 'en'>],
  active: ['a.active', flag],
  is_admin: ['a.is_admin', flag],
  calendar_enabled: ['a.calendar_enabled', flag],
  tasks_enabled: ['a.tasks_enabled', flag],
  contacts_enabled: ['a.contacts_enabled', flag],
  notes_enabled: ['a.notes_enabled', flag],
  locked_at: ['a.locked_at', instant],
  phone_password: [
    'coalesce(a.phone_password, t.phone_password)',
    asText as Read<AccountRow['phone_password']>,
  ],
  app_passwords: [
    `array(select p.id from app_password p where p.tenant_id = a.tenant_id
      and p.account_id = a.id and p.revoked_at is null)`,
    wholeNumbers,
  ],
}

const DEVICE: Columns<SessionDevice> = {
  id: ['d.id', wholeNumber],
  device_id: ['d.device_id', asText],
  device_type: ['d.device_type', asText],
  user_agent: ['d.user_agent', asText],
  protocol_version: ['d.protocol_version', asText],
  profile: ['d.profile', asText],
  version_ceiling: ['d.version_ceiling', asText],
  tell_versions: ['d.tell_versions', flag],
  status: ['d.status', asText as Read<DeviceStatus>],
  status_by: ['d.status_by', asText as Read<SessionDevice['status_by']>],
  policy_key: ['d.policy_key', wholeNumber],
  pending_policy_key: ['d.pending_policy_key', wholeNumber],
  policy_version: ['d.policy_version', wholeNumber],
  policy_exempt: ['d.policy_exempt', flag],
  wipe: ['d.wipe', asText as Read<WipeKind>],
  wipe_state: ['d.wipe_state', asText as Read<WipeState>],
  folder_key: ['d.folder_key', asText],
  previous_folder_key: ['d.previous_folder_key', asText],
  password_version: ['d.password_version', wholeNumber],
  last_seen_at: ['d.last_seen_at', instant],
  record_until: ['d.record_until', instant],
  record_contents: ['d.record_contents', flag],
  merged_kinds: ['d.merged_kinds', texts as Read<CollectionKind[]>],
  merge_targets: ['d.merge_targets', wholeNumbers],
  ping_request: ['d.ping_request', json],
  sync_request: ['d.sync_request', json],
  // Rows of their own.
  states: ['null', () => []],
}

const COLLECTION: Columns<SessionCollection> = {
  id: ['c.id', wholeNumber],
  kind: ['c.kind', asText as Read<SessionCollection['kind']>],
  revision: ['c.revision', wholeNumber],
  resource_name: ['null', asText],
  name: ['c.name', asText],
  parent_folder: ['c.parent_folder', asText],
  merged_id: ['c.merged_id', wholeNumber],
  merged_revision: [
    `case when c.merged_id is not null then (select m.revision from collection m
      where m.tenant_id = c.tenant_id and m.id = c.merged_id) end`,
    wholeNumber,
  ],
}

const STATE: Columns<SessionState> = {
  folder_id: ['s.folder_id', asText],
  collection_id: ['s.collection_id', wholeNumber],
  epoch: ['s.epoch', asText],
  generation: ['s.generation', wholeNumber],
  options_hash: ['s.options_hash', asText],
  revision: ['s.revision', wholeNumber],
  more: ['s.more', flag],
  next_boundary_at: ['s.next_boundary_at', instant],
}

const ACCOUNT_AT = Object.keys(TENANT).length
const DEVICE_AT = ACCOUNT_AT + Object.keys(ACCOUNT).length

/**
 * One text, which is read only where it is another than the last time. Arrays of texts: PostgreSQL
 * makes them in two thirds of the time of JSON objects.
 */
const LOAD_SESSION: Statement = {
  name: 'load-session',
  text: `
select concat('[',
  array_to_json(${textArray(TENANT, ACCOUNT, DEVICE)}), ',',
  array_to_json(array(select ${textArray(COLLECTION)} from collection c
    where c.tenant_id = a.tenant_id and c.account_id = a.id)), ',',
  array_to_json(array(select ${textArray(STATE)} from sync_state s
    where s.tenant_id = d.tenant_id and s.device_id = d.id)), ',',
  coalesce((select i.value = 'true'::jsonb from installation i where i.name = 'maintenance')::text,
    'false'), ']') as session
from login_name l
join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
join tenant t on t.id = a.tenant_id
left join device d
  on d.tenant_id = a.tenant_id and d.account_id = a.id and d.device_id = $2
where l.login = $1`,
}

/** Of tenant, account and device (only nulls where there is none), collections, states, maintenance. */
type SessionText = [one: Texts, collections: Texts[], states: Texts[], maintenance: boolean]

type StoredSession = Readonly<Omit<Session, 'appPassword'>>

/**
 * What was read of whom last: phones ask several times within a second, mostly with nothing changed
 * between, and reading takes longer than comparing. Never older than the text just loaded.
 */
const readLast = new LRUCache<string, { text: string; session: StoredSession }>({ max: 1_000 })

/**
 * The account with this login (`user_tenant`, case-sensitive) and the device with this DeviceId
 * (null: none asked for), or null when there is no such account. What it holds is shared and frozen.
 */
export async function loadSession(
  sql: Sql,
  login: string,
  deviceId: string | null,
): Promise<Session | null> {
  const [row] = await sql.query<{ session: string }>(LOAD_SESSION, [login, deviceId])
  if (!row) return null
  const { tenant, account, collections, device, maintenance } = read(
    `${login}\0${deviceId ?? ''}`,
    row.session,
  )
  return { tenant, account, collections, device, maintenance, appPassword: null }
}

function read(asked: string, text: string): StoredSession {
  const last = readLast.get(asked)
  if (last?.text === text) return last.session
  const session = sessionOf(JSON.parse(text) as SessionText)
  readLast.set(asked, { text, session })
  return session
}

/** The same login's session as it is now; whether the login still holds is `stillHolds`'s to say. */
export async function loadSessionAgain(
  sql: Sql,
  { account, tenant, appPassword }: Session,
  deviceId: string | null,
): Promise<Session | null> {
  const session = await loadSession(sql, `${account.name}_${tenant.name}`, deviceId)
  return session && { ...session, appPassword }
}

function sessionOf([one, collections, states, maintenance]: SessionText): StoredSession {
  return {
    tenant: readFrozen(TENANT, one),
    account: readFrozen(ACCOUNT, one, ACCOUNT_AT),
    collections: frozenList(collections.map((row) => readFrozen(COLLECTION, row))),
    device: one[DEVICE_AT] === null ? null : deviceOf(one, states),
    maintenance,
  }
}

function deviceOf(one: Texts, rows: Texts[]): SessionDevice {
  const states = frozenList(rows.map((row) => readFrozen(STATE, row)))
  const device = readRow(DEVICE, one, DEVICE_AT)
  device.states = states
  return Object.freeze(device)
}

function readFrozen<Row>(columns: Columns<Row>, values: Texts, from = 0): Row {
  return Object.freeze(readRow(columns, values, from))
}

/** Nobody changes it: that its type does not say so spares all who read it from repeating it. */
function frozenList<T>(list: T[]): T[] {
  return Object.freeze(list) as T[]
}
