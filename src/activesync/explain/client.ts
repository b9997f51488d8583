import type { ListedDevice } from '../../store/device-admin.js'
import { profileOfDevice } from '../client-profile.js'

/** The client profile by which a device is served: an administrator set it, or it says what it is. */
export function clientOf(
  device: Pick<ListedDevice, 'profile' | 'userAgent' | 'deviceType' | 'deviceId'>,
): string {
  return profileOfDevice({
    profile: device.profile,
    user_agent: device.userAgent,
    device_type: device.deviceType,
    device_id: device.deviceId,
  }).name
}
