import { Argument, type Command } from 'commander'
import { ROLES, type Role, setRole } from '../../store/account-roles.js'
import {
  type Account,
  type AccountName,
  createAccount,
  findAccount,
  listAccounts,
  setActive,
  setPassword,
  setSwitches,
  unlockAccount,
} from '../../store/accounts.js'
import type { CollectionKind } from '../../store/model.js'
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
import {
  KIND_LIST,
  type PasswordOptions,
  parseKinds,
  withPassword,
  withZoneAndLanguage,
} from '../option-values.js'
import { generatePassword, givenPassword } from '../passwords.js'
import { addSignInsCommand } from './sign-ins.js'
import { addAppPasswordCommands } from './user-app-password.js'
import { removeUser } from './user-remove.js'

type AddOptions = JsonOption &
  PasswordOptions & {
    email?: string
    displayName?: string
    enable?: CollectionKind[]
    timeZone?: string
    language?: 'de' | 'en'
    admin?: boolean
  }

/** `termingate user …` */
export function addUserCommands(program: Command, note: Note): void {
  const user = program.command('user').description('users: the people whose devices log in')

  const add = command(user, 'add <tenant> <name>', 'add a user')
    .option('--email <address>', 'e-mail address')
    .option('--display-name <name>', 'name shown to others')
    .option('--enable <kinds>', `what devices get: ${KIND_LIST}`, parseKinds)
    .option('--admin', 'may administer the tenant')
  withPassword(withZoneAndLanguage(add), 'one is made and shown once').action(
    (tenant: string, name: string, options: AddOptions) =>
      note(onDatabase(options, (work) => addUser(work, { tenant, name }, options))),
  )
  command(user, 'list [tenant]', 'list the users').action(
    (tenant: string | undefined, options: JsonOption) =>
      note(onDatabase(options, (work) => listUsers(work, tenant))),
  )
  withPassword(
    command(user, 'password <tenant> <name>', 'set a password; devices with the old one stop'),
    'one is made and shown once',
  ).action((tenant: string, name: string, options: JsonOption & PasswordOptions) =>
    note(onDatabase(options, (work) => changePassword(work, { tenant, name }, options))),
  )
  addSwitchCommands(user, note)
  addStateCommands(user, note)
  addAppPasswordCommands(user, note)
  addSignInsCommand(user, note)
}

function addSwitchCommands(user: Command, note: Note): void {
  for (const on of [true, false]) {
    const verb = on ? 'enable' : 'disable'
    const description = on ? 'let devices get some kinds' : 'keep some kinds from devices'
    command(user, `${verb} <tenant> <name>`, description)
      .argument('<kinds>', `${KIND_LIST} or some of them`, parseKinds)
      .action((tenant: string, name: string, kinds: CollectionKind[], options: JsonOption) =>
        note(onDatabase(options, (work) => switchKinds(work, { tenant, name, kinds, on }))),
      )
  }
}

