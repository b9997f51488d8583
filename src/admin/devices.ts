import { h } from 'preact'
import { foldersOfDevice } from '../store/device-folders.js'
import type { DeviceStatus } from '../store/device-rules.js'
import { searchDevices } from '../store/device-search.js'
import { listProblems } from '../store/problems.js'
import { tenantNamed } from '../store/tenants.js'
import { notFound } from './account-visit.js'
import { deviceOf } from './device-visit.js'
import { Device } from './pages/device.js'
import { nameOfOne } from './pages/device-name.js'
import { Devices } from './pages/devices.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { isOwn, mayAdminister, maySeeTenant } from './visitor.js'

const PAGE = 50
const STATUSES: readonly DeviceStatus[] = ['allowed', 'blocked', 'quarantined']

/** All devices of a tenant, or those of one status or with these words. */
export async function showDevices(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const tenant = `${request.params.tenant}`
  const { database } = parts.app
  const found = maySeeTenant(visitor, tenant) ? await tenantNamed(database, tenant) : null
  if (!found) throw notFound()
  const query = queryOf(request)
  const words = (query.get('q') ?? '').slice(0, 100)
  const status = STATUSES.find((one) => one === query.get('status')) ?? null
  const before = query.get('before') ?? ''
  const page = await searchDevices(database, found.id, {
    ...{ words, limit: PAGE },
    ...(status && { status }),
    ...(/^\d{1,15}$/.test(before) && { before: Number(before) }),
  })
  await sendPage(parts, visit, {
    title: visitor.words.devices.of(tenant),
    body: h(Devices, { visitor, tenant, words, status, page }),
  })
}

export async function showDevice(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { database } = parts.app
  const { account, device } = await deviceOf(visit)
  const { tenantId, accountId, deviceId } = device
  await sendPage(parts, visit, {
    title: nameOfOne(device),
    body: h(Device, {
      ...{ visitor, account, device },
      folders: await foldersOfDevice(database, device),
      problems: await listProblems(database, { tenantId, accountId, device: deviceId }),
      mayAdminister: mayAdminister(visitor, account),
      mayReset: mayAdminister(visitor, account) || isOwn(visitor, account),
    }),
  })
}
