import type { Sql, Statement } from './database.js'
import type { CollectionKind, Id } from './model.js'
import type { RuleSet, RuleSetName } from './rule-set.js'

/**
 * What one request needs to know of its account and device, read by one statement. This row, not
 * any memory, decides on every request whether the login still holds (design: Login).
 */
export type Session = {
  tenant: {
    id: Id
    name: string
    domains: string[]
    rule_set: RuleSetName
    rule_settings: Partial<RuleSet>
    module_enabled: boolean
    time_zone: string
    language: 'de' | 'en'
  }
  account: {
    id: Id
    name: string
    display_name: string
    email: string | null
    password_hash: string | null
    password_version: number
    /** ISO instant. */
    password_expires_at: string | null
    former_password_hashes: string[]
    time_zone: string | null
    language: 'de' | 'en' | null
    active: boolean
    is_admin: boolean
    calendar_enabled: boolean
    tasks_enabled: boolean
    contacts_enabled: boolean
    locked_at: string | null
  }
  /** The account's collections and those of its released resources, with their revisions. */
  collections: SessionCollection[]
  /** Null until this device was seen with this account for the first time. */
  device: SessionDevice | null
  maintenance: boolean
}

export type SessionCollection = {
  id: Id
  kind: CollectionKind
  revision: number
  resource_name: string | null
}

export type SessionDevice = {
  id: Id
  device_id: string
  device_type: string
  user_agent: string
  protocol_version: string | null
  profile: string | null
  version_ceiling: string | null
  status: 'allowed' | 'blocked' | 'quarantined'
  policy_key: number | null
  pending_policy_key: number | null
  folder_key: string | null
  previous_folder_key: string | null
  password_version: number | null
  last_seen_at: string | null
  /** Repeated by a Ping without a body and by an empty Sync. */
  ping_request: unknown
  sync_request: unknown
  states: SessionState[]
}

/** Sync state of one folder, as much as decides whether there is anything to do. */
export type SessionState = {
  folder_id: string
  collection_id: Id | null
  epoch: string
  generation: number
  options_hash: string
  revision: number
  more: boolean
  /** ISO instant. */
  next_boundary_at: string | null
}

const LOAD_SESSION: Statement = {
  name: 'load-session',
  text: `
select
  json_build_object(
    'id', t.id, 'name', t.name, 'domains', t.domains, 'rule_set', t.rule_set,
    'rule_settings', t.rule_settings, 'module_enabled', t.module_enabled,
    'time_zone', t.time_zone, 'language', t.language) as tenant,
  json_build_object(
    'id', a.id, 'name', a.name, 'display_name', a.display_name, 'email', a.email,
    'password_hash', a.password_hash, 'password_version', a.password_version,
    'password_expires_at', a.password_expires_at,
    'former_password_hashes', a.former_password_hashes, 'time_zone', a.time_zone,
    'language', a.language, 'active', a.active, 'is_admin', a.is_admin,
    'calendar_enabled', a.calendar_enabled, 'tasks_enabled', a.tasks_enabled,
    'contacts_enabled', a.contacts_enabled, 'locked_at', a.locked_at) as account,
  (select coalesce(json_agg(json_build_object(
      'id', c.id, 'kind', c.kind, 'revision', c.revision, 'resource_name', null)
      order by c.id), '[]')
    from collection c where c.tenant_id = a.tenant_id and c.account_id = a.id) as collections,
  (select json_build_object(
      'id', d.id, 'device_id', d.device_id, 'device_type', d.device_type,
      'user_agent', d.user_agent, 'protocol_version', d.protocol_version, 'profile', d.profile,
      'version_ceiling', d.version_ceiling, 'status', d.status, 'policy_key', d.policy_key,
      'pending_policy_key', d.pending_policy_key, 'folder_key', d.folder_key,
      'previous_folder_key', d.previous_folder_key, 'password_version', d.password_version,
      'last_seen_at', d.last_seen_at, 'ping_request', d.ping_request,
      'sync_request', d.sync_request,
      'states', (select coalesce(json_agg(json_build_object(
          'folder_id', s.folder_id, 'collection_id', s.collection_id, 'epoch', s.epoch,
          'generation', s.generation, 'options_hash', s.options_hash, 'revision', s.revision,
          'more', s.more, 'next_boundary_at', s.next_boundary_at)), '[]')
        from sync_state s where s.tenant_id = d.tenant_id and s.device_id = d.id))
    from device d
    where d.tenant_id = a.tenant_id and d.account_id = a.id and d.device_id = $2) as device,
  coalesce((select i.value = 'true'::jsonb from installation i where i.name = 'maintenance'), false)
    as maintenance
from login_name l
join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
join tenant t on t.id = a.tenant_id
where l.login = $1`,
}

/**
 * The account with this login (`user_tenant`, case-sensitive) and the device with this DeviceId
 * (null: none asked for), or null when there is no such account.
 */
export async function loadSession(
  sql: Sql,
  login: string,
  deviceId: string | null,
): Promise<Session | null> {
  const [row] = await sql.query<Session>(LOAD_SESSION, [login, deviceId])
  return row ?? null
}
