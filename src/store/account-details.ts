import type { Sql } from './database.js'
import { COLLECTION_KINDS, type CollectionKind, type Id } from './model.js'
import { type RuleSet, type RuleSetName, ruleSet } from './rule-set.js'
import type { PhonePassword } from './tenants.js'

export type DeviceSummary = {
  id: Id
  deviceId: string
  deviceType: string
  userAgent: string
  protocolVersion: string | null
  status: string
  lastSeenAt: Date | null
  lastCommand: string | null
  lastStatus: string | null
  oldPasswordAt: Date | null
  firstSeenAt: Date
  /** From where it asked last. */
  lastAddress: string | null
  /** What it says of itself: model, os, friendlyName, … */
  information: Record<string, string>
}

/** What an administrator sees of a user beside the account itself. */
export type AccountDetails = {
  moduleEnabled: boolean
  /** The kinds that the tenant's rules know: each has a switch. */
  kinds: CollectionKind[]
  /** Users of the tenant may change their own. */
  selfSwitches: boolean
  lock: { device: string | null; address: string | null }
  /** Of the tenant: whether phones may use the own passwords of its users. */
  phonePassword: PhonePassword
  /** R-ONO-50a; null: it does not expire. */
  passwordExpiresAt: Date | null
  /** The one seen last first. */
  devices: DeviceSummary[]
  /** Those that sent a former password after they were last let in (R-ONO-51). */
  oldPasswords: DeviceSummary[]
}

export async function accountDetails(
  sql: Sql,
  { tenantId, id }: { tenantId: Id; id: Id },
): Promise<AccountDetails> {
  const key = [tenantId, id]
  const [account] = await sql.query<{
    moduleEnabled: boolean
    rule_set: RuleSetName
    rule_settings: Partial<RuleSet>
    device: string | null
    address: string | null
    phonePassword: PhonePassword
    passwordExpiresAt: Date | null
  }>(
    {
      name: 'account-details',
      text: `select t.module_enabled as "moduleEnabled", a.lock_device as device, t.rule_set, t.rule_settings,
          a.lock_address as address, t.phone_password as "phonePassword",
          a.password_expires_at as "passwordExpiresAt"
        from account a join tenant t on t.id = a.tenant_id
        where a.tenant_id = $1 and a.id = $2`,
    },
    key,
  )
  const devices = await devicesOf(sql, key)
  const { moduleEnabled = false, device = null, address = null } = account ?? {}
  const oldPasswords = devices.filter(
    ({ oldPasswordAt, lastSeenAt }) =>
      oldPasswordAt !== null && (lastSeenAt === null || oldPasswordAt > lastSeenAt),
  )
  const rules = account && ruleSet(account.rule_set, account.rule_settings)
  const kinds = rules ? kindsOf(rules) : []
  const selfSwitches = rules?.selfSwitches ?? false
  const phonePassword = account?.phonePassword ?? 'allowed'
  const passwordExpiresAt = account?.passwordExpiresAt ?? null
  const lock = { device, address }
  return {
    moduleEnabled,
    kinds,
    selfSwitches,
    lock,
    phonePassword,
    passwordExpiresAt,
    devices,
    oldPasswords,
  }
}

function kindsOf({ notes }: RuleSet): CollectionKind[] {
  return COLLECTION_KINDS.filter((kind) => notes || kind !== 'notes')
}

async function devicesOf(sql: Sql, key: readonly unknown[]): Promise<DeviceSummary[]> {
  return await sql.query<DeviceSummary>(
    {
      name: 'account-devices',
      text: `select id, device_id as "deviceId", device_type as "deviceType",
          user_agent as "userAgent", protocol_version as "protocolVersion", status,
          last_seen_at as "lastSeenAt", last_command as "lastCommand",
          last_status as "lastStatus", old_password_at as "oldPasswordAt",
          created_at as "firstSeenAt", last_address as "lastAddress", information
        from device where tenant_id = $1 and account_id = $2
        order by last_seen_at desc nulls last, id desc limit 200`,
    },
    [...key],
  )
}
