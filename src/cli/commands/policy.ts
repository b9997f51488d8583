import type { Command } from 'commander'
import { InvalidValue } from '../../store/names.js'
import { readPolicy, setPolicy, type TenantPolicy } from '../../store/policy.js'
import { command, type JsonOption, type Note, print, table, type Work } from '../invocation.js'
import { onDatabase } from './device-target.js'

/** `termingate policy …` */
export function addPolicyCommands(program: Command, note: Note): void {
  const policy = program.command('policy').description('what the phones of a tenant must obey')
  command(policy, 'show <tenant>', 'show it').action((tenant: string, options: JsonOption) =>
    note(onDatabase(options, (work) => show(work, tenant))),
  )
  command(policy, 'set <tenant> <settings...>', 'demand just this; phones provision again').action(
    (tenant: string, settings: string[], options: JsonOption) =>
      note(onDatabase(options, (work) => set(work, tenant, settings))),
  )
  command(policy, 'clear <tenant>', 'demand nothing').action(
    (tenant: string, options: JsonOption) =>
      note(onDatabase(options, (work) => clear(work, tenant))),
  )
}

async function show(work: Work, tenant: string): Promise<undefined> {
  const found = await readPolicy(work.database, tenant)
  print(work, found, describe(found))
}

function describe({ tenant, policy, version }: TenantPolicy): string[] {
  if (!policy) return [`Phones of ${tenant} need not obey anything.`]
  const rows = Object.entries(policy).map(([name, value]) => ['', name, String(value)])
  return [`Phones of ${tenant} must obey (version ${version}):`, ...table(rows)]
}

async function set(work: Work, tenant: string, settings: string[]): Promise<undefined> {
  const policy = Object.fromEntries(settings.map(parseSetting))
  const changed = await setPolicy(work.database, { tenant, policy }, work.actor)
  print(work, changed, [...describe(changed), 'Each takes it with its next request.'])
}

const SETTING = /^([A-Za-z]+)=(.*)$/s

/** `name=true`, `name=6`, or `name=one,two` for a list. */
function parseSetting(text: string): [string, unknown] {
  const [, name, value] = SETTING.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new InvalidValue(`"${text.slice(0, 60)}" is no setting: write it as allowCamera=false.`)
  }
  if (/List$/.test(name)) return [name, value.split(',').map((one) => one.trim())]
  if (value === 'true' || value === 'false') return [name, value === 'true']
  return [name, /^-?\d{1,10}$/.test(value) ? Number(value) : value]
}

async function clear(work: Work, tenant: string): Promise<undefined> {
  const cleared = await setPolicy(work.database, { tenant, policy: null }, work.actor)
  print(work, cleared, describe(cleared))
}
