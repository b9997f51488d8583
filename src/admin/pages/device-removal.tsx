import type { LostByRemoval } from '../../store/device-care.js'
import { nameOfOne } from './device-name.js'
import type { DeviceProps } from './device-props.js'
import { Token } from './layout.js'
import { devicePath } from './paths.js'

export type DeviceRemovalProps = Pick<DeviceProps, 'visitor' | 'account' | 'device'> & {
  /** What has to be confirmed; null: nothing. */
  lost: LostByRemoval | null
}

export function DeviceRemoval({ visitor, account, device, lost }: DeviceRemovalProps) {
  const { devices, back } = visitor.words
  const path = devicePath(account.login, device.id)
  return (
    <>
      <p>
        <a href={path}>{nameOfOne(device)}</a> · {device.deviceId} · {account.login}
      </p>
      <p>{devices.removeMeans}</p>
      <form method="post" action={`${path}/remove`}>
        <Token csrf={visitor.session.csrf} />
        {lost && (
          <>
            <p class="flash failed">{devices.lost[lost]}</p>
            <label class="check">
              <input type="checkbox" name="even" value="yes" required />
              {devices.removeEven}
            </label>
          </>
        )}
        <button type="submit" class="danger">
          {devices.remove}
        </button>
      </form>
      <p>
        <a href={path}>{back}</a>
      </p>
    </>
  )
}
