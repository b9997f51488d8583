import type { AccountDetails } from '../../store/account-details.js'
import type { Account } from '../../store/accounts.js'
import type { Channel } from '../../store/channels.js'
import type { DeviceStatus } from '../../store/device-rules.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { nameOfOne } from './device-name.js'
import { devicePath, explainPath } from './paths.js'
import { Table } from './table.js'

export type UserDevicesProps = {
  visitor: Visitor
  account: Account
  details: AccountDetails
  /** Channels that probably are of one device. */
  doubled: readonly [Channel, Channel][]
  mayAdminister: boolean
}

/** R-ONO-14: all ways in which entries get onto devices of the user. */
export function UserDevices(props: UserDevicesProps) {
  const { visitor, account, details, mayAdminister } = props
  const { user, devices } = visitor.words
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{user.devices}</h2>
      <Doubled {...props} />
      {details.devices.length === 0 ? <p>{user.noDevices}</p> : <DeviceTable {...props} />}
      {mayAdminister && (
        <p>
          <a href={explainPath({ user: account.login })}>{devices.whyMissing}</a>
        </p>
      )}
    </section>
  )
}

function DeviceTable({ visitor, account, details }: UserDevicesProps) {
  const { devices } = visitor.words
  const { device, connection, version, last, lastSeen, state } = devices
  return (
    <Table heads={[device, connection, version, last, lastSeen, state]}>
      {details.devices.map((one) => (
        <tr>
          <th scope="row">
            <a href={devicePath(account.login, one.id)}>{nameOfOne(one)}</a>
          </th>
          <td>ActiveSync</td>
          <td>{one.protocolVersion}</td>
          <td>
            {one.lastCommand} {one.lastStatus}
          </td>
          <td>{momentIn(visitor, one.lastSeenAt)}</td>
          <td>{devices.statuses[one.status as DeviceStatus]}</td>
        </tr>
      ))}
    </Table>
  )
}

function Doubled({ visitor, doubled }: UserDevicesProps) {
  const { devices } = visitor.words
  if (doubled.length === 0) return null
  return (
    <div class="alert">
      <h3>{devices.doubled}</h3>
      <ul>
        {doubled.slice(0, 20).map(([one, other]) => (
          <li>
            {devices.doubledOf(
              `${nameOfOne(one.device)} (${one.kind}, ${one.device.deviceId})`,
              `${nameOfOne(other.device)} (${other.kind}, ${other.device.deviceId})`,
            )}
          </li>
        ))}
      </ul>
      <p>{devices.doubledTodo}</p>
    </div>
  )
}
