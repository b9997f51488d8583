import type { WipeKind, WipeState } from './device-admin.js'
import type { DeviceStatus } from './device-rules.js'
import type { CollectionKind, Id } from './model.js'
import type { Policy } from './policy.js'
import type { RuleSet, RuleSetName } from './rule-set.js'
import type { PhonePassword } from './tenants.js'

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
    /** Highest protocol version to offer; null = the installation's. */
    version_ceiling: string | null
    /** What phones must obey; null: nothing. */
    policy: Policy | null
    /** Raised by each change of the policy. */
    policy_version: number
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
    notes_enabled: boolean
    locked_at: string | null
    /** Whether phones may use the account's own password. */
    phone_password: PhonePassword
    /** The app passwords that are not revoked. */
    app_passwords: Id[]
  }
  /** The account's collections and those of its released resources, with their revisions. */
  collections: SessionCollection[]
  /** Null until this device was seen with this account for the first time. */
  device: SessionDevice | null
  maintenance: boolean
  /** The app password that the login was made with; null: the account's own password. */
  appPassword: Id | null
}

export type SessionCollection = {
  id: Id
  /** `mail`: a folder without items. */
  kind: CollectionKind | 'mail'
  revision: number
  resource_name: string | null
  /** Of a user-made folder; null for the default collection of the kind. */
  name: string | null
  /** ServerId of the folder above a user-made one; null at the top. */
  parent_folder: string | null
  /** The collection that stands for all of this kind, if one of the devices needed it. */
  merged_id: Id | null
  merged_revision: number | null
}

export type SessionDevice = {
  id: Id
  device_id: string
  device_type: string
  user_agent: string
  protocol_version: string | null
  profile: string | null
  version_ceiling: string | null
  /** The ceiling was changed, and the device not told yet. */
  tell_versions: boolean
  status: DeviceStatus
  status_by: 'default' | 'rule' | 'admin' | 'wipe'
  policy_key: number | null
  pending_policy_key: number | null
  /** Of the policy that `policy_key` was given for; null: none was enforced. */
  policy_version: number | null
  policy_exempt: boolean
  wipe: WipeKind | null
  wipe_state: WipeState | null
  folder_key: string | null
  previous_folder_key: string | null
  password_version: number | null
  last_seen_at: string | null
  /** ISO instant until which all its exchanges are kept; null: those that fail. */
  record_until: string | null
  record_contents: boolean
  /** Of which kinds it shows one folder only; null = as its client needs it. */
  merged_kinds: CollectionKind[] | null
  /** User-made collections that get what it adds to such a folder. */
  merge_targets: Id[]
  /** Repeated by a Ping without a body and by an empty Sync. */
  ping_request: unknown
  sync_request: unknown
  states: SessionState[]
}

/** A proven login, and the device that it comes with. */
export type Authenticated = { session: Session; device: SessionDevice }

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

/** Whether who logged in then would be let in with the same password now. */
export function stillHolds(then: Session, { tenant, account }: Session): boolean {
  if (!tenant.module_enabled || !account.active || account.locked_at !== null) return false
  const { appPassword } = then
  if (appPassword !== null) return account.app_passwords.includes(appPassword)
  if (account.phone_password === 'app-only') return false
  return account.password_version === then.account.password_version
}
