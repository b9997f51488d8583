import { type Command, Option } from 'commander'
import { findAccountByLogin } from '../../store/accounts.js'
import {
  listProblems,
  type Problem,
  type ProblemFilter,
  retryProblems,
} from '../../store/problems.js'
import { findTenant } from '../../store/tenants.js'
import { VERSION } from '../../version.js'
import { UsageError } from '../exit.js'
import { command, type JsonOption, type Note, print, table, type Work } from '../invocation.js'

type FilterOptions = JsonOption & {
  tenant?: string
  user?: string
  device?: string
  item?: string
}

/** `termingate problems …`: what devices do not get, and why. */
export function addProblemCommands(program: Command, note: Note): void {
  const problems = program
    .command('problems')
    .description('items set aside for a device, because they broke or it refused them')
  const list = problems
    .command('list', { isDefault: true })
    .description('list them')
    .addOption(new Option('--json', 'answer in JSON, for programs'))
  withFilters(list).action((options: FilterOptions) => note(onDatabase(options, listAll)))
  withFilters(command(problems, 'retry', 'offer them to their devices again'))
    .option('--all', 'all of the installation')
    .action((options: FilterOptions & { all?: boolean }) => note(onDatabase(options, retry)))
}

function withFilters(command: Command): Command {
  return command
    .option('--tenant <name>', 'only those of a tenant')
    .option('--user <user_tenant>', 'only those of a user')
    .option('--device <id>', 'only those of a device, by its DeviceId')
    .option('--item <id>', 'only those of an item, by the ServerId in the list')
}

function onDatabase<Options extends JsonOption>(
  options: Options,
  run: (work: Work, options: Options) => Promise<undefined>,
) {
  const json = options.json === true
  const onIt = (work: Work) => run(work, options)
  return { needs: 'database', json, migrates: false, run: onIt } as const
}

async function filterOf({ database }: Work, options: FilterOptions): Promise<ProblemFilter> {
  const { tenant, user, device, item } = options
  const account = user === undefined ? null : await findAccountByLogin(database, user)
  const named = tenant === undefined ? null : await findTenant(database, tenant)
  if (account && named && account.tenantId !== named.id) {
    throw new UsageError(`The user ${user} is not of the tenant ${tenant}: leave one of them out.`)
  }
  const tenantId = account?.tenantId ?? named?.id
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(account && { accountId: account.id }),
    ...(device !== undefined && { device }),
    ...(item !== undefined && { serverId: item }),
  }
}

async function listAll(work: Work, options: FilterOptions): Promise<undefined> {
  const problems = await listProblems(work.database, await filterOf(work, options))
  const head = ['USER', 'DEVICE', 'ITEM', 'TITLE', 'SINCE', 'ON DEVICE', 'REASON']
  const lines = table([head, ...problems.map(row)])
  print(work, problems, problems.length > 0 ? lines : ['Devices get all that they should.'])
}

function row(problem: Problem): string[] {
  const { user, device, deviceType, serverId, title, since, onDevice, reason } = problem
  return [
    user,
    deviceType === '' ? device : `${deviceType} ${device}`,
    serverId,
    shortened(title, 40),
    since ? `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '-',
    onDevice ? 'an older copy' : 'no',
    shortened(reason, 120),
  ]
}

/** On one line. */
function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

async function retry(work: Work, options: FilterOptions & { all?: boolean }): Promise<undefined> {
  const filter = await filterOf(work, options)
  if (Object.keys(filter).length === 0 && !options.all) {
    throw new UsageError('Say which: --tenant, --user, --device, --item or --all.')
  }
  const by = { actor: work.actor, version: VERSION }
  const retried = await retryProblems(work.database, filter, by)
  const items = retried === 1 ? '1 item is' : `${retried} items are`
  print(work, { retried }, [
    retried === 0
      ? 'There is none like that.'
      : `${items} offered again with the device's next Sync. What fails again is set aside again.`,
  ])
}
