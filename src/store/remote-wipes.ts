import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import type { Database, Sql, Statement } from './database.js'
import {
  type ListedDevice,
  lockDevice,
  nameOfDevice,
  type WipeKind,
  type WipeState,
} from './device-admin.js'
import type { DeviceRef } from './devices.js'

/** AccountOnlyRemoteWipe exists from this version on. */
const ACCOUNT_WIPE_FROM = 16.1

export type WipeOrder = { kind: WipeKind; actor: string; now: Date; fullWipeAllowed: boolean }

/**
 * Orders the wipe of a device: the next request of it is answered with the order.
 * @throws UserError when it can't be carried out, or is under way
 */
export async function orderWipe(
  database: Database,
  device: ListedDevice,
  { kind, actor, now, fullWipeAllowed }: WipeOrder,
): Promise<void> {
  await database.transact(async (tx) => {
    const current = await lockDevice(tx, device)
    refuseOrder(current, kind, fullWipeAllowed)
    await tx.query(
      {
        name: 'order-wipe',
        text: `update device set wipe = $3, wipe_state = 'ordered', wipe_at = $4
          where tenant_id = $1 and id = $2`,
      },
      [current.tenantId, current.id, kind, now],
    )
    await audit(tx, current, { actor, action: 'device.wipe-order', kind })
  })
}

function refuseOrder(device: ListedDevice, kind: WipeKind, fullWipeAllowed: boolean): void {
  const name = nameOfDevice(device)
  const block = `termingate device block ${device.deviceId} keeps it out instead.`
  if (isPending(device.wipeState)) {
    throw new UserError(`A wipe of ${name} is ${device.wipeState} already.`)
  }
  if (kind === 'device' && !fullWipeAllowed) {
    throw new UserError(
      'Wiping whole devices is switched off here: REMOTE_WIPE=on allows it, for the gateway and ' +
        'for this command. Without --full only the data of this account go.',
    )
  }
  if (kind === 'account' && !speaksAccountWipe(device)) {
    const spoken = device.protocolVersion ?? 'no version yet'
    throw new UserError(
      `${name} speaks ${spoken}; the account alone can be wiped from 16.1 on. ${block}`,
    )
  }
}

/** Whether the data of the account alone can be wiped from the device. */
export function speaksAccountWipe({
  protocolVersion,
}: Pick<ListedDevice, 'protocolVersion'>): boolean {
  return Number(protocolVersion ?? 0) >= ACCOUNT_WIPE_FROM
}

/** True from the order to the device's word that it is done. */
export function isPending(state: WipeState | null): boolean {
  return state === 'ordered' || state === 'sent' || state === 'failed'
}

/**
 * Takes an order back; the state it was in tells whether the device may have carried it out.
 * @throws UserError when none is under way
 */
export async function cancelWipe(
  database: Database,
  device: ListedDevice,
  actor: string,
): Promise<WipeState> {
  return await database.transact(async (tx) => {
    const current = await lockDevice(tx, device)
    const { wipe, wipeState } = current
    if (!wipe || !wipeState || !isPending(wipeState)) {
      throw new UserError(`No wipe of ${nameOfDevice(current)} is under way.`)
    }
    await tx.query(
      {
        name: 'cancel-wipe',
        text: `update device set wipe = null, wipe_state = null, wipe_at = null
          where tenant_id = $1 and id = $2`,
      },
      [current.tenantId, current.id],
    )
    await audit(tx, current, { actor, action: 'device.wipe-cancel', kind: wipe, was: wipeState })
    return wipeState
  })
}

const AUDITED = `
insert into audit (tenant_id, at, actor, action, subject, details)
select c.tenant_id, $3, 'gateway', $4, a.name,
  jsonb_build_object('device', c.device_id, 'kind', c.wipe)
from changed c join account a on a.tenant_id = c.tenant_id and a.id = c.account_id
returning tenant_id`

const SENT: Statement = {
  name: 'wipe-sent',
  text: `
with changed as (
  update device set wipe_state = 'sent', wipe_at = $3
  where tenant_id = $1 and id = $2 and wipe_state = 'ordered'
  returning tenant_id, account_id, device_id, wipe)
${AUDITED}`,
}

/** The order goes out with this answer; noted once, however often the device asks. */
export async function noteWipeSent(sql: Sql, device: DeviceRef, now: Date): Promise<void> {
  await sql.query(SENT, [device.tenantId, device.deviceId, now, 'device.wipe-sent'])
}

const DONE: Statement = {
  name: 'wipe-done',
  text: `
with changed as (
  update device set wipe_state = 'acknowledged', wipe_at = $3, status = 'blocked',
    status_by = 'wipe', status_rule = null, policy_key = null, pending_policy_key = null
  where tenant_id = $1 and id = $2 and wipe = $5 and wipe_state in ('sent', 'failed')
  returning tenant_id, account_id, device_id, wipe)
${AUDITED}`,
}

const FAILED: Statement = {
  name: 'wipe-failed',
  text: `
with changed as (
  update device set wipe_state = 'failed', wipe_at = $3
  where tenant_id = $1 and id = $2 and wipe = $5 and wipe_state = 'sent'
  returning tenant_id, account_id, device_id, wipe)
${AUDITED}`,
}

/**
 * What the device says about an order that was sent to it. Once it is done the device is blocked
 * until an administrator allows it, and the order is never given again.
 */
export async function noteWipeAnswer(
  sql: Sql,
  { tenantId, deviceId }: DeviceRef,
  { kind, done, now }: { kind: WipeKind; done: boolean; now: Date },
): Promise<void> {
  const action = done ? 'device.wipe-done' : 'device.wipe-failed'
  await sql.query(done ? DONE : FAILED, [tenantId, deviceId, now, action, kind])
}

type Deed = { actor: string; action: string } & Record<string, unknown>

async function audit(tx: Sql, device: ListedDevice, { actor, action, ...more }: Deed) {
  const { tenantId, user, deviceId } = device
  const details = { device: deviceId, ...more }
  await writeAudit(tx, { tenantId, actor, action, subject: user, details })
}
