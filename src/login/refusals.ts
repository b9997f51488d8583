import type { AppContext } from '../context.js'
import { HttpError, maintenanceError } from '../errors.js'
import type { Statement } from '../store/database.js'
import { inMaintenance } from '../store/installation.js'
import type { Session } from '../store/session.js'
import { recordRefused, type SignInReason, whoIsMeant } from '../store/sign-ins.js'
import type { LoginAttempt, LoginParts, Named } from './login-parts.js'

/** The answer to every refused login, whatever the reason (R-ONO-52). */
export function unauthorized(): HttpError {
  return new HttpError(401, 'Unauthorized', {
    'WWW-Authenticate': 'Basic realm="Termingate", charset="UTF-8"',
  })
}

/** Tried only for a device that was paired with this account: all others cost one bcrypt run. */
export async function isFormerPassword(
  parts: LoginParts,
  session: Session,
  password: string,
): Promise<boolean> {
  if (!session.device) return false
  for (const hash of session.account.former_password_hashes.slice(-2)) {
    if (await parts.passwords.matches(password, hash)) return true
  }
  return false
}

const OLD_PASSWORD: Statement = {
  name: 'device-uses-old-password',
  text: `
update device set old_password_at = $3
where tenant_id = $1 and id = $2
  and (old_password_at is null or old_password_at <= $3::timestamptz - interval '1 minute')
returning id`,
}

/**
 * A forgotten tablet must not lock its owner out: shown, not counted (R-ONO-51). The same for an app
 * password that was revoked, whatever device has it: nobody can guess one.
 */
export async function refuseFormer(
  parts: LoginParts,
  attempt: LoginAttempt,
  refusal: Refusal,
): Promise<never> {
  const { app } = parts
  const { tenant, device } = refusal.session
  const news = await app.database.query(OLD_PASSWORD, [tenant.id, device?.id ?? null, app.now()])
  if (!device || news.length > 0) await record(parts, attempt, refusal)
  throw unauthorized()
}

export type Refusal = { session: Session; reason: SignInReason; typed?: string | null }

export async function refuse(
  parts: LoginParts,
  attempt: LoginAttempt,
  refusal: Refusal,
): Promise<never> {
  await record(parts, attempt, refusal)
  throw unauthorized()
}

export async function refuseDomain(
  parts: LoginParts,
  attempt: LoginAttempt,
  known: { session: Session; named: Named },
): Promise<never> {
  await parts.passwords.matches(known.named.password, null)
  await slowDown(parts, attempt, known.named.login)
  const { login, domain } = known.named
  const typed = `${login}@${domain}`
  return refuse(parts, attempt, { session: known.session, reason: 'wrong-domain', typed })
}

type Unknown = { login: string; password: string }

export async function refuseUnknown(
  parts: LoginParts,
  attempt: LoginAttempt,
  unknown: Unknown,
): Promise<never> {
  const { app, passwords } = parts
  await refuseInMaintenance(app)
  await passwords.matches(unknown.password, null)
  const meant = await whoIsMeant(app.database, unknown.login)
  if (meant) {
    const reason = meant.accountId === null ? 'unknown-user' : 'other-case'
    const typed = unknown.login
    await recordRefused(app.database, { ...fromOf(parts, attempt), ...meant, typed }, reason)
  }
  await slowDown(parts, attempt, unknown.login)
  throw unauthorized()
}

export async function record(
  parts: LoginParts,
  attempt: LoginAttempt,
  { session, reason, typed = null }: Refusal,
): Promise<void> {
  const who = { tenantId: session.tenant.id, accountId: session.account.id, typed }
  parts.signIns.failed(session, attempt.deviceId)
  await recordRefused(parts.app.database, { ...fromOf(parts, attempt), ...who }, reason)
}

function fromOf({ app }: LoginParts, { deviceId, userAgent, address }: LoginAttempt) {
  return { kind: 'activesync', at: app.now(), deviceId, userAgent, address } as const
}

export async function slowDown(
  parts: LoginParts,
  attempt: LoginAttempt,
  user: string,
): Promise<void> {
  await parts.addresses.failed(attempt.address, user.slice(0, 64), parts.app.now().getTime())
}

/** No domain is fine; else it must be one of the tenant's or of the installation (R-ONO-21). */
export function isServedDomain(
  domain: string | null,
  session: Session,
  easDomains: readonly string[],
): boolean {
  if (domain === null || easDomains.includes(domain)) return true
  return session.tenant.domains.some((own) => own.toLowerCase() === domain)
}

/** Without an answer of the database it is 503 as well, never 401 (R-ONO-58). */
export async function refuseInMaintenance(app: Pick<AppContext, 'database'>): Promise<void> {
  if (await inMaintenance(app.database)) throw maintenanceError()
}
