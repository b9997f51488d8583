import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import type { Statement } from '../store/database.js'
import { loadSession, type Session } from '../store/sessions.js'
import { type AddressLimit, createAddressLimit } from './address-limit.js'
import { type LoginName, parseAuthorization, parseLogin } from './credentials.js'
import { createLoginLock, type LoginLock } from './login-lock.js'
import type { PasswordChecker } from './password.js'
import { findInOtherCase, recordFailure, type SignInReason } from './sign-in-log.js'
import { createVerifiedLogins, type VerifiedLogins } from './verified-logins.js'

/** One request that wants to log in. */
export type LoginAttempt = {
  /** The Authorization header as it came. */
  authorization: string | undefined
  deviceId: string | null
  userAgent: string
  address: string
}

/** Proves who asks; one per gateway. */
export type Login = {
  /**
   * The account's session.
   * @throws HttpError 401 for whatever is wrong with the login, 503 in maintenance or in a storm
   */
  authenticate(attempt: LoginAttempt): Promise<Session>
  readonly passwordChecks: number
}

/** Identical logins under way at the same moment: they share one bcrypt run and count once. */
type Check = {
  members: number
  passwordVersion: number
  equal: Promise<boolean> | null
  counted: Promise<unknown> | null
}

type Parts = {
  app: AppContext
  passwords: PasswordChecker
  verified: VerifiedLogins
  lock: LoginLock
  addresses: AddressLimit
  checks: Map<string, Check>
}

type Named = LoginName & { key: string; password: string; check: Check }

export function createLogin(app: AppContext, passwords: PasswordChecker): Login {
  const { login } = app.config
  const parts: Parts = {
    app,
    passwords,
    verified: createVerifiedLogins(login.memoryMinutes),
    lock: createLoginLock(app.database, login),
    addresses: createAddressLimit(login),
    checks: new Map(),
  }
  return {
    authenticate: (attempt) => authenticate(parts, attempt),
    get passwordChecks() {
      return parts.passwords.runs
    },
  }
}

/** The answer to every refused login, whatever the reason (R-ONO-52). */
export function unauthorized(): HttpError {
  return new HttpError(401, 'Unauthorized', {
    'WWW-Authenticate': 'Basic realm="Termingate", charset="UTF-8"',
  })
}

async function authenticate(parts: Parts, attempt: LoginAttempt): Promise<Session> {
  const { app, verified } = parts
  const credentials = parseAuthorization(attempt.authorization)
  if (!credentials || credentials.password === '') {
    // No login was tried, so nothing is counted: phones ask once without to get the challenge.
    await refuseInMaintenance(app)
    throw unauthorized()
  }
  const name = parseLogin(credentials.user)
  if (!name) return refuseUnknown(parts, attempt, { ...credentials, login: credentials.user })

  const { password } = credentials
  const key = verified.keyOf(name.login, password)
  const check = join(parts.checks, key)
  try {
    return await authenticateNamed(parts, attempt, { ...name, password, key, check })
  } finally {
    check.members--
    if (check.members === 0) parts.checks.delete(key)
  }
}

async function authenticateNamed(
  parts: Parts,
  attempt: LoginAttempt,
  named: Named,
): Promise<Session> {
  const { app, verified } = parts
  const session = await loadSession(app.database, named.login, attempt.deviceId)
  if (!session) return refuseUnknown(parts, attempt, named)
  if (session.maintenance) throw inMaintenance()

  const now = app.now()
  if (!isServedDomain(named.domain, session, app.config.easDomains)) {
    return refuseDomain(parts, attempt, { session, named })
  }
  if (obstacle(session, now) === null && verified.has(named.key, session, now.getTime())) {
    return session
  }
  return checkPassword(parts, attempt, { session, named })
}

/** What stands in the way of an account whatever its password is. */
function obstacle({ tenant, account }: Session, now: Date): SignInReason | null {
  const { active, locked_at, password_hash, password_expires_at } = account
  if (locked_at !== null) return 'locked'
  if (!tenant.module_enabled) return 'module-off'
  if (!active) return 'inactive'
  if (password_hash === null) return 'no-password'
  if (password_expires_at !== null && Date.parse(password_expires_at) <= now.getTime()) {
    return 'password-expired'
  }
  return null
}

type Known = { session: Session; named: Named }

