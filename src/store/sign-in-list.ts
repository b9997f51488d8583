import type { Sql } from './database.js'
import type { Id } from './model.js'
import type { SignInReason } from './sign-ins.js'

/** A sign-in, or the same several times: refused for one reason, or let in for a day. */
export type SignIn = {
  id: Id
  /** The first and the last time. */
  at: Date
  lastAt: Date
  times: number
  /** On a device or on the pages. */
  kind: 'activesync' | 'web'
  /** Null: let in. */
  reason: SignInReason | null
  /** The user's name and login; null: there is no such user. */
  user: string | null
  login: string | null
  /** What was typed, where it is not the login. */
  typed: string | null
  deviceId: string | null
  userAgent: string
  address: string | null
  /** The name of the app password that it was. */
  appPassword: string | null
}

export const SIGN_IN_FILTERS = ['all', 'refused', 'let-in', 'unknown'] as const
export type SignInFilter = (typeof SIGN_IN_FILTERS)[number]

export type SignInsAsked = {
  tenantId: Id
  /** Of this account only. */
  accountId?: Id
  filter?: SignInFilter
  /** `cursor` of the page before. */
  before?: string
  limit: number
}

const WHICH: Record<SignInFilter, string> = {
  all: '',
  refused: 'and s.reason is not null',
  'let-in': 'and s.reason is null',
  unknown: 'and s.account_id is null',
}

const SELECT = `
select s.id, s.at, s.last_at as "lastAt", s.times, s.kind, s.reason, a.name as user,
  a.name || '_' || t.name as login, s.typed, s.device_id as "deviceId",
  coalesce(s.user_agent, '') as "userAgent", s.address, s.app_password as "appPassword"
from sign_in s
join tenant t on t.id = s.tenant_id
left join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
where s.tenant_id = $1 and ($2::timestamptz is null or (s.last_at, s.id) < ($2, $3))`

/** The latest first; `cursor` asks for what is behind them, null when there is nothing. */
export async function listSignIns(
  sql: Sql,
  asked: SignInsAsked,
): Promise<{ signIns: SignIn[]; cursor: string | null }> {
  const { tenantId, accountId, filter = 'all', before, limit } = asked
  const key = before === undefined ? null : readCursor(before)
  const ofAccount = accountId === undefined ? '' : 'and s.account_id = $5'
  const text = `${SELECT} ${ofAccount} ${WHICH[filter]} order by s.last_at desc, s.id desc limit $4`
  const name = `list-sign-ins-${filter}-${ofAccount ? 'account' : 'tenant'}`
  const values = [tenantId, key?.at ?? null, key?.id ?? null, limit + 1]
  if (accountId !== undefined) values.push(accountId)
  const rows = await sql.query<SignIn>({ name, text }, values)
  const signIns = rows.slice(0, limit)
  const last = signIns.at(-1)
  const more = rows.length > limit && last
  return { signIns, cursor: more ? `${last.lastAt.getTime()}.${last.id}` : null }
}

/** Anything else is the first page. */
function readCursor(text: string): { at: Date; id: Id } | null {
  const [, at, id] = /^(\d{1,14})\.(\d{1,15})$/.exec(text) ?? []
  return at === undefined || id === undefined ? null : { at: new Date(Number(at)), id: Number(id) }
}
