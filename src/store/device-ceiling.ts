import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import { findDevice, type ListedDevice, lockDevice } from './device-admin.js'
import type { DeviceRef } from './devices.js'
import type { Id } from './model.js'

/**
 * Sets the highest version that a device is offered; null = whatever else says. The next answer to it
 * says so once (X-MS-RP): it asks for the versions again, and some clients fill afresh then.
 * `ceiling` must be a version spoken here.
 */
export async function setDeviceCeiling(
  database: Database,
  device: ListedDevice,
  { ceiling, actor }: { ceiling: string | null; actor: string },
): Promise<ListedDevice> {
  return await database.transact(async (tx) => {
    const { tenantId, accountId, id, deviceId, user, versionCeiling } = await lockDevice(tx, device)
    await tx.query(
      {
        name: 'set-device-ceiling',
        text: `update device set version_ceiling = $3,
            tell_versions = tell_versions or version_ceiling is distinct from $3
          where tenant_id = $1 and id = $2`,
      },
      [tenantId, id, ceiling],
    )
    const details = { device: deviceId, ceiling, before: versionCeiling }
    await writeAudit(tx, { tenantId, actor, action: 'device.ceiling', subject: user, details })
    return await findDevice(tx, { tenantId, accountId, deviceId })
  })
}

/** True for one of those who ask, once after each change: this answer tells the device. */
export async function takeVersionNotice(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
): Promise<boolean> {
  const rows = await sql.query(
    {
      name: 'take-version-notice',
      text: `update device set tell_versions = false
        where tenant_id = $1 and id = $2 and tell_versions returning 1`,
    },
    [tenantId, deviceId],
  )
  return rows.length > 0
}

/** Of the devices of an account whose program calls itself so. */
export async function ceilingsOf(
  sql: Sql,
  { tenantId, accountId, userAgent }: { tenantId: Id; accountId: Id; userAgent: string },
): Promise<string[]> {
  const rows = await sql.query<{ version_ceiling: string }>(
    {
      name: 'ceilings-of-user-agent',
      text: `select version_ceiling from device where tenant_id = $1 and account_id = $2
        and user_agent = $3 and version_ceiling is not null`,
    },
    [tenantId, accountId, userAgent],
  )
  return rows.map((row) => row.version_ceiling)
}