async function checkPassword(parts: Parts, attempt: LoginAttempt, known: Known): Promise<Session> {
  const { app, verified, lock } = parts
  const { named } = known
  const { check } = named
  const equal = await compare(parts, known)

  // Loaded again: while the check ran or waited, the account may have been locked by other guesses.
  const session = await loadSession(app.database, named.login, attempt.deviceId)
  if (!session) throw unauthorized()
  const now = app.now()
  const locked = await lock.holds(session, now)
  if (locked) return refuse(parts, attempt, { session, reason: 'locked' })
  if (session.account.password_version !== known.session.account.password_version) {
    return refuse(parts, attempt, { session, reason: 'former-password' })
  }
  const unlocked = { ...session, account: { ...session.account, locked_at: null } }
  const reason = obstacle(unlocked, now)
  if (equal && reason === null) {
    verified.add(named.key, session, now.getTime())
    return unlocked
  }
  if (equal || reason === 'no-password') {
    return refuse(parts, attempt, { session, reason: reason ?? 'no-password' })
  }
  if (await isFormerPassword(parts, session, named.password)) {
    return refuseFormer(parts, attempt, session)
  }
  check.counted ??= Promise.all([
    lock.count(session, { ...attempt, at: now }),
    record(parts, attempt, { session, reason: 'wrong-password' }),
  ])
  await check.counted
  await slowDown(parts, attempt, named.login)
  throw unauthorized()
}

function join(checks: Parts['checks'], key: string): Check {
  const known = checks.get(key)
  if (known) {
    known.members++
    return known
  }
  const check: Check = { members: 1, passwordVersion: 0, equal: null, counted: null }
  checks.set(key, check)
  return check
}

function compare({ passwords }: Parts, { session, named }: Known): Promise<boolean> {
  const { password_version, password_hash } = session.account
  const { check, password } = named
  if (check.equal && check.passwordVersion === password_version) return check.equal
  check.passwordVersion = password_version
  check.equal = passwords.matches(password, password_hash)
  return check.equal
}

/** Tried only for a device that was paired with this account: all others cost one bcrypt run. */
async function isFormerPassword(parts: Parts, session: Session, password: string) {
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

/** A forgotten tablet must not lock its owner out: shown, not counted (R-ONO-51). */
async function refuseFormer(parts: Parts, attempt: LoginAttempt, session: Session): Promise<never> {
  const { app } = parts
  const values = [session.tenant.id, session.device?.id ?? null, app.now()]
  const news = await app.database.query(OLD_PASSWORD, values)
  if (news.length > 0) await record(parts, attempt, { session, reason: 'former-password' })
  throw unauthorized()
}

type Refusal = { session: Session; reason: SignInReason }

async function refuse(parts: Parts, attempt: LoginAttempt, refusal: Refusal): Promise<never> {
  await record(parts, attempt, refusal)
  throw unauthorized()
}

async function refuseDomain(parts: Parts, attempt: LoginAttempt, known: Known): Promise<never> {
  await parts.passwords.matches(known.named.password, null)
  await slowDown(parts, attempt, known.named.login)
  return refuse(parts, attempt, { session: known.session, reason: 'wrong-domain' })
}

type Unknown = { login: string; password: string }

async function refuseUnknown(
  parts: Parts,
  attempt: LoginAttempt,
  unknown: Unknown,
): Promise<never> {
  const { app, passwords } = parts
  await refuseInMaintenance(app)
  await passwords.matches(unknown.password, null)
  const meant = await findInOtherCase(app.database, unknown.login)
  if (meant) {
    const { deviceId, userAgent, address } = attempt
    const failure = { ...meant, deviceId, userAgent, address, at: app.now() }
    await recordFailure(app.database, { ...failure, reason: 'other-case' })
  }
  await slowDown(parts, attempt, unknown.login)
  throw unauthorized()
}

async function record(parts: Parts, attempt: LoginAttempt, refusal: Refusal): Promise<void> {
  const { session, reason } = refusal
  const { deviceId, userAgent, address } = attempt
  await recordFailure(parts.app.database, {
    tenantId: session.tenant.id,
    accountId: session.account.id,
    at: parts.app.now(),
    reason,
    deviceId,
    userAgent,
    address,
  })
}

async function slowDown(parts: Parts, attempt: LoginAttempt, user: string): Promise<void> {
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

const MAINTENANCE: Statement = {
  name: 'maintenance',
  text: `select 1 as set from installation where name = 'maintenance' and value = 'true'::jsonb`,
}

/** Also proves that the database answers: without it the answer is 503, never 401 (R-ONO-58). */
async function refuseInMaintenance(app: AppContext): Promise<void> {
  if ((await app.database.query(MAINTENANCE)).length > 0) throw inMaintenance()
}

function inMaintenance(): HttpError {
  return new HttpError(503, 'Maintenance', { 'Retry-After': '300' })
}
