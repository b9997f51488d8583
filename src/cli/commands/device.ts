import { type Command, Option } from 'commander'
import { findAccountByLogin } from '../../store/accounts.js'
import {
  type DeviceFilter,
  type ListedDevice,
  listDevices,
  nameOfDevice,
  setDeviceStatus,
  setPolicyExempt,
} from '../../store/device-admin.js'
import type { DeviceStatus } from '../../store/device-rules.js'
import { isPending } from '../../store/remote-wipes.js'
import { findTenant } from '../../store/tenants.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'
import { addCareCommands } from './device-care.js'
import { addMergeCommand } from './device-merge.js'
import { addRuleCommands } from './device-rule.js'
import { show } from './device-show.js'
import { capital, deviceOf, forDevice, type OneDevice, onDatabase, shown } from './device-target.js'
import { addWipeCommand } from './device-wipe.js'

type ListOptions = JsonOption & { tenant?: string; user?: string; status?: DeviceStatus }

const STATUSES = ['allowed', 'blocked', 'quarantined'] as const

const VERBS = [
  ['allow', 'allowed', 'let a device in, whatever rules say'],
  ['block', 'blocked', 'keep a device out, whatever rules say'],
  ['quarantine', 'quarantined', 'let a device say what it is, and nothing else'],
] as const

/** `termingate device …` */
export function addDeviceCommands(program: Command, note: Note): void {
  const device = program.command('device').description('devices: who is let in, and wipes')
  command(device, 'list', 'list the devices')
    .option('--tenant <name>', 'only those of a tenant')
    .option('--user <user_tenant>', 'only those of a user')
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .action((options: ListOptions) => note(onDatabase(options, (work) => list(work, options))))
  forDevice(device, 'show', 'all that is known of a device').action(
    (id: string, options: OneDevice) =>
      note(onDatabase(options, async (work) => show(work, await deviceOf(work, id, options)))),
  )
  for (const [verb, status, description] of VERBS) {
    forDevice(device, verb, description).action((id: string, options: OneDevice) =>
      note(onDatabase(options, (work) => decide(work, { id, options, status }))),
    )
  }
  forDevice(device, 'exempt', 'let a device in that can not take the policy')
    .option('--off', 'it has to take the policy again')
    .action((id: string, options: OneDevice & { off?: boolean }) =>
      note(onDatabase(options, (work) => exempt(work, { id, options }))),
    )
  addCareCommands(device, note)
  addMergeCommand(device, note)
  addWipeCommand(device, note)
  addRuleCommands(device, note)
}

async function list(work: Work, { tenant, user, status }: ListOptions): Promise<undefined> {
  const { database } = work
  const named = tenant === undefined ? null : await findTenant(database, tenant)
  const account = user === undefined ? null : await findAccountByLogin(database, user)
  const filter: DeviceFilter = {
    ...(named && { tenantId: named.id }),
    ...(account && { tenantId: account.tenantId, accountId: account.id }),
    ...(status && { status }),
  }
  const devices = await listDevices(database, filter)
  const head = ['USER', 'DEVICE', 'TYPE', 'USER-AGENT', 'VERSION', 'STATUS', 'LAST SEEN', 'LAST']
  const rows = devices.map((one) => [
    `${one.user}_${one.tenant}`,
    one.deviceId,
    one.deviceType || '-',
    shortened(one.userAgent) || '-',
    one.protocolVersion ?? '-',
    standingOf(one),
    one.lastSeenAt ? minute(one.lastSeenAt) : '-',
    [one.lastCommand, one.lastStatus].filter(Boolean).join(' ') || '-',
  ])
  const lines = rows.length > 0 ? table([head, ...rows]) : ['There is no such device.']
  print(work, devices.map(shown), lines)
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}

function standingOf({ status, wipe, wipeState }: ListedDevice): string {
  return wipe && isPending(wipeState) ? `${status}, wipe ${wipeState}` : status
}

type Decision = { id: string; options: OneDevice; status: DeviceStatus }

const DONE: Record<DeviceStatus, string> = {
  allowed: 'is let in',
  blocked: 'is kept out from now on; what it holds stays on it',
  quarantined: 'waits: it may say what it is, and nothing else',
}

async function decide(work: Work, { id, options, status }: Decision): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const { actor } = work
  const changed = await setDeviceStatus(work.database, device, { status, actor })
  const pending = isPending(changed.wipeState)
    ? [`A wipe of it is ${changed.wipeState}: termingate device wipe ${id} --cancel ends that.`]
    : []
  print(work, shown(changed), [`${capital(nameOfDevice(changed))} ${DONE[status]}.`, ...pending])
}

type Exemption = { id: string; options: OneDevice & { off?: boolean } }

async function exempt(work: Work, { id, options }: Exemption): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const change = { exempt: options.off !== true, actor: work.actor }
  const changed = await setPolicyExempt(work.database, device, change)
  const does = change.exempt ? 'need not take the policy' : 'has to take the policy again'
  print(work, shown(changed), [`${capital(nameOfDevice(changed))} ${does}.`])
}
