import { h } from 'preact'
import { lostByRemoval, removeDevice } from '../store/device-care.js'
import { backWith } from './account-visit.js'
import { administeredDevice, backToDevice } from './device-visit.js'
import { type Form, field } from './form.js'
import { DeviceRemoval } from './pages/device-removal.js'
import { sendPage } from './render.js'
import type { Visit } from './visit.js'
import { actorOf } from './visitor.js'

export async function showRemoval(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { account, device } = await administeredDevice(visit)
  await sendPage(parts, visit, {
    title: visitor.words.devices.remove,
    body: h(DeviceRemoval, { visitor, account, device, lost: lostByRemoval(device) }),
  })
}

export async function remove(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const owned = await administeredDevice(visit)
  const { devices } = visitor.words
  const even = field(form, 'even', 5) === 'yes'
  if (lostByRemoval(owned.device) && !even) {
    return await backToDevice(visit, owned, { kind: 'failed', text: devices.notRemoved })
  }
  await removeDevice(parts.app.database, owned.device, { actor: actorOf(visitor), even })
  await backWith(visit, owned.account, { kind: 'done', text: devices.removed })
}
