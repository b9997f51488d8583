import type { Batch } from './device-upkeep.js'
import type { Id } from './model.js'
import type { Sql, Statement } from './sql.js'

/** Why somebody was not let in; `sign_in.reason`, where null is let in. The phone is told nothing. */
export const SIGN_IN_REASONS = {
  'wrong-password': 'The password is wrong.',
  'former-password': 'The device still uses a former password. Not counted.',
  'password-expired': 'The password is right but has expired.',
  'no-password': 'The account has no password yet.',
  'app-only': 'The password is right, but phones of this account need an app password.',
  'revoked-app-password': 'The device still uses an app password that was revoked. Not counted.',
  locked: 'The account is locked for phones after too many wrong passwords.',
  'web-locked': 'The pages are closed for this account for some minutes: too many wrong passwords.',
  inactive: 'The account is switched off.',
  'module-off': 'Synchronisation is switched off for the tenant.',
  'other-case': 'The name exists with other upper and lower case letters.',
  'wrong-domain': 'The domain behind the @ is none of the tenant.',
  'unknown-user': 'There is no such user.',
  'device-blocked': 'The device is blocked.',
  'device-quarantined': 'The device waits for an administrator to let it in.',
  'device-wiped': 'The device is to be wiped, or was.',
} as const
export type SignInReason = keyof typeof SIGN_IN_REASONS

export type SignInAttempt = {
  tenantId: Id
  /** Null: there is no such user, but the tenant was named. */
  accountId: Id | null
  kind: 'activesync' | 'web'
  at: Date
  deviceId: string | null
  userAgent: string
  address: string
  /** Where it is not the account's login. */
  typed?: string | null
}

/** Rows kept per account, or per tenant of unknown users, so that nobody can fill the disk. */
const KEPT = 200
const LONGEST_AGENT = 200
const LONGEST_TYPED = 120

/** The values of each statement below, in their order. */
function valuesOf(attempt: SignInAttempt, last: unknown): unknown[] {
  const { tenantId, accountId, kind, at, deviceId, userAgent, address, typed } = attempt
  const agent = userAgent.slice(0, LONGEST_AGENT)
  const said = typed?.slice(0, LONGEST_TYPED) ?? null
  return [tenantId, accountId, kind, at, deviceId, agent, address, said, last]
}

/** The same account's rows, or those of unknown users of the tenant. */
const rowsOf = (known: boolean) =>
  `tenant_id = $1 and ${known ? 'account_id = $2' : '$2::bigint is null and account_id is null'}`

/** Of one account and device; refused again for the same reason within an hour is the same row. */
const refusedStatement = (known: boolean): Statement => ({
  name: known ? 'sign-in-refused' : 'sign-in-unknown',
  text: `
with again as (
  update sign_in set last_at = $4, times = times + 1, user_agent = $6
  where tenant_id = $1 and id = (
    select id from sign_in where ${rowsOf(known)} and kind = $3
      and device_id is not distinct from $5 ${known ? '' : 'and typed = $8'}
    order by last_at desc, id desc limit 1)
    and reason = $9 and address = $7 and typed is not distinct from $8
    and last_at > $4::timestamptz - interval '1 hour'
  returning id),
old as (${forgetOld(known, 'reason is not null')} and not exists (select from again))
insert into sign_in (tenant_id, account_id, kind, at, last_at, device_id, user_agent, address,
  typed, reason)
select $1::bigint, $2::bigint, $3::text, $4::timestamptz, $4::timestamptz, $5::text, $6::text,
  $7::text, $8::text, $9::text
where not exists (select from again)
returning id`,
})

function forgetOld(known: boolean, which: string): string {
  return `
  delete from sign_in where tenant_id = $1 and id in (
    select id from sign_in where ${rowsOf(known)} and ${which}
    order by last_at desc, id desc offset ${KEPT - 1})`
}

const REFUSED = refusedStatement(true)
const UNKNOWN = refusedStatement(false)

export async function recordRefused(
  sql: Sql,
  attempt: SignInAttempt,
  reason: SignInReason,
): Promise<void> {
  await sql.query(attempt.accountId === null ? UNKNOWN : REFUSED, valuesOf(attempt, reason))
}

/** A row per device and day, and more after a failure, from another address, on the pages. */
const LET_IN: Statement = {
  name: 'sign-in-let-in',
  text: `
with old as (${forgetOld(true, 'reason is null')})
insert into sign_in (tenant_id, account_id, kind, at, last_at, device_id, user_agent, address,
  typed, app_password)
select $1::bigint, $2::bigint, $3::text, $4::timestamptz, $4::timestamptz, $5::text, $6::text,
  $7::text, $8::text,
  (select p.name from app_password p where p.tenant_id = $1 and p.id = $9::bigint)
where $3::text = 'web' or not exists (
  select from sign_in s where s.tenant_id = $1 and s.account_id = $2 and s.kind = $3
    and s.device_id is not distinct from $5 and s.reason is null and s.address = $7
    and s.last_at > $4::timestamptz - interval '1 day'
    and not exists (select from sign_in f where f.tenant_id = $1 and f.account_id = $2
      and f.device_id is not distinct from $5 and f.reason is not null and f.last_at >= s.last_at))
returning id`,
}

export async function recordLetIn(
  sql: Sql,
  attempt: SignInAttempt,
  appPassword: Id | null,
): Promise<void> {
  await sql.query(LET_IN, valuesOf(attempt, appPassword))
}

const OTHER_CASE: Statement = {
  name: 'login-in-other-case',
  text: `select tenant_id as "tenantId", account_id as "accountId" from login_name
    where lower(login) = lower($1) limit 1`,
}
const TENANT: Statement = {
  name: 'tenant-of-login',
  text: `select id as "tenantId", null::bigint as "accountId" from tenant where name = any($1)
    order by length(name) desc limit 1`,
}
/** Of a login with more "_" only so many ends are taken for a tenant's name. */
const MOST_SPLITS = 20

type Meant = Pick<SignInAttempt, 'tenantId' | 'accountId'>

/**
 * Who an unknown login is told to: the account it would mean if case did not matter (R-ONO-22), else
 * the tenant that it names. Null: nobody.
 */
export async function whoIsMeant(sql: Sql, login: string): Promise<Meant | null> {
  const [account] = await sql.query<Meant>(OTHER_CASE, [login])
  if (account) return account
  const parts = login.split('_').slice(-MOST_SPLITS - 1)
  const ends = parts.slice(1).map((_, index) => parts.slice(index + 1).join('_'))
  const [tenant] = ends.length > 0 ? await sql.query<Meant>(TENANT, [ends]) : []
  return tenant ?? null
}

export async function forgetSignIns(tx: Sql, { before, limit }: Batch): Promise<number> {
  const text = `delete from sign_in where (tenant_id, id) in (
      select tenant_id, id from sign_in where last_at < $1 order by last_at limit $2)
    returning id`
  return (await tx.query({ name: 'forget-sign-ins', text }, [before, limit])).length
}
