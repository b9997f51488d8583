import type { Activity, RunningGateway } from '../../store/activity.js'
import type { Disturbance, DisturbanceKind } from '../../store/disturbances.js'
import type { Counts, Maintenance } from '../../store/installation.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { Figures } from './activity.js'
import { Token, usersPath } from './layout.js'
import { Table } from './table.js'
import { WaitingDevices } from './waiting-devices.js'

export type StatusProps = {
  visitor: Visitor
  version: string
  database: { kind: string; version: string; answersInMs: number }
  maintenance: Maintenance
  /** Of all tenants for who administers the installation, else of the own one. */
  counts: Counts
  disturbances: readonly Disturbance[]
  activity: Activity
  /** None for who does not administer the installation. */
  gateways: readonly RunningGateway[]
  /** Devices in quarantine, by tenant. */
  waiting: readonly { tenant: string; count: number }[]
}

/** R-ONO-60: what disturbs the synchronization now. */
export function Status(props: StatusProps) {
  const { visitor, version, database, maintenance, counts, activity, waiting } = props
  const { status, activity: words } = visitor.words
  const facts: [string, string | number][] = [
    [status.version, version],
    [status.database, `${database.kind} ${database.version}, ${database.answersInMs} ms`],
    [words.parked, activity.parked],
    ...(Object.keys(status.counts) as (keyof Counts)[]).map((key): [string, number] => [
      status.counts[key],
      counts[key],
    ]),
  ]
  return (
    <>
      <section aria-labelledby="disturbances">
        <h2 id="disturbances">{status.disturbances}</h2>
        <Disturbances {...props} />
      </section>
      <WaitingDevices visitor={visitor} waiting={waiting} />
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="figures">
        <h2 id="figures">{words.figures}</h2>
        <Figures visitor={visitor} activity={activity} />
        <p>
          <a href="/admin/activity">{words.title}</a>
        </p>
      </section>
      {visitor.session.installationAdmin && <Gateways {...props} />}
      {visitor.session.installationAdmin && (
        <SwitchMaintenance visitor={visitor} maintenance={maintenance} />
      )}
    </>
  )
}

function Disturbances({ visitor, maintenance, disturbances }: StatusProps) {
  const { status, activity } = visitor.words
  if (!maintenance.on && disturbances.length === 0) return <p>{status.undisturbed}</p>
  return (
    <ul>
      {maintenance.on && (
        <li>
          {status.maintenanceSince(momentIn(visitor, maintenance.since))} {maintenance.notice}
        </li>
      )}
      {disturbances.map(({ kind, count, at }) => {
        const { told, todo } = activity.disturbances[kind]
        const link = linkOf(kind, visitor)
        return (
          <li>
            <strong>{told(count, momentIn(visitor, at))}</strong>{' '}
            {link === null ? todo : <a href={link}>{todo}</a>}
          </li>
        )
      })}
    </ul>
  )
}

/** Where one can do something about it. */
function linkOf(kind: DisturbanceKind, { session }: Visitor): string | null {
  if (kind === 'failingDevices' || kind === 'serverErrors') return '/admin/activity'
  if (kind === 'waitingDevices') return '#waiting'
  const ofUsers = kind === 'lockedUsers' || kind === 'oldPasswords'
  return ofUsers ? usersPath(session.tenant) : null
}

function Gateways({ visitor, gateways }: StatusProps) {
  const { activity: words } = visitor.words
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{words.gateways}</h2>
      {gateways.length === 0 ? (
        <p>{words.noGateways}</p>
      ) : (
        <Table
          heads={[
            words.host,
            words.process,
            words.version,
            words.since,
            words.parked,
            words.figures,
          ]}
        >
          {gateways.map(({ host, pid, version, startedAt, state }) => (
            <tr>
              <th scope="row">{host}</th>
              <td>{pid}</td>
              <td>{version}</td>
              <td>{momentIn(visitor, startedAt)}</td>
              <td>{state.parked}</td>
              <td>{state.traffic.requests}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

function SwitchMaintenance({ visitor, maintenance }: Pick<StatusProps, 'visitor' | 'maintenance'>) {
  const { status } = visitor.words
  const on = !maintenance.on
  return (
    <section aria-labelledby="maintenance">
      <h2 id="maintenance">{status.maintenance}</h2>
      <p>{status.maintenanceMeans}</p>
      <form method="post" action="/admin/maintenance">
        <Token csrf={visitor.session.csrf} />
        <input type="hidden" name="on" value={on ? 'yes' : 'no'} />
        {on && (
          <label>
            {status.notice}
            <input name="notice" maxLength={200} />
          </label>
        )}
        <button type="submit" class={on ? 'danger' : ''}>
          {on ? status.begin : status.end}
        </button>
      </form>
    </section>
  )
}
