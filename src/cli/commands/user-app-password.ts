import { Argument, type Command, InvalidArgumentError } from 'commander'
import { UserError } from '../../errors.js'
import { setPhonePassword } from '../../store/account-roles.js'
import { type Account, type AccountName, findAccount } from '../../store/accounts.js'
import {
  type AppPassword,
  createAppPassword,
  listAppPasswords,
  revokeAppPasswords,
} from '../../store/app-passwords.js'
import { PHONE_PASSWORDS, type PhonePassword } from '../../store/tenants.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'

const AS_TENANT = 'tenant'
type Wanted = PhonePassword | typeof AS_TENANT
type RevokeOptions = JsonOption & { all?: boolean }

/** `termingate user app-password …` and `termingate user phone-password` */
export function addAppPasswordCommands(user: Command, note: Note): void {
  const group = user
    .command('app-password')
    .description('passwords for one device each, which open ActiveSync only')
  command(group, 'create <tenant> <name> <device>', 'make one, named after its device').action(
    (tenant: string, name: string, device: string, options: JsonOption) =>
      note(onDatabase(options, (work) => create(work, { tenant, name }, device))),
  )
  command(group, 'list <tenant> <name>', 'list those of a user').action(
    (tenant: string, name: string, options: JsonOption) =>
      note(onDatabase(options, (work) => list(work, { tenant, name }))),
  )
  command(group, 'revoke <tenant> <name>', 'take one back; its devices stop at once')
    .argument('[id]', 'its number in the list', parseId)
    .option('--all', 'all of the user')
    .action((tenant: string, name: string, id: number | undefined, options: RevokeOptions) =>
      note(onDatabase(options, (work) => revoke(work, { tenant, name }, { id, options }))),
    )
  command(user, 'phone-password <tenant> <name>', "whether phones may use the user's own password")
    .addArgument(new Argument('<state>').choices([...PHONE_PASSWORDS, AS_TENANT]))
    .action((tenant: string, name: string, state: Wanted, options: JsonOption) =>
      note(onDatabase(options, (work) => allow(work, { tenant, name }, state))),
    )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is no number: termingate user app-password list has them.')
}

async function create(work: Work, key: AccountName, device: string): Promise<undefined> {
  const account = await findAccount(work.database, key)
  const given = { name: device, now: work.now() }
  const made = await createAppPassword(work.database, account, given, work.actor)
  print(work, { ...made.appPassword, secret: made.secret }, [
    `Made the app password ${made.appPassword.name} for ${account.login}.`,
    `  password   ${made.secret}   (shown only now)`,
    'Type it on this one device in place of the password. It opens no page.',
  ])
}

async function list(work: Work, key: AccountName): Promise<undefined> {
  const account = await findAccount(work.database, key)
  const found = await listAppPasswords(work.database, account)
  const rows = found.map((one) => [
    String(one.id),
    one.name,
    minute(one.createdAt),
    one.lastUsedAt ? minute(one.lastUsedAt) : '-',
    devicesOf(one),
  ])
  const head = ['ID', 'NAME', 'MADE', 'LAST USED', 'DEVICES']
  print(work, found, found.length > 0 ? table([head, ...rows]) : [none(account)])
}

const devicesOf = ({ devices, lastDevice }: AppPassword) => devices.join(', ') || lastDevice || '-'

const none = ({ login }: Account) => `${login} has no app password.`

type Which = { id: number | undefined; options: RevokeOptions }

async function revoke(work: Work, key: AccountName, { id, options }: Which): Promise<undefined> {
  if ((id === undefined) !== (options.all === true)) {
    throw new UserError('Say which one: its ID, or --all.')
  }
  const account = await findAccount(work.database, key)
  const which = { id: id ?? null, now: work.now() }
  const revoked = await revokeAppPasswords(work.database, account, which, work.actor)
  if (revoked.length === 0 && id !== undefined) {
    throw new UserError(
      `${account.login} has no app password ${id}: ` +
        `termingate user app-password list ${key.tenant} ${key.name}`,
    )
  }
  const lines = revoked.map((one) => `Revoked ${one.name}. Devices with it: ${devicesOf(one)}`)
  print(work, revoked, lines.length > 0 ? lines : [none(account)])
}

async function allow(work: Work, key: AccountName, state: Wanted): Promise<undefined> {
  const phonePassword = state === AS_TENANT ? null : state
  const account = await setPhonePassword(work.database, { ...key, phonePassword }, work.actor)
  const told: Record<Wanted, string> = {
    allowed: 'may use the own password or app passwords',
    'app-only': 'need an app password: those with the own password stop at once',
    tenant: 'may use the passwords that the tenant allows',
  }
  print(work, account, [`Phones of ${account.login} ${told[state]}.`])
}
