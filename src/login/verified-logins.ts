import { hash, randomBytes } from 'node:crypto'
import type { Id } from '../store/model.js'
import type { Session } from '../store/session.js'

/** Most logins remembered; those used longest ago make room. About 300 bytes each. */
const MAX_REMEMBERED = 100_000

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** From the check by bcrypt on: however often it is used, a login is checked again after this time. */
const CEILING_MS = 24 * HOUR_MS
/** Up to so much earlier, so that those who came at once, after a restart, don't do it each day. */
const SPREAD_MS = 6 * HOUR_MS
/** Checking an app password costs no bcrypt, and tells when it was used last. */
const APP_PASSWORD_MS = 5 * MINUTE_MS

type Verified = {
  tenantId: Id
  accountId: Id
  passwordHash: string | null
  /** Null: the account's own password. */
  appPassword: Id | null
  /** Each use of the account's own password puts it off. */
  expires: number
  checkAgain: number
}

/**
 * Logins whose password was checked a while ago, so that the slow hash is not computed for every
 * request: until nobody used them for `memoryMinutes`, for 24 hours at most. Only a keyed hash of
 * login and password is kept, under a key of this process. The account's row still decides on each
 * request: another password hash, or a revoked app password, makes an entry worthless. It is the
 * hash that counts and not its version, which may come again with another password after a restore.
 */
export type VerifiedLogins = {
  /** The name under which a login with this password is remembered or being checked. */
  keyOf(login: string, password: string): string
  /** Which password it was, if it still is one of the account's. */
  find(key: string, session: Session, now: number): Pick<Verified, 'appPassword'> | null
  add(key: string, session: Session, now: number): void
}

export function createVerifiedLogins(memoryMinutes: number): VerifiedLogins {
  const secret = randomBytes(32).toString('base64')
  const memoryMs = memoryMinutes * MINUTE_MS
  /** The one used longest ago first. */
  const entries = new Map<string, Verified>()

  function makeRoom(now: number): void {
    for (const [key, { expires }] of entries) {
      if (expires > now && entries.size < MAX_REMEMBERED) break
      entries.delete(key)
    }
  }

  return {
    keyOf(login, password) {
      // The secret has a fixed length and the result never leaves the process, so that no HMAC
      // is needed, which takes five times as long.
      return hash('sha256', `${secret}${login}\0${password}`, 'base64')
    },
    find(key, session, now) {
      const entry = entries.get(key)
      if (!entry) return null
      entries.delete(key)
      if (!holds(entry, session, now)) return null
      if (entry.appPassword === null) entry.expires = Math.min(now + memoryMs, entry.checkAgain)
      entries.set(key, entry)
      return { appPassword: entry.appPassword }
    },
    add(key, { tenant, account, appPassword }, now) {
      if (memoryMs === 0) return
      makeRoom(now)
      const checkAgain = now + CEILING_MS - Math.random() * SPREAD_MS
      const longest = appPassword === null ? checkAgain : now + APP_PASSWORD_MS
      entries.delete(key)
      entries.set(key, {
        tenantId: tenant.id,
        accountId: account.id,
        passwordHash: account.password_hash,
        appPassword,
        expires: Math.min(now + memoryMs, longest),
        checkAgain,
      })
    },
  }
}

function holds(entry: Verified, { tenant, account }: Session, now: number): boolean {
  const { appPassword } = entry
  return (
    entry.expires > now &&
    entry.tenantId === tenant.id &&
    entry.accountId === account.id &&
    (appPassword === null
      ? entry.passwordHash === account.password_hash
      : account.app_passwords.includes(appPassword))
  )
}
