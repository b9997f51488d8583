import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import type { DeviceStatus } from './device-rules.js'
import type { Id } from './model.js'
import { quoted } from './names.js'

/** `account`: what the device has from here; `device`: everything on it. */
export type WipeKind = 'account' | 'device'
/** Ordered by an administrator, sent to the device, and what the device said about it. */
export type WipeState = 'ordered' | 'sent' | 'failed' | 'acknowledged'

/** A device as administrators see it. */
export type ListedDevice = {
  id: Id
  tenantId: Id
  accountId: Id
  tenant: string
  /** The user's name. */
  user: string
  /** As the device calls itself. */
  deviceId: string
  deviceType: string
  userAgent: string
  protocolVersion: string | null
  profile: string | null
  status: DeviceStatus
  statusBy: 'default' | 'rule' | 'admin' | 'wipe'
  statusRule: number | null
  policyExempt: boolean
  /** Of which kinds it shows one folder only; null = as its client needs it. */
  mergedKinds: string[] | null
  /** Highest version to offer it; null = whatever else says. */
  versionCeiling: string | null
  /** It acknowledged the policy that is in force; null: none is. */
  policyTaken: boolean | null
  wipe: WipeKind | null
  wipeState: WipeState | null
  wipeAt: Date | null
  /** What it says of itself: model, os, friendlyName, … */
  information: Record<string, string>
  firstSeenAt: Date
  lastSeenAt: Date | null
  lastCommand: string | null
  /** HTTP status, and the command's own after a slash. */
  lastStatus: string | null
  /** The last answer that was no success, in the same form. */
  lastErrorAt: Date | null
  lastErrorCommand: string | null
  lastErrorStatus: string | null
  /** From where it asked last, to the minute. */
  lastAddress: string | null
  oldPasswordAt: Date | null
}

/** All, or only these. */
export type DeviceFilter = {
  /** Of the row. */
  id?: Id
  tenantId?: Id
  accountId?: Id
  deviceId?: string
  status?: DeviceStatus
}

const MOST_LISTED = 10_000

/** To be followed by `where`. */
export const SELECT_DEVICE = `
select d.id, d.tenant_id as "tenantId", d.account_id as "accountId", t.name as tenant,
  a.name as user, d.device_id as "deviceId", d.device_type as "deviceType",
  d.user_agent as "userAgent", d.protocol_version as "protocolVersion", d.profile, d.status,
  d.status_by as "statusBy", d.status_rule as "statusRule", d.policy_exempt as "policyExempt",
  d.merged_kinds as "mergedKinds",
  case when t.policy is not null then coalesce(d.policy_key is not null
    and d.policy_version = t.policy_version, false) end as "policyTaken",
  d.wipe, d.wipe_state as "wipeState", d.wipe_at as "wipeAt", d.information,
  d.created_at as "firstSeenAt", d.last_seen_at as "lastSeenAt", d.last_command as "lastCommand",
  d.last_status as "lastStatus", d.version_ceiling as "versionCeiling",
  d.last_error_at as "lastErrorAt", d.last_error_command as "lastErrorCommand",
  d.last_error_status as "lastErrorStatus", d.last_address as "lastAddress",
  d.old_password_at as "oldPasswordAt"
from device d
join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
join tenant t on t.id = d.tenant_id`

const FILTER = `
where ($1::bigint is null or d.tenant_id = $1) and ($2::bigint is null or d.account_id = $2)
  and ($3::text is null or d.device_id = $3) and ($4::text is null or d.status = $4)
  and ($5::bigint is null or d.id = $5)`

/** By tenant, user and device; the first 10,000. */
export async function listDevices(sql: Sql, filter: DeviceFilter = {}): Promise<ListedDevice[]> {
  const text = `${SELECT_DEVICE}${FILTER} order by t.name, a.name, d.device_id limit ${MOST_LISTED}`
  return await sql.query<ListedDevice>({ name: 'list-devices', text }, valuesOf(filter))
}

const valuesOf = ({ tenantId, accountId, deviceId, status, id }: DeviceFilter) => [
  tenantId ?? null,
  accountId ?? null,
  deviceId ?? null,
  status ?? null,
  id ?? null,
]

/** Null when the account has no such device. */
export async function deviceOfAccount(
  sql: Sql,
  key: { tenantId: Id; accountId: Id; id: Id },
): Promise<ListedDevice | null> {
  const [device] = await listDevices(sql, key)
  return device ?? null
}

/** @throws UserError when there is none, or more than one: a DeviceId is one account's own */
export async function findDevice(
  sql: Sql,
  filter: DeviceFilter & { deviceId: string },
): Promise<ListedDevice> {
  const [device, other] = await listDevices(sql, filter)
  if (!device) {
    throw new UserError(
      `There is no device ${quoted(filter.deviceId)}: termingate device list has them all.`,
    )
  }
  if (other) {
    const users = `${device.user}_${device.tenant}, ${other.user}_${other.tenant}`
    throw new UserError(
      `Several users have a device ${quoted(filter.deviceId)} (${users}, …): add --user.`,
    )
  }
  return device
}

export function nameOfDevice({ deviceId, user, tenant }: ListedDevice): string {
  return `the device ${deviceId} of ${user}_${tenant}`
}

/** The device as it is, which stays so until the transaction ends. */
export async function lockDevice(tx: Sql, { tenantId, id, deviceId, accountId }: ListedDevice) {
  const text = 'select 1 from device where tenant_id = $1 and id = $2 for no key update'
  await tx.query({ name: 'lock-device', text }, [tenantId, id])
  return await findDevice(tx, { tenantId, accountId, deviceId })
}

/** Decides on a device; no rule changes it any more. A parked Ping of it ends at once. */
export async function setDeviceStatus(
  database: Database,
  device: ListedDevice,
  { status, actor }: { status: DeviceStatus; actor: string },
): Promise<ListedDevice> {
  return await database.transact(async (tx) => {
    const { tenantId, id, user } = await lockDevice(tx, device)
    await tx.query(
      {
        name: 'set-device-status',
        text: `update device set status = $3, status_by = 'admin', status_rule = null
          where tenant_id = $1 and id = $2`,
      },
      [tenantId, id, status],
    )
    const details = { device: device.deviceId, status }
    await writeAudit(tx, { tenantId, actor, action: 'device.status', subject: user, details })
    return await findDevice(tx, {
      tenantId,
      accountId: device.accountId,
      deviceId: device.deviceId,
    })
  })
}

/** Lets a device in that can't provision, while a policy is enforced; or no longer. */
export async function setPolicyExempt(
  database: Database,
  device: ListedDevice,
  { exempt, actor }: { exempt: boolean; actor: string },
): Promise<ListedDevice> {
  return await database.transact(async (tx) => {
    const { tenantId, id, user } = await lockDevice(tx, device)
    const text = 'update device set policy_exempt = $3 where tenant_id = $1 and id = $2'
    await tx.query({ name: 'set-policy-exempt', text }, [tenantId, id, exempt])
    const details = { device: device.deviceId, exempt }
    await writeAudit(tx, { tenantId, actor, action: 'device.exempt', subject: user, details })
    return await findDevice(tx, {
      tenantId,
      accountId: device.accountId,
      deviceId: device.deviceId,
    })
  })
}
