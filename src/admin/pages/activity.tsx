import type { Activity as Now, ParkedRequest, SeenRequest } from '../../store/activity.js'
import { LIVE_PATH } from '../live.js'
import { secondIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { deviceLogPath } from './device-log.js'
import { userPath } from './layout.js'
import { Table } from './table.js'

export type ActivityProps = { visitor: Visitor; activity: Now }

/** A live view; without scripts, of the moment of its loading. */
export function Activity(props: ActivityProps) {
  const { activity: words } = props.visitor.words
  return (
    <>
      <p>
        <a href="/admin/activity">{words.reload}</a>
      </p>
      <p class="flash failed" role="alert" data-stale hidden>
        {words.stale}
      </p>
      <div data-live="/admin/activity/live">
        <Live {...props} />
      </div>
      <script src={LIVE_PATH} defer />
    </>
  )
}

/** What is renewed, part by part. */
export function Live({ visitor, activity }: ActivityProps) {
  const { activity: words } = visitor.words
  const { traffic, parked, parkedRequests, recent } = activity
  const failed = traffic.refused + traffic.clientErrors + traffic.serverErrors + traffic.failed
  return (
    <>
      <p data-part="summary" aria-live="polite">
        {words.summary(parked, failed)}
      </p>
      <section aria-labelledby="parked">
        <h2 id="parked">{words.parked}</h2>
        <div data-part="parked">
          <Parked visitor={visitor} requests={parkedRequests} />
        </div>
      </section>
      <section aria-labelledby="newest">
        <h2 id="newest">{words.newest}</h2>
        <div data-part="newest">
          <Newest visitor={visitor} requests={recent} />
        </div>
      </section>
      <section aria-labelledby="figures">
        <h2 id="figures">{words.figures}</h2>
        <div data-part="figures">
          <Figures visitor={visitor} activity={activity} />
        </div>
      </section>
    </>
  )
}

/** Those of one tenant have no times of answers: these are counted for the whole gateway. */
export function Figures({ visitor, activity }: ActivityProps) {
  const { activity: words } = visitor.words
  const { traffic, perSecond, p50, p95 } = activity
  const facts: [string, string | number][] = [
    [words.requests, traffic.requests],
    [words.perSecond, perSecond],
    [words.failed, traffic.failed],
  ]
  if (visitor.session.installationAdmin) {
    facts.push(
      [words.refused, traffic.refused],
      [words.clientErrors, traffic.clientErrors],
      [words.serverErrors, traffic.serverErrors],
      [words.p50, p50 === null ? '–' : `${p50} ms`],
      [words.p95, p95 === null ? '–' : `${p95} ms`],
      [words.bytesIn, traffic.bytesIn],
      [words.bytesOut, traffic.bytesOut],
    )
  }
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Parked({ visitor, requests }: { visitor: Visitor; requests: ParkedRequest[] }) {
  const { activity: words } = visitor.words
  if (requests.length === 0) return <p>{words.nobodyParked}</p>
  return (
    <Table heads={[words.user, words.device, words.command, words.since, words.longest]}>
      {requests.map((one) => (
        <tr>
          <Who {...one} />
          <td>{one.command}</td>
          <td>{secondIn(visitor, new Date(one.since))}</td>
          <td>{words.seconds(one.seconds)}</td>
        </tr>
      ))}
    </Table>
  )
}

function Newest({ visitor, requests }: { visitor: Visitor; requests: SeenRequest[] }) {
  const { activity: words } = visitor.words
  if (requests.length === 0) return <p>{words.noRequests}</p>
  return (
    <Table heads={[words.user, words.device, words.command, words.at, words.result]}>
      {requests.map((one) => (
        <tr>
          <Who {...one} />
          <td>{one.command}</td>
          <td>{secondIn(visitor, new Date(one.at))}</td>
          <td class={one.failed ? 'warn' : ''}>
            {one.failed ? words.notOk : words.ok} ({one.http}
            {one.status === undefined ? '' : `/${one.status}`}, {one.ms} ms)
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Who({ user, device, deviceId }: Pick<SeenRequest, 'user' | 'device' | 'deviceId'>) {
  return (
    <>
      <th scope="row">
        <a href={userPath(user)}>{user}</a>
      </th>
      <td>{deviceId === null ? device : <a href={deviceLogPath(user, deviceId)}>{device}</a>}</td>
    </>
  )
}
