import type { Sql } from './database.js'
import type { DeviceRef } from './devices.js'

/**
 * Counts `adds` more for this device, and says how many it had before within its hour, which
 * begins with the first of them. A clock that is behind by less than an hour begins no new one.
 */
export async function countAdds(
  tx: Sql,
  { tenantId, deviceId }: DeviceRef,
  { adds, now }: { adds: number; now: Date },
): Promise<number> {
  const [row] = await tx.query<{ before: number }>(
    {
      name: 'count-adds',
      text: `insert into device_adds as d (tenant_id, device_id, hour_from, adds)
        values ($1, $2, $3, $4)
        on conflict (tenant_id, device_id) do update set (hour_from, adds, refused) = (
          select case when o.same then d.hour_from else excluded.hour_from end,
            case when o.same then d.adds else 0 end + excluded.adds,
            case when o.same then d.refused else 0 end
          from (select d.hour_from - excluded.hour_from > interval '-1 hour'
            and d.hour_from - excluded.hour_from < interval '1 hour' as same) o)
        returning adds - $4::integer as before`,
    },
    [tenantId, deviceId, now, adds],
  )
  return row?.before ?? 0
}

/** Takes back what was counted and not made; true when these are the first refused in this hour. */
export async function uncountAdds(
  tx: Sql,
  { tenantId, deviceId }: DeviceRef,
  { unused, refused }: { unused: number; refused: number },
): Promise<boolean> {
  const [row] = await tx.query<{ first: boolean }>(
    {
      name: 'uncount-adds',
      text: `update device_adds set adds = adds - $3::integer, refused = refused + $4::integer
        where tenant_id = $1 and device_id = $2
        returning $4::integer > 0 and refused = $4::integer as first`,
    },
    [tenantId, deviceId, unused, refused],
  )
  return row?.first ?? false
}
