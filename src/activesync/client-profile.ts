import { CLIENTS, type ClientProfile, GENERIC } from './client-profiles.js'

export type { ClientProfile } from './client-profiles.js'

const byName = new Map<string, ClientProfile>(
  [GENERIC, ...CLIENTS.map((client) => client.profile)].map((profile) => [profile.name, profile]),
)

/** The profile of a client by what it says of itself; the generic one if none fits. */
export function profileOf(userAgent: string, deviceType: string, deviceId = ''): ClientProfile {
  const client = CLIENTS.find(
    ({ signs }) =>
      signs.userAgent?.test(userAgent) ||
      signs.deviceType?.test(deviceType) ||
      signs.deviceId?.test(deviceId),
  )
  return client?.profile ?? GENERIC
}

type Described = {
  readonly profile: string | null
  readonly user_agent: string
  readonly device_type: string
  readonly device_id: string
}

const found = new WeakMap<Described, ClientProfile>()

/** A device's profile: the one an administrator set for it, else by what it says of itself. */
export function profileOfDevice(device: Described): ClientProfile {
  const known = found.get(device)
  if (known) return known
  const chosen = device.profile === null ? undefined : byName.get(device.profile)
  const profile = chosen ?? profileOf(device.user_agent, device.device_type, device.device_id)
  found.set(device, profile)
  return profile
}

/** Names that an administrator can set for a device. */
export const profileNames: readonly string[] = [...byName.keys()]
