import type { AppContext } from '../context.js'
import type { AddressLimit } from './address-limit.js'
import type { LoginName } from './credentials.js'
import type { LoginLock } from './login-lock.js'
import type { PasswordChecker } from './password.js'
import type { SignInLog } from './sign-in-log.js'
import type { VerifiedLogins } from './verified-logins.js'

/** One request that wants to log in. */
export type LoginAttempt = {
  /** The Authorization header as it came. */
  authorization: string | undefined
  deviceId: string | null
  userAgent: string
  address: string
}

/** Identical logins under way at the same moment: they share one bcrypt run and count once. */
export type Check = {
  members: number
  passwordHash: string | null
  equal: Promise<boolean> | null
  counted: Promise<unknown> | null
}

export type LoginParts = {
  app: AppContext
  passwords: PasswordChecker
  verified: VerifiedLogins
  lock: LoginLock
  addresses: AddressLimit
  checks: Map<string, Check>
  signIns: SignInLog
}

export type Named = LoginName & { key: string; password: string; check: Check }
