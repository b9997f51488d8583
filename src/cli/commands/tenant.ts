import { type Command, Option } from 'commander'
import { PROTOCOL_VERSIONS, type ProtocolVersion } from '../../activesync/protocol-version.js'
import { UserError } from '../../errors.js'
import { InvalidValue } from '../../store/names.js'
import { RULE_SETS, type RuleSetName } from '../../store/rule-set.js'
import {
  createTenant,
  findTenant,
  listTenants,
  PHONE_PASSWORDS,
  type PhonePassword,
  removeTenant,
  setTenant,
  type Tenant,
  type TenantSettings,
} from '../../store/tenants.js'
import { command, type JsonOption, type Note, print, table, type Work } from '../invocation.js'
import { collect, withZoneAndLanguage } from '../option-values.js'

type SettingOptions = JsonOption & {
  domain?: string[]
  domains?: boolean
  rules?: RuleSetName
  module?: 'on' | 'off'
  notes?: 'on' | 'off'
  selfSwitches?: 'on' | 'off'
  timeZone?: string
  language?: 'de' | 'en'
  maxVersion?: ProtocolVersion | false
  phonePassword?: PhonePassword
}

/** `termingate tenant …` */
export function addTenantCommands(program: Command, note: Note): void {
  const tenant = program.command('tenant').description('tenants: the offices whose people log in')

  withSettings(command(tenant, 'add <name>', 'add a tenant')).action(
    (name: string, options: SettingOptions) =>
      note(onDatabase(options, (work) => add(work, name, options))),
  )
  withSettings(command(tenant, 'set <name>', 'change settings of a tenant'))
    .option('--no-domains', 'take all domains away')
    .option('--no-max-version', 'as high as the installation allows')
    .action((name: string, options: SettingOptions) =>
      note(onDatabase(options, (work) => set(work, name, options))),
    )
  command(tenant, 'list', 'list the tenants').action((options: JsonOption) =>
    note(onDatabase(options, list)),
  )
  command(tenant, 'remove <name>', 'remove a tenant with all its users, items and devices')
    .option('--yes', 'do not ask')
    .action((name: string, options: JsonOption & { yes?: boolean }) =>
      note(onDatabase(options, (work) => remove(work, name, options.yes === true))),
    )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

function withSettings(target: Command): Command {
  return withZoneAndLanguage(
    target
      .option('--domain <domain>', 'domain behind the @ of its logins (repeatable)', collect)
      .addOption(
        new Option('--rules <rules>', 'rules of the synchronization').choices(
          Object.keys(RULE_SETS),
        ),
      )
      .addOption(
        new Option('--module <state>', 'synchronization for the whole tenant').choices([
          'on',
          'off',
        ]),
      )
      .addOption(
        new Option('--phone-password <state>', "its users' own passwords on phones").choices(
          PHONE_PASSWORDS,
        ),
      )
      .addOption(
        new Option('--self-switches <state>', 'users change their own switches').choices([
          'on',
          'off',
        ]),
      )
      .addOption(new Option('--notes <state>', 'notes on its devices').choices(['on', 'off']))
      .addOption(
        new Option('--max-version <version>', 'highest ActiveSync version offered').choices(
          PROTOCOL_VERSIONS,
        ),
      ),
  )
}

function settingsOf(options: SettingOptions): TenantSettings {
  const { rules, timeZone, language, module, notes, maxVersion } = options
  const { phonePassword, selfSwitches } = options
  const domains = options.domains === false ? [] : options.domain
  return {
    ...(domains && { domains }),
    ...(rules && { rules }),
    ...(module && { moduleEnabled: module === 'on' }),
    ...(notes && { notes: notes === 'on' }),
    ...(selfSwitches && { selfSwitches: selfSwitches === 'on' }),
    ...(timeZone !== undefined && { timeZone }),
    ...(language && { language }),
    ...(phonePassword && { phonePassword }),
    ...(maxVersion !== undefined && { versionCeiling: maxVersion || null }),
  }
}

async function add(work: Work, name: string, options: SettingOptions): Promise<undefined> {
  const tenant = await createTenant(work.database, { name, ...settingsOf(options) }, work.actor)
  const domains = [...tenant.domains, ...work.config.easDomains]
  const lines = [`Added the tenant ${name}.`, ...describe(tenant)]
  if (domains.length === 0) {
    lines.push(
      'It has no domain yet, which phones need to find the server: termingate tenant set ' +
        `${name} --domain activesync.example.com`,
    )
  }
  print(work, tenant, [...lines, `Next: termingate user add ${name} NAME`])
}

async function set(work: Work, name: string, options: SettingOptions): Promise<undefined> {
  const settings = settingsOf(options)
  if (Object.keys(settings).length === 0) {
    throw new InvalidValue('Nothing to set: give at least one option (see --help).')
  }
  const tenant = await setTenant(work.database, { name, ...settings }, work.actor)
  print(work, tenant, [`Changed the tenant ${name}.`, ...describe(tenant)])
}

function describe(tenant: Tenant): string[] {
  return [
    `  domains    ${tenant.domains.join(', ') || 'none of its own'}`,
    `  rules      ${tenant.rules}`,
    `  module     ${tenant.moduleEnabled ? 'on' : 'off: every login is refused'}`,
    `  notes      ${tenant.notes ? 'on' : 'off'}`,
    `  switches   changed by ${tenant.selfSwitches ? 'users and administrators' : 'administrators'}`,
    `  phones     ${tenant.phonePassword === 'allowed' ? 'any password' : 'app passwords only'}`,
    `  time zone  ${tenant.timeZone}`,
    `  language   ${tenant.language}`,
    `  version    ${tenant.versionCeiling ?? 'as high as the installation allows'}`,
  ]
}

async function list(work: Work): Promise<undefined> {
  const tenants = await listTenants(work.database)
  const rows = tenants.map((tenant) => [
    tenant.name,
    String(tenant.users),
    tenant.domains.join(',') || '-',
    tenant.rules,
    tenant.moduleEnabled ? 'on' : 'off',
    tenant.timeZone,
    tenant.language,
  ])
  const head = ['NAME', 'USERS', 'DOMAINS', 'RULES', 'MODULE', 'TIME ZONE', 'LANGUAGE']
  const none = 'There is no tenant yet: termingate tenant add NAME'
  print(work, tenants, rows.length > 0 ? table([head, ...rows]) : [none])
}

async function remove(work: Work, name: string, sure: boolean): Promise<undefined> {
  const { users } = await findTenant(work.database, name)
  if (!sure) {
    const question =
      `The tenant ${name} goes for good, with ${users} users, their items and devices.\n` +
      'Type its name to remove it: '
    const answer = await work.terminal.ask(question)
    if (answer === null) throw new InvalidValue(`To remove the tenant ${name}, add --yes.`)
    if (answer.trim() !== name) throw new UserError(`Nothing was removed: that is not "${name}".`)
  }
  const removed = await removeTenant(work.database, name, work.actor)
  print(work, { removed }, [`Removed the tenant ${name} with ${removed.users} users.`])
}
