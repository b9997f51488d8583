import { writeAudit } from '../../store/audit.js'
import type { HeldItem } from '../../store/sync-items.js'
import type { Turn } from './collection-turn.js'

/** Items named in one audit row and one line of the log. */
const MOST_NAMED = 50

/** The device showed that it does not take this: it is not told again until it is another. */
export function refuses({ refused }: HeldItem, hash: Uint8Array): boolean {
  return refused != null && Buffer.from(refused).equals(hash)
}

/**
 * Puts into audit and log which items this device does not get from now on. Only the audit has the
 * reasons: they may quote items, which do not belong into a log.
 */
export async function recordSetAside(
  { tx, context, folder, afterCommit }: Turn,
  rows: readonly HeldItem[],
): Promise<void> {
  if (rows.length === 0) return
  const { session, device, log } = context
  const { tenant, account } = session
  const where = { device: device.device_id, folder: folder.serverId, count: rows.length }
  const named = rows.slice(0, MOST_NAMED)
  const items = Object.fromEntries(named.map((row) => [row.server_id, row.problem]))
  await writeAudit(tx, {
    tenantId: tenant.id,
    actor: 'gateway',
    action: 'item.set-aside',
    subject: `${account.name}_${tenant.name}`,
    details: { ...where, items },
  })
  const told = { ...where, items: Object.keys(items) }
  afterCommit.push(() => log.warn(told, 'items set aside: termingate problems'))
}
