import { hash, randomBytes } from 'node:crypto'
import type { Id } from '../store/model.js'
import type { Session } from '../store/session.js'

/** Most logins remembered; the oldest make room. */
const MAX_REMEMBERED = 50_000

type Verified = {
  tenantId: number
  accountId: number
  passwordVersion: number
  /** Null: the account's own password. */
  appPassword: Id | null
  expires: number
}

/**
 * Logins whose password was checked a short while ago, so that the slow hash is not computed for
 * every request. Only a keyed hash of login and password is kept, under a key of this process. The
 * account's row still decides on each request: another password version, or
 * a revoked app password, makes an entry worthless.
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
  const entries = new Map<string, Verified>()

  return {
    keyOf(login, password) {
      // The secret has a fixed length and the result never leaves the process, so that no HMAC
      // is needed, which takes five times as long.
      return hash('sha256', `${secret}${login}\0${password}`, 'base64')
    },
    find(key, { tenant, account }, now) {
      const entry = entries.get(key)
      if (!entry) return null
      const { appPassword, passwordVersion } = entry
      const holds =
        entry.expires > now &&
        entry.tenantId === tenant.id &&
        entry.accountId === account.id &&
        (appPassword === null
          ? passwordVersion === account.password_version
          : account.app_passwords.includes(appPassword))
      if (holds) return entry
      entries.delete(key)
      return null
    },
    add(key, { tenant, account, appPassword }, now) {
      if (memoryMinutes === 0) return
      for (const oldest of entries.keys()) {
        if (entries.size < MAX_REMEMBERED) break
        entries.delete(oldest)
      }
      entries.set(key, {
        tenantId: tenant.id,
        accountId: account.id,
        passwordVersion: account.password_version,
        appPassword,
        expires: now + memoryMinutes * 60_000,
      })
    },
  }
}
