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

/** A device's profile: the one an administrator set for it, else by what it says of itself. */
export function profileOfDevice(device: {
  profile: string | null
  user_agent: string
  device_type: string
  device_id: string
}): ClientProfile {
  const chosen = device.profile === null ? undefined : byName.get(device.profile)
  return chosen ?? profileOf(device.user_agent, device.device_type, device.device_id)
}

/** Names that an administrator can set for a device. */
export const profileNames: readonly string[] = [...byName.keys()]