function addStateCommands(user: Command, note: Note): void {
  for (const active of [false, true]) {
    const verb = active ? 'activate' : 'deactivate'
    const description = active ? 'let a user log in again' : 'refuse its logins, keep its data'
    command(user, `${verb} <tenant> <name>`, description).action(
      (tenant: string, name: string, options: JsonOption) =>
        note(onDatabase(options, (work) => activate(work, { tenant, name, active }))),
    )
  }
  command(user, 'remove <tenant> <name>', "erase a person's data after an export of it")
    .option('--export <file>', 'where to write it: FILE.json, FILE.ics and FILE.vcf')
    .action((tenant: string, name: string, options: JsonOption & { export?: string }) =>
      note(onDatabase(options, (work) => removeUser(work, { tenant, name }, options.export))),
    )
  command(user, 'role <tenant> <name>', 'what a user may do on the pages of the administration')
    .addArgument(new Argument('<role>').choices(ROLES))
    .action((tenant: string, name: string, role: Role, options: JsonOption) =>
      note(onDatabase(options, (work) => giveRole(work, { tenant, name, role }))),
    )
  command(user, 'unlock <tenant> <name>', 'lift the lock after too many wrong passwords').action(
    (tenant: string, name: string, options: JsonOption) =>
      note(onDatabase(options, (work) => unlock(work, { tenant, name }))),
  )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

async function addUser(work: Work, key: AccountName, options: AddOptions): Promise<undefined> {
  const { email, displayName, enable, timeZone, language } = options
  const given = await givenPassword(work.terminal, options)
  const password = given ?? generatePassword()
  const account = await createAccount(
    work.database,
    {
      ...key,
      password,
      passwordCost: work.config.login.bcryptCost,
      admin: options.admin === true,
      ...(email !== undefined && { email }),
      ...(displayName !== undefined && { displayName }),
      ...(enable && { enabled: enable }),
      ...(timeZone !== undefined && { timeZone }),
      ...(language && { language }),
    },
    work.actor,
  )
  const { domains } = await findTenant(work.database, key.tenant)
  const domain = domains[0] ?? work.config.easDomains[0]
  print(work, { ...account, ...(given === null && { password }) }, [
    `Added the user ${key.name} of the tenant ${key.tenant}.`,
    `  address    ${domain ? `${account.login}@${domain}` : 'none: the tenant has no domain'}`,
    `  user name  ${account.login}`,
    ...(given === null ? [`  password   ${password}   (shown only now)`] : []),
    `  devices get ${kindsInWords(account)}`,
  ])
}

async function listUsers(work: Work, tenant: string | undefined): Promise<undefined> {
  const accounts = await listAccounts(work.database, tenant)
  const rows = accounts.map((account) => [
    account.tenant,
    account.name,
    account.email ?? '-',
    account.enabled.join(',') || '-',
    stateOf(account),
    account.admin ? 'yes' : 'no',
    String(account.devices),
    account.lastSeenAt ? minute(account.lastSeenAt) : '-',
  ])
  const head = ['TENANT', 'NAME', 'E-MAIL', 'ENABLED', 'STATE', 'ADMIN', 'DEVICES', 'LAST SEEN']
  const none = `There is no user yet: termingate user add ${tenant ?? 'TENANT'} NAME`
  print(work, accounts, rows.length > 0 ? table([head, ...rows]) : [none])
}

function stateOf(account: Account): string {
  if (!account.active) return 'inactive'
  if (account.lockedAt) return `locked since ${minute(account.lockedAt)}`
  return account.hasPassword ? 'active' : 'no password'
}

async function changePassword(
  work: Work,
  key: AccountName,
  options: PasswordOptions,
): Promise<undefined> {
  // A wrong name must not cost a password typed on standard input.
  await findAccount(work.database, key)
  const given = await givenPassword(work.terminal, options)
  const password = given ?? generatePassword()
  const passwordCost = work.config.login.bcryptCost
  const change = { ...key, password, passwordCost }
  const account = await setPassword(work.database, change, work.actor)
  print(work, { ...account, ...(given === null && { password }) }, [
    `Changed the password of the user ${key.name} of the tenant ${key.tenant}.`,
    ...(given === null ? [`  password   ${password}   (shown only now)`] : []),
    ...(account.devices > 0 ? [`Enter it on ${devicesOf(account)}: the old one is refused.`] : []),
    ...(account.lockedAt ? [`The account is locked: ${unlockCommand(key)}`] : []),
  ])
}

function devicesOf({ devices }: Account): string {
  return devices === 1 ? 'the device' : `all ${devices} devices`
}

function unlockCommand({ tenant, name }: AccountName): string {
  return `termingate user unlock ${tenant} ${name}`
}

type Switch = AccountName & { kinds: CollectionKind[]; on: boolean }

async function switchKinds(work: Work, change: Switch): Promise<undefined> {
  const account = await setSwitches(work.database, change, work.actor)
  const without = change.on && change.kinds.includes('notes') && !account.enabled.includes('notes')
  print(work, account, [
    `Devices of ${account.login} get ${kindsInWords(account)}`,
    ...(without
      ? [`Notes are off for the tenant: termingate tenant set ${account.tenant} --notes on`]
      : []),
  ])
}

function kindsInWords({ tenant, name, enabled }: Account): string {
  if (enabled.length > 0) return `${enabled.join(', ')}.`
  return `nothing yet: termingate user enable ${tenant} ${name} calendar,tasks,contacts`
}

async function activate(work: Work, change: AccountName & { active: boolean }): Promise<undefined> {
  const account = await setActive(work.database, change, work.actor)
  print(work, account, [
    change.active
      ? `The user ${account.login} may log in again.`
      : `Logins of ${account.login} are refused from now on; its data stay.`,
  ])
}

async function unlock(work: Work, key: AccountName): Promise<undefined> {
  const { account, wasLocked } = await unlockAccount(work.database, key, work.actor)
  print(work, { ...account, wasLocked }, [
    wasLocked
      ? `Unlocked ${account.login}. Devices with the right password work again at once; one that ` +
        'still has a wrong one locks the account again.'
      : `${account.login} was not locked, so something else keeps its devices out: look at its ` +
        `state in termingate user list ${account.tenant}, or set a new password.`,
  ])
}

async function giveRole(work: Work, change: AccountName & { role: Role }): Promise<undefined> {
  const account = await setRole(work.database, change, work.actor)
  const may: Record<Role, string> = {
    user: 'sees only the own page',
    admin: `administers the tenant ${account.tenant}`,
    installation: 'administers all tenants and the installation',
  }
  print(work, account, [`${account.login} ${may[change.role]}.`])
}
