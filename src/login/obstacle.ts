import type { Session } from '../store/session.js'
import type { SignInReason } from '../store/sign-ins.js'

/** What stands in the way of an account though its password, or an app password, is right. */
export function obstacle(
  { tenant, account, appPassword }: Session,
  now: Date,
): SignInReason | null {
  const { active, locked_at, password_hash, password_expires_at, phone_password } = account
  if (locked_at !== null) return 'locked'
  if (!tenant.module_enabled) return 'module-off'
  if (!active) return 'inactive'
  // What follows is about the account's own password: an app password is none of it.
  if (appPassword !== null) return null
  if (password_hash === null) return 'no-password'
  if (password_expires_at !== null && Date.parse(password_expires_at) <= now.getTime()) {
    return 'password-expired'
  }
  return phone_password === 'app-only' ? 'app-only' : null
}
