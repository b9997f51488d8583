import type { DeviceSummary } from './account-details.js'

/** One way in which a user's entries get onto a device. Further doors become further kinds. */
export type Channel = {
  kind: 'ActiveSync'
  device: DeviceSummary
}

const DAY_MS = 86_400_000
/** A channel that was not used for so long doubles nothing. */
const ACTIVE_DAYS = 30

/** R-ONO-14: those of an account that were used within 30 days. */
export function activeChannels(devices: readonly DeviceSummary[], now: Date): Channel[] {
  const since = now.getTime() - ACTIVE_DAYS * DAY_MS
  return devices
    .filter(
      ({ status, lastSeenAt }) => status === 'allowed' && (lastSeenAt?.getTime() ?? 0) > since,
    )
    .map((device) => ({ kind: 'ActiveSync', device }))
}

/**
 * R-ONO-14: pairs of channels that probably are of one device, which then shows all entries twice. Used
 * at the same time, not one after the other as when an account is set up anew.
 */
export function doubledChannels(channels: readonly Channel[]): [Channel, Channel][] {
  return channels.flatMap((one, index) =>
    channels
      .slice(index + 1)
      .filter((other) => overlap(one.device, other.device) && isSame(one.device, other.device))
      .map((other): [Channel, Channel] => [one, other]),
  )
}

function overlap(a: DeviceSummary, b: DeviceSummary): boolean {
  if (!a.lastSeenAt || !b.lastSeenAt) return false
  return a.lastSeenAt >= b.firstSeenAt && b.lastSeenAt >= a.firstSeenAt
}

/** By the surest of what both say: the number of the device, its name and model, where it asks from. */
function isSame(a: DeviceSummary, b: DeviceSummary): boolean {
  const both = (name: string) => {
    const [of, other] = [a.information[name] ?? '', b.information[name] ?? '']
    return of === '' || other === '' ? null : of === other
  }
  const number = both('imei')
  if (number !== null) return number
  const [name, model] = [both('friendlyName'), both('model')]
  if (name === false || model === false) return false
  if (name || model) return true
  return a.deviceType === b.deviceType && a.lastAddress !== null && a.lastAddress === b.lastAddress
}
