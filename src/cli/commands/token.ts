import { type Command, InvalidArgumentError, Option } from 'commander'
import { API_SCOPES, type ApiScope, isApiScope } from '../../store/api-scopes.js'
import {
  type ApiToken,
  createApiToken,
  listApiTokens,
  revokeApiToken,
} from '../../store/api-tokens.js'
import { UsageError } from '../exit.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'

type CreateOptions = JsonOption & {
  tenant?: string
  installation?: boolean
  scope: ApiScope[]
  /** Milliseconds. */
  expires: number
}

const DAY_MS = 86_400_000
const UNITS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 }

/** `termingate token …` */
export function addTokenCommands(program: Command, note: Note): void {
  const token = program.command('token').description('tokens: keys of programs to the REST API')
  command(token, 'create <name>', 'make a token; it is shown once')
    .option('--tenant <name>', 'for one tenant')
    .option('--installation', 'for every tenant and the installation itself')
    .requiredOption('--scope <scope>', `what it may do: ${API_SCOPES.join(', ')}`, collectScopes)
    .addOption(
      new Option('--expires <time>', 'until when: 90d, 12w, 6m, 1y')
        .argParser(parseTime)
        .default(365 * DAY_MS, 'in a year'),
    )
    .action((name: string, options: CreateOptions) =>
      note(onDatabase(options, (work) => create(work, name, options))),
    )
  command(token, 'list', 'list the tokens')
    .option('--tenant <name>', 'only those of a tenant')
    .action((options: JsonOption & { tenant?: string }) =>
      note(onDatabase(options, (work) => list(work, options.tenant))),
    )
  command(token, 'revoke', 'refuse a token from now on')
    .argument('<id>', 'its number in the list', parseId)
    .action((id: number, options: JsonOption) =>
      note(onDatabase(options, (work) => revoke(work, id))),
    )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

function collectScopes(text: string, before: ApiScope[] = []): ApiScope[] {
  const scopes = text.split(',').map((one) => one.trim())
  const wrong = scopes.find((scope) => !isApiScope(scope))
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`${JSON.stringify(wrong)} is none of ${API_SCOPES.join(', ')}.`)
  }
  return [...before, ...scopes.filter(isApiScope)]
}

function parseTime(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,3})([dwmy])$/.exec(text) ?? []
  if (count === undefined) throw new InvalidArgumentError('Write it like 90d, 12w, 6m or 1y.')
  return Number(count) * (UNITS[unit] ?? 0) * DAY_MS
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is the number that termingate token list shows.')
}

async function create(work: Work, name: string, options: CreateOptions): Promise<undefined> {
  const { tenant, installation = false, scope } = options
  if ((tenant === undefined) === !installation) {
    throw new UsageError('Say for what: either --tenant NAME or --installation.')
  }
  const now = work.now()
  const expiresAt = new Date(now.getTime() + options.expires)
  const asked = { tenant: tenant ?? null, name, scopes: scope, expiresAt, now }
  const { token, secret } = await createApiToken(work.database, asked, work.actor)
  print(work, { ...token, secret }, [
    `Made the token ${token.id} "${token.name}" for ${reachOf(token)}.`,
    `  token    ${secret}   (shown only now)`,
    `  scopes   ${token.scopes.join(', ')}`,
    `  expires  ${minute(token.expiresAt)}`,
  ])
}

const reachOf = ({ tenant }: ApiToken) =>
  tenant === null ? 'the whole installation' : `the tenant ${tenant}`

async function list(work: Work, tenant: string | undefined): Promise<undefined> {
  const tokens = await listApiTokens(work.database, tenant)
  const now = work.now()
  const rows = tokens.map((token) => [
    String(token.id),
    token.tenant ?? '-',
    token.name,
    stateOf(token, now),
    minute(token.expiresAt),
    token.lastUsedAt ? minute(token.lastUsedAt) : '-',
    token.scopes.join(','),
  ])
  const head = ['ID', 'TENANT', 'NAME', 'STATE', 'EXPIRES', 'LAST USED', 'SCOPES']
  print(work, tokens, rows.length > 0 ? table([head, ...rows]) : ['There is no token.'])
}

function stateOf({ revokedAt, expiresAt }: ApiToken, now: Date): string {
  if (revokedAt) return 'revoked'
  return expiresAt <= now ? 'expired' : 'valid'
}

async function revoke(work: Work, id: number): Promise<undefined> {
  const token = await revokeApiToken(work.database, { id, now: work.now() }, work.actor)
  print(work, token, [`The token ${id} "${token.name}" is refused from now on.`])
}
