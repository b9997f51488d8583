import { codePage } from '../code-page.js'

/** Code page 3, of older clients only: retired in MS-ASWBXML. */
export const airNotify = codePage(3, 'AirNotify', {
  Notify: 0x05,
  Notification: 0x06,
  Version: 0x07,
  Lifetime: 0x08,
  DeviceInfo: 0x09,
  Enable: 0x0a,
  Folder: 0x0b,
  ServerEntryId: 0x0c,
  DeviceAddress: 0x0d,
  ValidCarrierProfiles: 0x0e,
  CarrierProfile: 0x0f,
  Status: 0x10,
  Replies: 0x11,
  Devices: 0x12,
  Device: 0x13,
  Id: 0x14,
  Expiry: 0x15,
  NotifyGUID: 0x16,
  DeviceFriendlyName: 0x17,
})
