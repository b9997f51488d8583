import type { Counts, Maintenance } from '../../store/installation.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { Token } from './layout.js'

export type StatusProps = {
  visitor: Visitor
  version: string
  database: { kind: string; version: string; answersInMs: number }
  maintenance: Maintenance
  /** Of all tenants for who administers the installation, else of the own one. */
  counts: Counts
}

/** R-ONO-60: what disturbs the synchronization now. */
export function Status({ visitor, version, database, maintenance, counts }: StatusProps) {
  const { status } = visitor.words
  const facts: [string, string | number][] = [
    [status.version, version],
    [status.database, `${database.kind} ${database.version}, ${database.answersInMs} ms`],
    ...(Object.keys(status.counts) as (keyof Counts)[]).map((key): [string, number] => [
      status.counts[key],
      counts[key],
    ]),
  ]
  return (
    <>
      <section aria-labelledby="disturbances">
        <h2 id="disturbances">{status.disturbances}</h2>
        <Disturbances visitor={visitor} maintenance={maintenance} counts={counts} />
      </section>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {visitor.session.installationAdmin && (
        <SwitchMaintenance visitor={visitor} maintenance={maintenance} />
      )}
    </>
  )
}

/** Each of these is somebody whose phone does not get what it should. */
const DISTURBING = ['lockedUsers', 'failingDevices', 'problems', 'oldPasswords'] as const

function Disturbances(props: Pick<StatusProps, 'visitor' | 'maintenance' | 'counts'>) {
  const { visitor, maintenance, counts } = props
  const { status } = visitor.words
  const found = DISTURBING.filter((key) => counts[key] > 0)
  if (!maintenance.on && found.length === 0) return <p>{status.undisturbed}</p>
  return (
    <ul>
      {maintenance.on && (
        <li>
          {status.maintenanceSince(momentIn(visitor, maintenance.since))} {maintenance.notice}
        </li>
      )}
      {found.map((key) => (
        <li>
          {status.counts[key]}: {counts[key]}
        </li>
      ))}
    </ul>
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
