import type { ListedDevice } from '../../store/device-admin.js'
import type { DeviceStatus } from '../../store/device-rules.js'
import type { DevicePage } from '../../store/device-search.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { nameOfOne } from './device-name.js'
import { userPath } from './layout.js'
import { devicePath, devicesPath } from './paths.js'
import { Table } from './table.js'

export type DevicesProps = {
  visitor: Visitor
  tenant: string
  /** What was searched for. */
  words: string
  status: DeviceStatus | null
  page: DevicePage
}

export function Devices(props: DevicesProps) {
  const { visitor, tenant, words, status, page } = props
  const { devices, users } = visitor.words
  const query = { ...(words && { q: words }), ...(status && { status }) }
  return (
    <>
      <Search {...props} />
      {page.devices.length === 0 ? (
        <p>{devices.none}</p>
      ) : (
        <DeviceTable visitor={visitor} listed={page.devices} />
      )}
      {page.next !== null && (
        <p class="pages">
          <a href={devicesPath(tenant, { ...query, before: `${page.next}` })}>{users.next}</a>
        </p>
      )}
    </>
  )
}

function Search({ visitor, tenant, words, status }: DevicesProps) {
  const { devices, users } = visitor.words
  const statuses = Object.keys(devices.statuses) as DeviceStatus[]
  return (
    <search>
      <form method="get" action={devicesPath(tenant)} class="row">
        <label>
          {devices.search}
          <input type="search" name="q" value={words} maxLength={100} />
        </label>
        <label>
          {devices.state}
          <select name="status">
            <option value="">{devices.all}</option>
            {statuses.map((one) => (
              <option value={one} selected={one === status}>
                {devices.statuses[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{users.find}</button>
      </form>
    </search>
  )
}

function DeviceTable({ visitor, listed }: { visitor: Visitor; listed: readonly ListedDevice[] }) {
  const { devices } = visitor.words
  const { device, user, model, version, last, lastSeen, state } = devices
  return (
    <Table heads={[device, user, model, version, last, lastSeen, state]}>
      {listed.map((one) => {
        const login = `${one.user}_${one.tenant}`
        return (
          <tr>
            <th scope="row">
              <a href={devicePath(login, one.id)}>{nameOfOne(one)}</a>
              <br />
              {one.deviceId}
            </th>
            <td>
              <a href={userPath(login)}>{one.user}</a>
            </td>
            <td>{one.information.model ?? one.deviceType}</td>
            <td>{one.protocolVersion}</td>
            <td>
              {one.lastCommand} {one.lastStatus}
            </td>
            <td>{momentIn(visitor, one.lastSeenAt)}</td>
            <td>
              <Standing visitor={visitor} device={one} />
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

export function Standing({ visitor, device }: { visitor: Visitor; device: ListedDevice }) {
  const text = visitor.words.devices.statuses[device.status]
  return device.status === 'allowed' ? <span>{text}</span> : <strong class="warn">{text}</strong>
}
