import type { ListedDevice } from '../../store/device-admin.js'
import type { LogEntry } from '../../store/device-log.js'
import type { Recording } from '../../store/device-recording.js'
import { momentIn, secondIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { Token, userPath } from './layout.js'
import { Table } from './table.js'

/** `id`: of the device's row. */
export const deviceLogPath = (login: string, id: number) => `${userPath(login)}/devices/${id}/log`

type OfDevice = { visitor: Visitor; login: string; device: ListedDevice }

export type DeviceLogProps = OfDevice & {
  entries: Omit<LogEntry, 'request' | 'response'>[]
  /** Where the next page begins; null on the last. */
  older: number | null
  recording: Recording | null
}

export function DeviceLog(props: DeviceLogProps) {
  const { visitor, login, device, older } = props
  const { deviceLog: words } = visitor.words
  const path = deviceLogPath(login, device.id)
  return (
    <>
      <p>
        <a href={userPath(login)}>{words.user}</a> · {login} · {device.deviceType}{' '}
        {device.userAgent}
      </p>
      <p>{words.means}</p>
      <Entries {...props} />
      <p class="pages">
        <a href={`${path}.txt`}>{words.download}</a>
        {older !== null && <a href={`${path}?before=${older}`}>{words.older}</a>}
      </p>
      <section aria-labelledby="record">
        <h2 id="record">{words.record}</h2>
        {props.recording && <Running {...props} recording={props.recording} />}
        <Start {...props} />
      </section>
    </>
  )
}

function Entries({ visitor, login, device, entries }: DeviceLogProps) {
  const { deviceLog: words } = visitor.words
  if (entries.length === 0) return <p>{words.nothing}</p>
  return (
    <Table heads={[words.at, words.command, words.result, words.took, words.bytes, words.contents]}>
      {entries.map((entry) => (
        <tr>
          <th scope="row">
            <a href={`${deviceLogPath(login, device.id)}/${entry.id}`}>
              {secondIn(visitor, entry.at)}
            </a>
          </th>
          <td>{entry.command}</td>
          <td>{resultOf(entry)}</td>
          <td>{entry.ms} ms</td>
          <td>
            {entry.bytesIn}, {entry.bytesOut}
          </td>
          <td>{entry.masked ? words.hidden : words.shown}</td>
        </tr>
      ))}
    </Table>
  )
}

function resultOf({ http, status }: Pick<LogEntry, 'http' | 'status'>): string {
  return status === null ? `${http}` : `${http}/${status}`
}

function Running(props: OfDevice & { recording: Recording }) {
  const { visitor, login, device, recording } = props
  const { deviceLog: words } = visitor.words
  return (
    <>
      <p>
        <strong>{words.recording(momentIn(visitor, recording.until), recording.by)}</strong>{' '}
        {recording.contents && words.withContents(recording.reason)}
      </p>
      <form method="post" action={`${deviceLogPath(login, device.id)}/record/stop`}>
        <Token csrf={visitor.session.csrf} />
        <button type="submit">{words.stop}</button>
      </form>
    </>
  )
}

const HOURS = [1, 2, 8, 24]

function Start({ visitor, login, device }: OfDevice) {
  const { deviceLog: words } = visitor.words
  return (
    <form method="post" action={`${deviceLogPath(login, device.id)}/record`}>
      <Token csrf={visitor.session.csrf} />
      <label>
        {words.hours}
        <select name="hours">
          {HOURS.map((hours) => (
            <option value={hours}>{words.hour(hours)}</option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" name="contents" value="yes" />
        {words.showContents}
      </label>
      <label>
        {words.reason}
        <input name="reason" maxLength={300} />
      </label>
      <button type="submit">{words.start}</button>
    </form>
  )
}

export function Exchange({ visitor, login, device, entry }: OfDevice & { entry: LogEntry }) {
  const { deviceLog: words } = visitor.words
  const { command, version, ms } = entry
  return (
    <>
      <p>
        <a href={deviceLogPath(login, device.id)}>{words.back}</a> · {momentIn(visitor, entry.at)} ·{' '}
        {command} {version} · {resultOf(entry)} · {ms} ms
      </p>
      <div class="beside">
        <Document id="request" title={words.request} text={entry.request} />
        <Document id="response" title={words.response} text={entry.response} />
      </div>
    </>
  )
}

function Document({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <pre>{text}</pre>
    </section>
  )
}
