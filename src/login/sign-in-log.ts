import { bounded } from '../log.js'
import type { Sql, Statement } from '../store/database.js'
import type { Id } from '../store/model.js'

/** Why a login was refused; `login_failure.reason`. Only these, the phone is told nothing. */
export const SIGN_IN_REASONS = {
  'wrong-password': 'The password is wrong.',
  'former-password': 'The device still uses a former password. Not counted.',
  'password-expired': 'The password is right but has expired.',
  'no-password': 'The account has no password yet.',
  'app-only': 'The password is right, but phones of this account need an app password.',
  'revoked-app-password': 'The device still uses an app password that was revoked. Not counted.',
  locked: 'The account is locked for phones after too many wrong passwords.',
  inactive: 'The account is switched off.',
  'module-off': 'Synchronisation is switched off for the tenant.',
  'other-case': 'The name exists with other upper and lower case letters.',
  'wrong-domain': 'The domain behind the @ is none of the tenant.',
} as const
export type SignInReason = keyof typeof SIGN_IN_REASONS

export type SignInFailure = {
  tenantId: Id
  accountId: Id
  reason: SignInReason
  at: Date
  deviceId: string | null
  userAgent: string
  address: string
}

/** Rows kept per account, so that a guessing machine can't fill the disk. */
const KEPT = 100

const RECORD: Statement = {
  name: 'sign-in-failure',
  text: `
with old as (
  delete from login_failure where tenant_id = $1 and account_id = $2 and id in (
    select id from login_failure where tenant_id = $1 and account_id = $2
    order by at desc, id desc offset ${KEPT - 1}))
insert into login_failure (tenant_id, account_id, at, reason, device_id, user_agent, address)
values ($1, $2, $3, $4, $5, $6, $7)
returning id`,
}

export async function recordFailure(sql: Sql, failure: SignInFailure): Promise<void> {
  const { tenantId, accountId, at, reason, deviceId, userAgent, address } = failure
  const agent = bounded(userAgent, 200)
  await sql.query(RECORD, [tenantId, accountId, at, reason, deviceId, agent, address])
}

const OTHER_CASE: Statement = {
  name: 'login-in-other-case',
  text: `select tenant_id as "tenantId", account_id as "accountId" from login_name
    where lower(login) = lower($1) limit 1`,
}

/** The account that an unknown login would mean if case did not matter (R-ONO-22). */
export async function findInOtherCase(
  sql: Sql,
  login: string,
): Promise<{ tenantId: Id; accountId: Id } | null> {
  const [row] = await sql.query<{ tenantId: Id; accountId: Id }>(OTHER_CASE, [login])
  return row ?? null
}
