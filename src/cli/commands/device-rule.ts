import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  addRule,
  type ChangedRules,
  readRuleList,
  removeRule,
  setNewDevices,
} from '../../store/device-rule-list.js'
import {
  type DeviceRule,
  type DeviceStatus,
  type NewDevices,
  PATTERN_NAMES,
  type RulePatterns,
} from '../../store/device-rules.js'
import { command, type JsonOption, type Note, print, table, type Work } from '../invocation.js'
import { onDatabase } from './device-target.js'

type ListOptions = JsonOption & { tenant?: string }
type AddOptions = ListOptions & RulePatterns & { before?: number }

const EFFECTS: Readonly<Record<string, DeviceStatus>> = {
  allow: 'allowed',
  block: 'blocked',
  quarantine: 'quarantined',
}

/** `termingate device rule …` */
export function addRuleCommands(device: Command, note: Note): void {
  const rule = device.command('rule').description('rules: which devices are let in, in order')
  ofList(command(rule, 'list', 'list the rules')).action((options: ListOptions) =>
    note(onDatabase(options, (work) => list(work, options))),
  )
  ofList(command(rule, 'add', 'add a rule; in patterns * stands for any text, ? for one sign'))
    .argument('<effect>', 'allow, block or quarantine', parseEffect)
    .option('--user-agent <pattern>', 'the User-Agent header')
    .option('--device-type <pattern>', 'the DeviceType')
    .option('--model <pattern>', 'the model that the device tells')
    .option('--device-id <pattern>', 'the DeviceId')
    .option('--user <pattern>', 'the user, as user_tenant')
    .addOption(new Option('--before <id>', 'not as the last one').argParser(parseId))
    .action((status: DeviceStatus, options: AddOptions) =>
      note(onDatabase(options, (work) => add(work, status, options))),
    )
  ofList(command(rule, 'remove', 'remove a rule'))
    .argument('<id>', 'its number in the list', parseId)
    .action((id: number, options: ListOptions) =>
      note(onDatabase(options, (work) => remove(work, id, options))),
    )
  ofList(command(rule, 'default', 'what becomes of new devices that no rule names'))
    .argument('<effect>', 'allow, quarantine, or installation: as it says', parseDefault)
    .action((effect: { status: NewDevices | null }, options: ListOptions) =>
      note(onDatabase(options, (work) => setDefault(work, effect.status, options))),
    )
}

function ofList(target: Command): Command {
  return target.option('--tenant <name>', 'of a tenant; without: of the whole installation')
}

function parseEffect(text: string): DeviceStatus {
  const status = Object.hasOwn(EFFECTS, text) ? EFFECTS[text] : undefined
  if (!status) throw new InvalidArgumentError('It is allow, block or quarantine.')
  return status
}

/** Within an object, since commander takes null for no value. */
function parseDefault(text: string): { status: NewDevices | null } {
  if (text === 'installation') return { status: null }
  const status = parseEffect(text)
  if (status === 'blocked') throw new InvalidArgumentError('It is allow or quarantine.')
  return { status }
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is the number that termingate device rule list shows.')
}

async function list(work: Work, { tenant }: ListOptions): Promise<undefined> {
  const found = await readRuleList(work.database, tenant ?? null)
  print(work, found, [
    ...(found.rules.length > 0 ? tableOf(found.rules) : ['There is no rule.']),
    `New devices that no rule names: ${found.newDevices ?? 'as the installation says'}.`,
    ...(tenant === undefined ? [] : ['The rules of the installation count after these.']),
  ])
}

function tableOf(rules: readonly DeviceRule[]): string[] {
  const head = ['ID', 'EFFECT', 'USER-AGENT', 'TYPE', 'MODEL', 'DEVICE', 'USER']
  const rows = rules.map((rule) => [
    String(rule.id),
    rule.status,
    ...PATTERN_NAMES.map((name) => rule[name] ?? '-'),
  ])
  return table([head, ...rows])
}

async function add(work: Work, status: DeviceStatus, options: AddOptions): Promise<undefined> {
  const patterns: RulePatterns = {}
  for (const name of PATTERN_NAMES) {
    if (options[name] !== undefined) patterns[name] = options[name]
  }
  const { before } = options
  const added = { status, patterns, ...(before !== undefined && { before }) }
  const result = await addRule(work.database, options.tenant ?? null, added, work.actor)
  print(work, result, [`Added rule ${result.rule.id}. ${effectOf(result)}`])
}

async function remove(work: Work, id: number, { tenant }: ListOptions): Promise<undefined> {
  const result = await removeRule(work.database, tenant ?? null, id, work.actor)
  print(work, result, [`Removed rule ${id}. ${effectOf(result)}`])
}

async function setDefault(
  work: Work,
  newDevices: NewDevices | null,
  { tenant }: ListOptions,
): Promise<undefined> {
  const result = await setNewDevices(work.database, tenant ?? null, newDevices, work.actor)
  const word = newDevices ?? 'as the installation says'
  print(work, result, [`New devices that no rule names: ${word}. ${effectOf(result)}`])
}

function effectOf({ changed }: ChangedRules): string {
  if (changed === 0) return 'No known device changes by it.'
  return changed === 1 ? 'One device changes by it.' : `${changed} devices change by it.`
}
