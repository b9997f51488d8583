import type { DeviceFolder } from '../../store/device-folders.js'
import { momentIn } from '../moment.js'
import type { Words } from '../words/en.js'
import type { DeviceProps } from './device-props.js'
import { Token } from './layout.js'
import { devicePath } from './paths.js'
import { Table } from './table.js'

/** The empty mail folders say nothing. */
const withItems = ({ kind }: DeviceFolder) => kind !== 'mail'
const MOST_PROBLEMS = 50

/** What a device has of each folder, and what was set aside for it. */
export function DeviceFolders(props: DeviceProps) {
  const { visitor, account, device, folders, mayReset } = props
  const { devices } = visitor.words
  const shown = folders.filter(withItems)
  return (
    <section aria-labelledby="folders">
      <h2 id="folders">{devices.folders}</h2>
      {shown.length === 0 ? <p>{devices.noFolders}</p> : <FolderTable {...props} folders={shown} />}
      {mayReset && shown.length > 0 && (
        <form method="post" action={`${devicePath(account.login, device.id)}/reset`}>
          <Token csrf={visitor.session.csrf} />
          <p>{devices.resetMeans}</p>
          <button type="submit">{devices.resetAll}</button>
        </form>
      )}
      <SetAside {...props} />
    </section>
  )
}

function FolderTable({ visitor, account, device, folders, mayReset }: DeviceProps) {
  const { devices, kinds, session } = { ...visitor.words, session: visitor.session }
  const { folder, kind, items, period, changed, state, action } = devices
  const heads = [folder, kind, items, period, changed, state, ...(mayReset ? [action] : [])]
  return (
    <Table heads={heads}>
      {folders.map((one) => (
        <tr>
          <th scope="row">{one.name}</th>
          <td>{one.kind === 'mail' ? devices.mail : kinds[one.kind]}</td>
          <td>{one.items}</td>
          <td>{periodIn(visitor.words, one)}</td>
          <td>{momentIn(visitor, one.changedAt)}</td>
          <td>
            {devices.folderStates[one.state]}
            {one.state === 'synchronized' && one.more && `, ${devices.more}`}
          </td>
          {mayReset && (
            <td>
              {one.state === 'synchronized' && (
                <form method="post" action={`${devicePath(account.login, device.id)}/reset`}>
                  <Token csrf={session.csrf} />
                  <input type="hidden" name="folder" value={one.folderId} />
                  <button type="submit" class="link" aria-label={devices.resetOf(one.name)}>
                    {devices.reset}
                  </button>
                </form>
              )}
            </td>
          )}
        </tr>
      ))}
    </Table>
  )
}

/** MS-ASCMD, FilterType. */
function periodIn({ devices }: Words, { filterType }: DeviceFolder): string {
  if (filterType === null) return ''
  return filterType === 8 ? devices.incomplete : (devices.periods[filterType] ?? `${filterType}`)
}

function SetAside({ visitor, problems }: DeviceProps) {
  const { devices, kinds } = visitor.words
  if (problems.length === 0) return null
  return (
    <>
      <h3>{devices.setAside}</h3>
      <p>{devices.setAsideTodo}</p>
      <Table heads={[devices.title, devices.kind, devices.reason, devices.since]}>
        {problems.slice(0, MOST_PROBLEMS).map((one) => (
          <tr>
            <th scope="row">{one.title}</th>
            <td>{kinds[one.kind]}</td>
            <td>
              {one.reason} {one.onDevice && devices.onDevice}
            </td>
            <td>{momentIn(visitor, one.since)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
