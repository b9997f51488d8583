import { z } from 'zod'
import {
  type ListedDevice,
  listDevices,
  setDeviceStatus,
  setPolicyExempt,
} from '../../store/device-admin.js'
import { setDeviceCeiling } from '../../store/device-ceiling.js'
import { setDeviceMerging } from '../../store/device-merging.js'
import { devicesBehind } from '../../store/device-pages.js'
import { cancelWipe, orderWipe } from '../../store/remote-wipes.js'
import { cutPage, keyIn } from '../cursor.js'
import { type Call, type Operation, operation } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { notFound, Problem } from '../problem.js'
import { device, devicePatch, deviceStatus, deviceView } from '../shapes/device.js'
import { userOf } from './target-user.js'

const OF_USER = '/tenants/{tenant}/users/{user}/devices'
const ONE = '/tenants/{tenant}/users/{user}/devices/{device}'
const WIPE = '/tenants/{tenant}/users/{user}/devices/{device}/wipe'
const group = 'Devices'
const scope = 'devices:write'

type DeviceCall = Pick<
  Call<'{tenant}{user}{device}'>,
  'database' | 'tenant' | 'params' | 'actor' | 'now'
>

/** The device of the path. @throws Problem 404 */
export async function deviceOf(call: DeviceCall): Promise<ListedDevice> {
  const { id: accountId, tenantId } = await userOf(call)
  const filter = { tenantId, accountId, deviceId: call.params.device }
  const [found] = await listDevices(call.database, filter)
  if (!found) throw notFound('The user has no such device.')
  return found
}

const listTenantDevices = operation({
  method: 'GET',
  path: '/tenants/{tenant}/devices',
  ...{ id: 'listTenantDevices', group, scope: 'devices:read' },
  summary: 'The devices of a tenant, in the order in which they came',
  query: z.strictObject({ status: deviceStatus.optional(), ...pageQuery }),
  answer: pageOf(device),
  async handle({ database, tenant, query: { status = null, limit, cursor } }) {
    const after = keyIn('number', cursor) ?? 0
    const found = await devicesBehind(database, tenant.id, { status, after, limit })
    const { rows, next } = cutPage(found, limit, ({ id }) => cursorOf(id))
    return { body: { items: rows.map(deviceView), next } }
  },
})

const listUserDevices = operation({
  ...{ method: 'GET', path: OF_USER, id: 'listUserDevices', group, scope: 'devices:read' },
  summary: 'The devices of a user',
  answer: z.strictObject({ items: z.array(device) }),
  async handle(call) {
    const { id: accountId, tenantId } = await userOf(call)
    const found = await listDevices(call.database, { tenantId, accountId })
    return { body: { items: found.map(deviceView) } }
  },
})

const getDevice = operation({
  ...{ method: 'GET', path: ONE, id: 'getDevice', group, scope: 'devices:read' },
  summary: 'One device',
  answer: device,
  async handle(call) {
    return { body: deviceView(await deviceOf(call)) }
  },
})

const putDeviceStatus = operation({
  method: 'PUT',
  path: '/tenants/{tenant}/users/{user}/devices/{device}/status',
  ...{ id: 'putDeviceStatus', group, scope },
  summary: 'Lets a device in, keeps it out or puts it in quarantine',
  description: 'Whatever rules say. What a blocked device holds stays on it.',
  body: z.strictObject({ status: deviceStatus }).meta({ id: 'DeviceDecision' }),
  answer: device,
  async handle(call) {
    const decision = { status: call.body.status, actor: call.actor }
    return {
      body: deviceView(await setDeviceStatus(call.database, await deviceOf(call), decision)),
    }
  },
})

const changeDevice = operation({
  ...{ method: 'PATCH', path: ONE, id: 'changeDevice', group, scope },
  summary: 'Changes how a device is treated',
  body: devicePatch,
  answer: device,
  async handle(call) {
    const { database, actor, body } = call
    const { policyExempt, mergedKinds, mergeTargets, versionCeiling } = body
    const found = await deviceOf(call)
    if (mergeTargets && mergedKinds === undefined) {
      throw new Problem('invalid-value', 'mergeTargets goes together with mergedKinds.')
    }
    if (policyExempt !== undefined) {
      await setPolicyExempt(database, found, { exempt: policyExempt, actor })
    }
    if (mergedKinds !== undefined) {
      const targets = mergeTargets ?? []
      await setDeviceMerging(database, found, { kinds: mergedKinds, targets, actor })
    }
    if (versionCeiling !== undefined) {
      await setDeviceCeiling(database, found, { ceiling: versionCeiling, actor })
    }
    return { body: deviceView(await deviceOf(call)) }
  },
})

const orderDeviceWipe = operation({
  ...{ method: 'POST', path: WIPE, id: 'wipeDevice', group, scope },
  summary: 'Orders a remote wipe',
  description:
    '`account` removes what the device has from this account and needs 16.1; `device` resets all of it and needs REMOTE_WIPE=on. The device gets the order with its next request.',
  body: z
    .strictObject({
      kind: z.enum(['account', 'device']),
      confirm: z.string().max(100).describe('The DeviceId once more.'),
    })
    .meta({ id: 'WipeOrder' }),
  answer: device,
  async handle(call) {
    const { app, database, actor, now, body, params } = call
    const found = await deviceOf(call)
    if (body.confirm !== params.device) {
      throw new Problem('invalid-value', 'confirm must be the DeviceId: nothing was ordered.')
    }
    const order = { kind: body.kind, actor, now, fullWipeAllowed: app.config.remoteWipe }
    await orderWipe(database, found, order)
    return { body: deviceView(await deviceOf(call)) }
  },
})

const cancelDeviceWipe = operation({
  ...{ method: 'DELETE', path: WIPE, id: 'cancelWipe', group, scope },
  summary: 'Takes the order of a wipe back',
  description: 'If `was` is not `ordered`, the device may have carried it out all the same.',
  answer: z.strictObject({ was: z.enum(['ordered', 'sent', 'failed']), device }),
  async handle(call) {
    const was = await cancelWipe(call.database, await deviceOf(call), call.actor)
    // An acknowledged one can't be taken back.
    const body = { was: was as Exclude<typeof was, 'acknowledged'> }
    return { body: { ...body, device: deviceView(await deviceOf(call)) } }
  },
})

export const deviceOperations: readonly Operation[] = [
  listTenantDevices,
  listUserDevices,
  getDevice,
  putDeviceStatus,
  changeDevice,
  orderDeviceWipe,
  cancelDeviceWipe,
]
