import type { Config } from '../config.js'
import type { Database, Statement } from '../store/database.js'
import { LOGIN_COUNTERS, resetLoginCounter } from '../store/login-counter.js'
import type { Session } from '../store/session.js'
import type { SignInReason } from '../store/sign-ins.js'
import { createFailureCounter } from './failure-counter.js'

const LOCK: Statement = {
  name: 'login-lock',
  text: `
with locked as (
  update account set locked_at = $3, lock_reason = $4, lock_device = $5, lock_address = $6
  where tenant_id = $1 and id = $2 and locked_at is null
  returning name)
insert into audit (tenant_id, at, actor, action, subject, details)
select $1, $3, 'gateway', 'account.lock', name,
  jsonb_build_object('reason', $4::text, 'device', $5::text, 'address', $6::text)
from locked
returning id`,
}

const UNLOCK: Statement = {
  name: 'login-unlock',
  text: `
with unlocked as (
  update account set locked_at = null, lock_reason = null, lock_device = null, lock_address = null
  where tenant_id = $1 and id = $2 and locked_at = $4
  returning name)
insert into audit (tenant_id, at, actor, action, subject)
select $1, $3, 'gateway', 'account.unlock', name from unlocked
returning id`,
}

export type FailedFrom = { deviceId: string | null; address: string; at: Date }

/** Counts wrong passwords per account for all gateways, and locks (R-ONO-26, 52). */
export type LoginLock = {
  /** Counts one wrong password. True when it was the one that locked the account. */
  count(session: Session, from: FailedFrom): Promise<boolean>
  /** True while the lock holds; one whose time is over is lifted. */
  holds(session: Session, now: Date): Promise<boolean>
}

export function createLoginLock(database: Database, config: Config['login']): LoginLock {
  const counter = createFailureCounter(database, config, LOGIN_COUNTERS.prefix)

  return {
    async count({ tenant, account }, { deviceId, address, at }) {
      const failures = await counter.add({ tenantId: tenant.id, accountId: account.id })
      if (failures < config.lockFailures) return false
      const reason: SignInReason = 'wrong-password'
      const values = [tenant.id, account.id, at, reason, deviceId, address]
      return (await database.query(LOCK, values)).length > 0
    },
    async holds({ tenant, account }, now) {
      if (account.locked_at === null) return false
      const ends = Date.parse(account.locked_at) + config.unlockAfterMinutes * 60_000
      if (config.unlockAfterMinutes === 0 || ends > now.getTime()) return true
      await resetLoginCounter(database, tenant.id, account.id)
      await database.query(UNLOCK, [tenant.id, account.id, now, account.locked_at])
      return false
    },
  }
}
