import { PROTOCOL_VERSIONS } from '../../activesync/protocol-version.js'
import type { DeviceStatus } from '../../store/device-rules.js'
import { isPending } from '../../store/remote-wipes.js'
import type { DeviceProps } from './device-props.js'
import { Token } from './layout.js'
import { devicePath } from './paths.js'

/** What only administrators do. */
export function DeviceActions(props: DeviceProps) {
  const { visitor, account, device } = props
  const { devices } = visitor.words
  const path = devicePath(account.login, device.id)
  return (
    <>
      <Decision {...props} />
      <Ceiling {...props} />
      <section aria-labelledby="wipe">
        <h2 id="wipe">{devices.wipe}</h2>
        {isPending(device.wipeState) ? (
          <p>{devices.ordered}</p>
        ) : (
          <p>
            <a href={`${path}/wipe`}>{devices.wipeLink}</a>
          </p>
        )}
      </section>
      <section aria-labelledby="remove">
        <h2 id="remove">{devices.remove}</h2>
        <p>
          <a href={`${path}/remove`}>{devices.removeLink}</a>
        </p>
      </section>
    </>
  )
}

function Decision({ visitor, account, device }: DeviceProps) {
  const { devices } = visitor.words
  const statuses = Object.keys(devices.decide) as DeviceStatus[]
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">{devices.standing}</h2>
      <form method="post" action={`${devicePath(account.login, device.id)}/status`} class="buttons">
        <Token csrf={visitor.session.csrf} />
        {statuses
          .filter((status) => status !== device.status)
          .map((status) => (
            <button
              type="submit"
              name="status"
              value={status}
              class={status === 'blocked' ? 'danger' : ''}
            >
              {devices.decide[status]}
            </button>
          ))}
      </form>
    </section>
  )
}

function Ceiling({ visitor, account, device }: DeviceProps) {
  const { devices, save } = visitor.words
  return (
    <section aria-labelledby="ceiling">
      <h2 id="ceiling">{devices.ceiling}</h2>
      <p>{devices.ceilingMeans}</p>
      <form method="post" action={`${devicePath(account.login, device.id)}/ceiling`}>
        <Token csrf={visitor.session.csrf} />
        <label>
          {devices.facts.ceiling}
          <select name="ceiling">
            <option value="">{devices.noCeiling}</option>
            {PROTOCOL_VERSIONS.toReversed().map((version) => (
              <option value={version} selected={version === device.versionCeiling}>
                {version}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{save}</button>
      </form>
    </section>
  )
}
