import { h } from 'preact'
import { HttpError, UserError } from '../errors.js'
import type { WipeKind } from '../store/device-admin.js'
import { cancelWipe, orderWipe, speaksAccountWipe } from '../store/remote-wipes.js'
import { administeredDevice, backToDevice } from './device-visit.js'
import { type Form, field } from './form.js'
import { DeviceWipe } from './pages/device-wipe.js'
import { sendPage } from './render.js'
import type { Visit } from './visit.js'
import { actorOf } from './visitor.js'

/** A page of its own: nobody wipes a device by one click beside another button. */
export async function showWipe(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { account, device } = await administeredDevice(visit)
  const offered: WipeKind[] = speaksAccountWipe(device) ? ['account'] : []
  if (parts.app.config.remoteWipe) offered.push('device')
  await sendPage(parts, visit, {
    title: visitor.words.devices.wipe,
    body: h(DeviceWipe, { visitor, account, device, offered }),
  })
}

export async function wipe(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const owned = await administeredDevice(visit)
  const { devices } = visitor.words
  const asked = field(form, 'kind', 10)
  const kind = (['account', 'device'] as const).find((one) => one === asked)
  if (!kind) throw new HttpError(400, 'No such wipe.')
  if (field(form, 'confirm', 200).trim() !== owned.device.deviceId) {
    return await backToDevice(visit, owned, { kind: 'failed', text: devices.notConfirmed })
  }
  const { config, database, now } = parts.app
  const order = { kind, actor: actorOf(visitor), now: now(), fullWipeAllowed: config.remoteWipe }
  try {
    await orderWipe(database, owned.device, order)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return await backToDevice(visit, owned, {
      kind: 'failed',
      text: devices.refused(error.message),
    })
  }
  await backToDevice(visit, owned, { kind: 'done', text: devices.ordered })
}

export async function takeBack(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const owned = await administeredDevice(visit)
  const { devices } = visitor.words
  try {
    const was = await cancelWipe(parts.app.database, owned.device, actorOf(visitor))
    const text = was === 'ordered' ? devices.takenBack : devices.takenBackLate
    await backToDevice(visit, owned, { kind: 'done', text })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    await backToDevice(visit, owned, { kind: 'failed', text: devices.refused(error.message) })
  }
}
