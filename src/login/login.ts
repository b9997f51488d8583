import type { AppContext } from '../context.js'
import { maintenanceError } from '../errors.js'
import { findAppPassword, noteAppPasswordUse } from '../store/app-passwords.js'
import type { Id } from '../store/model.js'
import type { Session } from '../store/session.js'
import { loadSession } from '../store/sessions.js'
import { createAddressLimit } from './address-limit.js'
import { parseAuthorization, parseLogin } from './credentials.js'
import { createLoginLock } from './login-lock.js'
import type { Check, LoginAttempt, LoginParts, Named } from './login-parts.js'
import { obstacle } from './obstacle.js'
import type { PasswordChecker } from './password.js'
import {
  isFormerPassword,
  isServedDomain,
  record,
  refuse,
  refuseDomain,
  refuseFormer,
  refuseInMaintenance,
  refuseUnknown,
  slowDown,
  unauthorized,
} from './refusals.js'
import { createSignInLog, type SignInLog } from './sign-in-log.js'
import { createVerifiedLogins } from './verified-logins.js'

/** Proves who asks; one per gateway. */
export type Login = {
  /**
   * The account's session.
   * @throws HttpError 401 for whatever is wrong with the login, 503 in maintenance or in a storm
   */
  authenticate(attempt: LoginAttempt): Promise<Session>
  readonly passwordChecks: number
  /** Told what becomes of a proven login. */
  readonly signIns: SignInLog
}

export function createLogin(app: AppContext, passwords: PasswordChecker): Login {
  const { login } = app.config
  const parts: LoginParts = {
    app,
    passwords,
    verified: createVerifiedLogins(login.memoryMinutes),
    lock: createLoginLock(app.database, login),
    addresses: createAddressLimit(app),
    checks: new Map(),
    signIns: createSignInLog(app),
  }
  return {
    signIns: parts.signIns,
    authenticate: (attempt) => authenticate(parts, attempt),
    get passwordChecks() {
      return parts.passwords.runs
    },
  }
}

async function authenticate(parts: LoginParts, attempt: LoginAttempt): Promise<Session> {
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
    const { login, domain } = name
    return await authenticateNamed(parts, attempt, { login, domain, password, key, check })
  } finally {
    check.members--
    if (check.members === 0) parts.checks.delete(key)
  }
}

async function authenticateNamed(
  parts: LoginParts,
  attempt: LoginAttempt,
  named: Named,
): Promise<Session> {
  const { app, verified } = parts
  const session = await loadSession(app.database, named.login, attempt.deviceId)
  if (!session) return refuseUnknown(parts, attempt, named)
  if (session.maintenance) throw maintenanceError()

  const now = app.now()
  if (!isServedDomain(named.domain, session, app.config.easDomains)) {
    return refuseDomain(parts, attempt, { session, named })
  }
  const remembered = verified.find(named.key, session, now.getTime())
  if (remembered) {
    session.appPassword = remembered.appPassword
    if (obstacle(session, now) === null) return session
  }
  return checkPassword(parts, attempt, { session, named })
}

type Known = { session: Session; named: Named }

async function checkPassword(
  parts: LoginParts,
  attempt: LoginAttempt,
  known: Known,
): Promise<Session> {
  const { app, lock } = parts
  const { named } = known
  const appPassword = await appPasswordOf(parts, known)
  const equal = appPassword !== null || (await compare(parts, known))

  // Loaded again: while the check ran or waited, the account may have been locked by other guesses.
  const session = await loadSession(app.database, named.login, attempt.deviceId)
  if (!session) throw unauthorized()
  const now = app.now()
  const locked = await lock.holds(session, now)
  if (locked) return refuse(parts, attempt, { session, reason: 'locked' })
  if (appPassword !== null && !session.account.app_passwords.includes(appPassword)) {
    return refuseFormer(parts, attempt, { session, reason: 'revoked-app-password' })
  }
  const proven = { ...session, appPassword, account: { ...session.account, locked_at: null } }
  const { password_hash } = known.session.account
  if (appPassword === null && session.account.password_hash !== password_hash) {
    return refuse(parts, attempt, { session, reason: 'former-password' })
  }
  const reason = obstacle(proven, now)
  if (equal && reason === null) return letIn(parts, attempt, { session: proven, named })
  if (equal || reason === 'no-password') {
    return refuse(parts, attempt, { session, reason: reason ?? 'no-password' })
  }
  return refuseWrong(parts, attempt, { session, named })
}

/** What was typed, if it is an app password of the account: revoked ones, too. */
async function appPasswordOf({ app }: LoginParts, { session, named }: Known): Promise<Id | null> {
  const key = { tenantId: session.tenant.id, accountId: session.account.id }
  return await findAppPassword(app.database, key, named.password)
}

/** Remembered, so that what is written here is not written on every request. */
async function letIn(
  { app, verified }: LoginParts,
  { deviceId, address }: LoginAttempt,
  { session, named }: Known,
): Promise<Session> {
  const { tenant, appPassword } = session
  const now = app.now()
  verified.add(named.key, session, now.getTime())
  if (appPassword !== null) {
    const used = { tenantId: tenant.id, id: appPassword }
    await noteAppPasswordUse(app.database, used, { at: now, deviceId, address })
  }
  return session
}

async function refuseWrong(
  parts: LoginParts,
  attempt: LoginAttempt,
  { session, named }: Known,
): Promise<never> {
  const { check, login, password } = named
  if (await isFormerPassword(parts, session, password)) {
    return refuseFormer(parts, attempt, { session, reason: 'former-password' })
  }
  const { deviceId, address } = attempt
  check.counted ??= Promise.all([
    parts.lock.count(session, { deviceId, address, at: parts.app.now() }),
    record(parts, attempt, { session, reason: 'wrong-password' }),
  ])
  await check.counted
  await slowDown(parts, attempt, login)
  throw unauthorized()
}

function join(checks: LoginParts['checks'], key: string): Check {
  const known = checks.get(key)
  if (known) {
    known.members++
    return known
  }
  const check: Check = { members: 1, passwordHash: null, equal: null, counted: null }
  checks.set(key, check)
  return check
}

function compare({ passwords }: LoginParts, { session, named }: Known): Promise<boolean> {
  const { password_hash } = session.account
  const { check, password } = named
  if (check.equal && check.passwordHash === password_hash) return check.equal
  check.passwordHash = password_hash
  check.equal = passwords.matches(password, password_hash)
  return check.equal
}
