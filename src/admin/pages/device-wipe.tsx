import type { WipeKind } from '../../store/device-admin.js'
import { nameOfOne } from './device-name.js'
import type { DeviceProps } from './device-props.js'
import { Token } from './layout.js'
import { devicePath } from './paths.js'

export type DeviceWipeProps = Pick<DeviceProps, 'visitor' | 'account' | 'device'> & {
  /** What can be ordered for this device. */
  offered: readonly WipeKind[]
}

/** The second step: what goes, and the DeviceId typed. */
export function DeviceWipe(props: DeviceWipeProps) {
  const { visitor, account, device, offered } = props
  const { devices, back } = visitor.words
  return (
    <>
      <p>
        <a href={devicePath(account.login, device.id)}>{nameOfOne(device)}</a> · {account.login}
      </p>
      {offered.includes('account') ? (
        <Order {...props} kind="account" />
      ) : (
        <p>{devices.wipeTooOld(device.protocolVersion ?? '?')}</p>
      )}
      {offered.includes('device') ? (
        <Order {...props} kind="device" />
      ) : (
        <p>{devices.noFullWipe}</p>
      )}
      <p>
        <a href={devicePath(account.login, device.id)}>{back}</a>
      </p>
    </>
  )
}

function Order({ visitor, account, device, kind }: DeviceWipeProps & { kind: WipeKind }) {
  const { devices } = visitor.words
  return (
    <section class="alert" aria-labelledby={`order-${kind}`}>
      <h2 id={`order-${kind}`}>{devices.order[kind]}</h2>
      <p>{devices.wipeMeans[kind]}</p>
      <form method="post" action={`${devicePath(account.login, device.id)}/wipe`}>
        <Token csrf={visitor.session.csrf} />
        <input type="hidden" name="kind" value={kind} />
        <label>
          {devices.typeId(device.deviceId)}
          <input name="confirm" autocomplete="off" autocapitalize="none" maxLength={200} required />
        </label>
        <button type="submit" class="danger">
          {devices.order[kind]}
        </button>
      </form>
    </section>
  )
}
