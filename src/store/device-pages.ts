import type { Sql } from './database.js'
import { type ListedDevice, SELECT_DEVICE } from './device-admin.js'
import type { DeviceStatus } from './device-rules.js'
import type { Id } from './model.js'

/** Devices of a tenant in the order in which they came, one more than asked for if there are more. */
export async function devicesBehind(
  sql: Sql,
  tenantId: Id,
  { status, after, limit }: { status: DeviceStatus | null; after: Id; limit: number },
): Promise<ListedDevice[]> {
  const text = `${SELECT_DEVICE} where d.tenant_id = $1
    and ($2::text is null or d.status = $2) and d.id > $3 order by d.id limit $4`
  const values = [tenantId, status, after, limit + 1]
  return await sql.query<ListedDevice>({ name: 'devices-behind', text }, values)
}
