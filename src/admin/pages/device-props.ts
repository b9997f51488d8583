import type { Account } from '../../store/accounts.js'
import type { ListedDevice } from '../../store/device-admin.js'
import type { DeviceFolder } from '../../store/device-folders.js'
import type { Problem } from '../../store/problems.js'
import type { Visitor } from '../visitor.js'

export type DeviceProps = {
  visitor: Visitor
  account: Account
  device: ListedDevice
  folders: readonly DeviceFolder[]
  /** Of this device. */
  problems: readonly Problem[]
  mayAdminister: boolean
  mayReset: boolean
}
