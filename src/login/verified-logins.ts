import { hash, randomBytes } from 'node:crypto'
import type { Session } from '../store/sessions.js'

/** Most logins remembered; the oldest make room. */
const MAX_REMEMBERED = 50_000

type Verified = { tenantId: number; accountId: number; passwordVersion: number; expires: number }

/**
 * Logins whose password was checked a short while ago, so that the slow hash is not computed for
 * every request. Only a keyed hash of login and password is kept, under a key of this process. The
 * account's row still decides on each request: another password version makes an entry worthless.
 */
export type VerifiedLogins = {
  /** The name under which a login with this password is remembered or being checked. */
  keyOf(login: string, password: string): string
  has(key: string, session: Session, now: number): boolean
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
    has(key, { tenant, account }, now) {
      const entry = entries.get(key)
      if (!entry) return false
      const holds =
        entry.expires > now &&
        entry.tenantId === tenant.id &&
        entry.accountId === account.id &&
        entry.passwordVersion === account.password_version
      if (!holds) entries.delete(key)
      return holds
    },
    add(key, { tenant, account }, now) {
      if (memoryMinutes === 0) return
      for (const oldest of entries.keys()) {
        if (entries.size < MAX_REMEMBERED) break
        entries.delete(oldest)
      }
      entries.set(key, {
        tenantId: tenant.id,
        accountId: account.id,
        passwordVersion: account.password_version,
        expires: now + memoryMinutes * 60_000,
      })
    },
  }
}
