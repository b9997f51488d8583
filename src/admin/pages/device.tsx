import { factsOf } from '../device-facts.js'
import { DeviceActions } from './device-actions.js'
import { DeviceFolders } from './device-folders.js'
import { deviceLogPath } from './device-log.js'
import type { DeviceProps } from './device-props.js'
import { Token, userPath } from './layout.js'
import { devicePath, explainPath } from './paths.js'

/** One device: what is wrong with it, what it has, and what can be done about it. */
export function Device(props: DeviceProps) {
  const { visitor, account, device, mayAdminister } = props
  const { devices } = visitor.words
  return (
    <>
      <p>
        <a href={userPath(account.login)}>{account.displayName || account.login}</a> ·{' '}
        {device.deviceId}
        {mayAdminister && (
          <>
            {' · '}
            <a href={explainPath({ user: account.login })}>{devices.whyMissing}</a>
            {' · '}
            <a href={deviceLogPath(account.login, device.id)}>{visitor.words.deviceLog.title}</a>
          </>
        )}
      </p>
      <Alerts {...props} />
      <dl class="facts">
        {factsOf(visitor, device).map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <DeviceFolders {...props} />
      {mayAdminister && <DeviceActions {...props} />}
    </>
  )
}

/** What keeps the device from getting anything. */
function Alerts({ visitor, account, device, mayAdminister }: DeviceProps) {
  const { devices } = visitor.words
  const { status, statusBy, wipe, wipeState } = device
  const pending = wipe && wipeState && wipeState !== 'acknowledged'
  if (status === 'allowed' && !pending) return null
  return (
    <section class="alert" aria-label={devices.state}>
      {status !== 'allowed' && (
        <p>
          <strong>{devices.decided[status]}</strong> {devices.decidedBy[statusBy]}
        </p>
      )}
      {pending && (
        <>
          <p>
            <strong>
              {devices.facts.wipe} {devices.wipes[wipe]}
            </strong>
            , {devices.wipeStates[wipeState]}.
          </p>
          {mayAdminister && (
            <form method="post" action={`${devicePath(account.login, device.id)}/wipe-cancel`}>
              <Token csrf={visitor.session.csrf} />
              <button type="submit">{devices.takeBack}</button>
            </form>
          )}
        </>
      )}
    </section>
  )
}
