import { variable, whole } from './config-values.js'

/** How passwords are checked, and who is slowed or locked. */
export type LoginConfig = {
  lockFailures: number
  lockMinutes: number
  /** 0 = only by hand. */
  unlockAfterMinutes: number
  /** 0 = nothing is remembered. */
  memoryMinutes: number
  bcryptCost: number
  bcryptConcurrency: number
  addressFailures: number
  addressUsers: number
}

export const LOGIN_VARIABLES = {
  LOGIN_LOCK_FAILURES: variable(whole(1, 10_000), '10', {
    allowed: '1 to 10000',
    meaning: 'Wrong passwords that lock an account for phones.',
  }),
  LOGIN_LOCK_MINUTES: variable(whole(1, 10_080), '15', {
    allowed: '1 to 10080',
    meaning: 'Time within which they count.',
  }),
  LOGIN_UNLOCK_AFTER_MINUTES: variable(whole(0, 525_600), '0', {
    allowed: '0 to 525600',
    meaning: 'A lock ends by itself after this time; 0: only by hand.',
  }),
  LOGIN_MEMORY_MINUTES: variable(whole(0, 1_440), '480', {
    allowed: '0 to 1440',
    meaning:
      'How long after each use a verified login spares the slow check, for 24 hours at most; a changed password or a lock acts at once.',
  }),
  LOGIN_BCRYPT_COST: variable(whole(4, 15), '10', {
    allowed: '4 to 15',
    meaning: 'Cost of new password hashes.',
  }),
  LOGIN_BCRYPT_CONCURRENCY: variable(whole(1, 64), '2', {
    allowed: '1 to 64',
    meaning: 'Password checks at once, each in a thread of its own.',
  }),
  ADDRESS_LIMIT_FAILURES: variable(whole(1, 1_000_000), '100', {
    allowed: '1 to 1000000',
    meaning: 'Failures of one address in 15 minutes from which its wrong logins are slowed.',
  }),
  ADDRESS_LIMIT_USERS: variable(whole(1, 10_000), '10', {
    allowed: '1 to 10000',
    meaning: 'Different users those failures must name, so that an office is not slowed.',
  }),
} as const

export function loginConfig(values: Record<keyof typeof LOGIN_VARIABLES, number>): LoginConfig {
  return {
    lockFailures: values.LOGIN_LOCK_FAILURES,
    lockMinutes: values.LOGIN_LOCK_MINUTES,
    unlockAfterMinutes: values.LOGIN_UNLOCK_AFTER_MINUTES,
    memoryMinutes: values.LOGIN_MEMORY_MINUTES,
    bcryptCost: values.LOGIN_BCRYPT_COST,
    bcryptConcurrency: values.LOGIN_BCRYPT_CONCURRENCY,
    addressFailures: values.ADDRESS_LIMIT_FAILURES,
    addressUsers: values.ADDRESS_LIMIT_USERS,
  }
}
