import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { VERSION } from '../version.js'
import { shareWithPrimary } from './cluster.js'

/** One request that is over, of whatever door. */
export type SeenRequest = {
  /** The command's name, or the door's; what is none of them counts as `other`. */
  command: string
  http: number
  seconds: number
  bytesIn: number
  bytesOut: number
  /** It waited for changes, so that its time says nothing. */
  waited: boolean
}

/** Why something was not taken on, or not to its end. */
export const SHED_REASONS = [
  'requests',
  'address-requests',
  'time',
  'connections',
  'address-connections',
  'logins',
] as const
export type ShedReason = (typeof SHED_REASONS)[number]

/** What Prometheus is told. Counts of this process, from its start on. */
export type Metrics = {
  request(seen: SeenRequest): void
  /** A request or a connection was not taken on. */
  shed(why: ShedReason): void
  /** A wrong login waits, since its address exceeds the limit. */
  slowedLogin(): void
  /** In the text format. */
  text(): Promise<string>
  contentType: string
}

/** Read when somebody asks. */
export type Gauges = {
  parkedRequests(): number
  requestsInWork(): number
  databaseWaiting(): number
  passwordChecks(): number
}

/** From the least Sync (a millisecond) to what makes phones give up. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** `commands`: the names that may become a label, so that nobody outside can make any. */
export function createMetrics(commands: Iterable<string>, gauges: Gauges): Metrics {
  const known = new Set(commands)
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    ...{ name: 'termingate_requests_total', help: 'Requests answered.', registers },
    labelNames: ['command', 'http'],
  })
  const seconds = new Histogram({
    ...{ name: 'termingate_request_seconds', registers, buckets: SECONDS },
    help: 'Time to answer, without requests that wait for changes.',
    labelNames: ['command'],
  })
  const bytes = new Counter({
    ...{ name: 'termingate_bytes_total', help: 'Bytes of bodies, unpacked.', registers },
    labelNames: ['direction'],
  })
  const shed = new Counter({
    ...{ name: 'termingate_shed_total', registers, labelNames: ['why'] },
    help: 'Requests and connections not taken on, or ended before their time.',
  })
  for (const why of SHED_REASONS) shed.inc({ why }, 0)
  const slowedLogins = new Counter({
    ...{ name: 'termingate_slowed_logins_total', registers },
    help: 'Wrong logins that had to wait, since their address had too many.',
  })
  addGauges(registers, gauges)
  shareWithPrimary(registry)

  return {
    request({ command: asked, http, seconds: took, bytesIn, bytesOut, waited }) {
      const command = known.has(asked) ? asked : 'other'
      requests.inc({ command, http })
      if (!waited) seconds.observe({ command }, took)
      bytes.inc({ direction: 'in' }, bytesIn)
      bytes.inc({ direction: 'out' }, bytesOut)
    },
    shed: (why) => shed.inc({ why }),
    slowedLogin: () => slowedLogins.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function addGauges(registers: Registry[], gauges: Gauges): void {
  const add = (name: string, help: string, read: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read())
      },
    })
  add('termingate_parked_requests', 'Requests that wait for changes.', gauges.parkedRequests)
  add(
    'termingate_requests_in_work',
    'Requests in work, without those that wait for changes and without the pages.',
    gauges.requestsInWork,
  )
  add(
    'termingate_database_waiting',
    'Statements and transactions that wait for a connection.',
    gauges.databaseWaiting,
  )
  add('termingate_password_checks', 'bcrypt runs so far.', gauges.passwordChecks)
  const version = new Gauge({
    ...{ name: 'termingate_version_info', help: 'The version that runs.', registers },
    aggregator: 'first',
    labelNames: ['version'],
  })
  version.set({ version: VERSION }, 1)
}
