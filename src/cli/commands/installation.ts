import { type Command, Option } from 'commander'
import { type Activity, activityOf } from '../../store/activity.js'
import { type Disturbance, type DisturbanceKind, standing } from '../../store/disturbances.js'
import { runningGateways } from '../../store/gateways.js'
import {
  type Counts,
  databaseState,
  type Maintenance,
  maintenance,
  setMaintenance,
} from '../../store/installation.js'
import { migrationStatus } from '../../store/migrate.js'
import { findTenant } from '../../store/tenants.js'
import { VERSION } from '../../version.js'
import { command, type JsonOption, minute, type Note, print, type Work } from '../invocation.js'

/** `termingate status` and `termingate maintenance` */
export function addInstallationCommands(program: Command, note: Note): void {
  command(program, 'status', 'how the installation is doing, and what needs a look')
    .option('--tenant <name>', 'only one tenant')
    .action((options: JsonOption & { tenant?: string }) =>
      note(onDatabase(options, (work) => tellStatus(work, options.tenant))),
    )
  const switching = program
    .command('maintenance')
    .description('work on the installation: devices are told to come again later (503)')
  command(switching, 'on', 'refuse every device until it is off again')
    .addOption(new Option('--notice <text>', 'what people are told on the pages').default(''))
    .action((options: JsonOption & { notice: string }) =>
      note(onDatabase(options, (work) => turn(work, true, options.notice))),
    )
  command(switching, 'off', 'answer devices again').action((options: JsonOption) =>
    note(onDatabase(options, (work) => turn(work, false, ''))),
  )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

async function tellStatus(work: Work, tenant: string | undefined): Promise<undefined> {
  const { database } = work
  const tenantId = tenant === undefined ? null : (await findTenant(database, tenant)).id
  const gateways = await runningGateways(database)
  const { recent, parkedRequests, ...activity } = activityOf(gateways, tenantId)
  const state = {
    version: VERSION,
    database: { kind: database.kind, ...(await databaseState(database)) },
    pendingMigrations: (await migrationStatus(database)).pending,
    maintenance: await maintenance(database),
    ...(await standing(database, { tenantId, now: work.now(), gateways })),
    activity,
    gateways: gateways.map(({ state: { parked, traffic }, ...one }) => {
      return { ...one, parked, requests: traffic.requests }
    }),
  }
  print(work, state, linesOf(state))
}

type State = {
  version: string
  database: { kind: string; version: string; answersInMs: number }
  pendingMigrations: string[]
  maintenance: Maintenance
  counts: Counts
  disturbances: Disturbance[]
  activity: Pick<Activity, 'parked' | 'traffic' | 'perSecond'>
  gateways: { parked: number; requests: number }[]
}

const LOOKS: Record<DisturbanceKind, string> = {
  databaseDown: 'outage of the database within an hour, seen by a gateway',
  serverErrors: 'requests were answered with an error within a minute: see the log of the gateway',
  lockedUsers: 'users are locked: termingate user list',
  failingDevices: 'devices failed with their last request: termingate log DEVICE',
  waitingDevices: 'devices are in quarantine: termingate device list --status quarantined',
  oldPasswords: 'devices still use an old password',
  problems: 'items are set aside for a device: termingate problems',
  stuckMails: 'mails are not sent for more than ten minutes: look at the mail server',
  refusedMails: 'mails were refused within a day: see the log of the gateway',
  versions: 'further versions of the gateway are running',
}

function linesOf(state: State): string[] {
  const { version, database, maintenance: work, counts: n, activity, gateways } = state
  const looks: [number, string][] = [
    ...state.disturbances.map(({ kind, count }): [number, string] => [count, LOOKS[kind]]),
    [n.notAllowedDevices, 'devices are blocked or in quarantine'],
    [n.refusedSignIns, 'sign-ins were refused within a day'],
  ]
  return [
    `Termingate ${version} on ${database.kind} ${database.version} (${database.answersInMs} ms)`,
    `Maintenance: ${work.on ? `on since ${work.since ? minute(work.since) : '?'}` : 'off'}`,
    `${gateways.length} gateways running, ${activity.parked} requests wait for changes, ` +
      `${activity.traffic.requests} were answered within a minute`,
    `${n.users} users, ${n.devices} devices, ${n.activeDevices} of them seen within a day`,
    ...looks.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`),
  ]
}

async function turn(work: Work, on: boolean, notice: string): Promise<undefined> {
  const now = work.now()
  const state = await setMaintenance(work.database, { on, notice, now }, work.actor)
  print(work, state, [
    on
      ? 'Maintenance is on: devices get 503 and try again by themselves.'
      : 'Maintenance is off: devices are answered again.',
  ])
}
