import { PROTOCOL_VERSIONS } from '../activesync/protocol-version.js'
import { HttpError, UserError } from '../errors.js'
import { setDeviceStatus } from '../store/device-admin.js'
import { resetDevice, resetFolder } from '../store/device-care.js'
import { setDeviceCeiling } from '../store/device-ceiling.js'
import type { DeviceStatus } from '../store/device-rules.js'
import { administeredDevice, backToDevice, deviceOf } from './device-visit.js'
import { type Form, field } from './form.js'
import type { Visit } from './visit.js'
import { actorOf } from './visitor.js'

const STATUSES: readonly DeviceStatus[] = ['allowed', 'blocked', 'quarantined']

export async function decide(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const owned = await administeredDevice(visit)
  const status = STATUSES.find((one) => one === field(form, 'status', 20))
  if (!status) throw new HttpError(400, 'No such status.')
  await setDeviceStatus(parts.app.database, owned.device, { status, actor: actorOf(visitor) })
  const text = visitor.words.devices.decided[status]
  await backToDevice(visit, owned, { kind: 'done', text })
}

export async function limit(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const owned = await administeredDevice(visit)
  const asked = field(form, 'ceiling', 10)
  const ceiling = PROTOCOL_VERSIONS.find((version) => version === asked) ?? null
  if (ceiling === null && asked !== '') throw new HttpError(400, 'No such version.')
  await setDeviceCeiling(parts.app.database, owned.device, { ceiling, actor: actorOf(visitor) })
  const text = visitor.words.devices.ceilingSaved
  await backToDevice(visit, owned, { kind: 'done', text })
}

/** R-ONO-61: as with the switches, the user may do it, too: nothing is lost by it. */
export async function reset(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const owned = await deviceOf(visit)
  const { devices } = visitor.words
  const { database } = parts.app
  const actor = actorOf(visitor)
  const folderId = field(form, 'folder', 64)
  try {
    const folders =
      folderId === ''
        ? await resetDevice(database, owned.device, { actor })
        : await resetFolder(database, owned.device, { folderId, actor })
    await backToDevice(visit, owned, { kind: 'done', text: devices.resetDone(folders.length) })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    await backToDevice(visit, owned, { kind: 'failed', text: devices.nothingToReset })
  }
}
