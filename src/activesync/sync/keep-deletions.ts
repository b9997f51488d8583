import { writeAudit } from '../../store/audit.js'
import { type MassDeletion, recordDeletions } from '../../store/device-deletions.js'
import type { ClientChanges } from './apply-client-changes.js'
import type { Turn } from './collection-turn.js'
import type { Scope } from './scope.js'

/** A turn of one folder, of which items or all are deleted. */
type Deleting = Pick<Turn, 'tx' | 'ref' | 'context' | 'afterCommit'>

/** R-ONO-170: what a device deletes can be taken back; a mass of it is told as one action. */
export async function keepDeletions(
  turn: Deleting,
  scope: Pick<Scope, 'kind' | 'accountId'>,
  { deleted }: Pick<ClientChanges, 'deleted'>,
): Promise<void> {
  if (deleted.length === 0) return
  const { tx, ref, context } = turn
  const { app, device } = context
  const { guards } = app.config
  const mass = await recordDeletions(tx, ref, {
    ...{ kind: scope.kind, accountId: scope.accountId, device: device.device_id, now: app.now() },
    most: { count: guards.massDeleteCount, percent: guards.massDeletePercent },
    deletions: deleted,
  })
  if (mass) await tell(turn, scope, mass)
}

async function tell(
  { tx, ref, context, afterCommit }: Deleting,
  { kind }: Pick<Scope, 'kind'>,
  { id, deletes, held }: MassDeletion,
): Promise<void> {
  const { app, session, device } = context
  const details = { undo: id, device: device.device_id, kind, deletes, held }
  await writeAudit(tx, {
    tenantId: ref.tenantId,
    actor: `device ${device.device_id}`,
    action: 'account.mass-deletion',
    subject: session.account.name,
    details,
  })
  const told = { tenant: session.tenant.name, user: session.account.name, ...details }
  afterCommit.push(() =>
    app.log.warn(told, `a device deletes in masses: termingate undo ${id} takes it back`),
  )
}
