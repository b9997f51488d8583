import { writeAudit } from '../../store/audit.js'
import { countAdds, uncountAdds } from '../../store/device-adds.js'
import { AddBudget } from './add-budget.js'
import type { ClientCommand } from './client-command.js'
import type { Turn } from './collection-turn.js'

/** ADDS_PER_HOUR, for one request. Adds that turn out to be known already do not count. */
export async function openBudget(
  { tx, ref, context }: Turn,
  commands: readonly ClientCommand[],
): Promise<{ budget: AddBudget; adds: number }> {
  const { config, now } = context.app
  const most = config.guards.addsPerHour
  const adds = commands.filter(({ op }) => op === 'Add').length
  if (adds === 0 || most === 0) return { budget: new AddBudget(adds), adds: 0 }
  const before = await countAdds(tx, ref, { adds, now: now() })
  return { budget: new AddBudget(Math.max(0, most - before)), adds }
}

/** Takes back what was counted too much, and tells of the first that was refused in this hour. */
export async function settleBudget(
  { tx, ref, context, afterCommit }: Turn,
  { budget, adds }: { budget: AddBudget; adds: number },
): Promise<void> {
  const { taken, refused } = budget
  if (taken >= adds) return
  if (!(await uncountAdds(tx, ref, { unused: adds - taken, refused }))) return
  const { app, session, device } = context
  const limit = app.config.guards.addsPerHour
  await writeAudit(tx, {
    tenantId: ref.tenantId,
    actor: `device ${device.device_id}`,
    action: 'account.add-limit',
    subject: session.account.name,
    details: { device: device.device_id, folder: ref.folderId, limit },
  })
  const told = { tenant: session.tenant.name, user: session.account.name }
  afterCommit.push(() =>
    app.log.warn(
      { ...told, device: device.device_id, limit },
      'a device adds too many items: more are refused for up to an hour (ADDS_PER_HOUR)',
    ),
  )
}
