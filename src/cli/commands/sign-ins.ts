import { type Command, InvalidArgumentError, Option } from 'commander'
import { findAccount } from '../../store/accounts.js'
import {
  listSignIns,
  SIGN_IN_FILTERS,
  type SignIn,
  type SignInFilter,
} from '../../store/sign-in-list.js'
import { SIGN_IN_REASONS } from '../../store/sign-ins.js'
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

type Options = JsonOption & { only: SignInFilter; limit: number }

/** `termingate user sign-ins` */
export function addSignInsCommand(user: Command, note: Note): void {
  command(user, 'sign-ins <tenant> [name]', 'who was let in or refused, and why; the latest first')
    .addOption(new Option('--only <which>', 'which').choices(SIGN_IN_FILTERS).default('all'))
    .addOption(new Option('--limit <n>', 'at most so many').default(50).argParser(parseLimit))
    .action((tenant: string, name: string | undefined, options: Options) => {
      const run = (work: Work) => list(work, { tenant, name }, options)
      note({ needs: 'database', json: options.json === true, migrates: false, run })
    })
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a number from 1 to 9999.')
}

async function list(
  work: Work,
  { tenant, name }: { tenant: string; name: string | undefined },
  { only: filter, limit }: Options,
): Promise<undefined> {
  const { id: tenantId } = await findTenant(work.database, tenant)
  const account = name === undefined ? null : await findAccount(work.database, { tenant, name })
  const whose = account ? { tenantId, accountId: account.id } : { tenantId }
  const { signIns } = await listSignIns(work.database, { ...whose, filter, limit })
  const head = ['LAST', 'TIMES', 'USER', 'DEVICE', 'ADDRESS', 'RESULT']
  const rows = signIns.map((one) => [
    minute(one.lastAt),
    String(one.times),
    one.user ?? '-',
    one.deviceId ?? (one.kind === 'web' ? 'pages' : '-'),
    one.address ?? '-',
    resultOf(one),
  ])
  print(work, signIns, rows.length > 0 ? table([head, ...rows]) : ['Nobody has signed in yet.'])
}

function resultOf({ reason, typed, login, appPassword }: SignIn): string {
  if (reason === null) return appPassword ? `let in with the app password ${appPassword}` : 'let in'
  const told = SIGN_IN_REASONS[reason] ?? reason
  const right = reason === 'other-case' && login ? ` Right is ${login}.` : ''
  return `${told}${typed ? ` Typed: ${typed}.` : ''}${right}`
}
