import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../config.js'
import type { Database } from '../store/database.js'
import { counterKey, LOGIN_COUNTERS } from '../store/login-counter.js'
import type { Id } from '../store/model.js'

export type CountedAccount = { tenantId: Id; accountId: Id }

/** Wrong passwords of each account within the period, for all gateways. */
export type FailureCounter = {
  /** One more; how many there are now. */
  add(account: CountedAccount): Promise<number>
  reset(account: CountedAccount): Promise<void>
}

/** `prefix` tells apart what is counted: phones and pages each have a lock of their own. */
export function createFailureCounter(
  database: Database,
  config: Config['login'],
  prefix: string,
): FailureCounter {
  const limiter = limiterOn(database, config, prefix)
  const keyOf = ({ tenantId, accountId }: CountedAccount) => counterKey(tenantId, accountId)
  return {
    add: (account) => consume(limiter, keyOf(account)),
    async reset(account) {
      await limiter.delete(keyOf(account))
    },
  }
}

/** The limiter asks for a `pg` pool; it gets our own connection, whichever database that is. */
function limiterOn(
  database: Database,
  config: Config['login'],
  keyPrefix: string,
): RateLimiterPostgres {
  const storeClient = {
    async query({ name, text, values }: { name: string; text: string; values: unknown[] }) {
      const rows = await database.query({ name, text }, values)
      return { rows, rowCount: rows.length }
    },
  }
  return new RateLimiterPostgres({
    storeClient,
    storeType: 'pool',
    tableName: LOGIN_COUNTERS.table,
    tableCreated: true,
    keyPrefix,
    points: config.lockFailures,
    duration: config.lockMinutes * 60,
  })
}

/** The limiter rejects above its points. */
async function consume(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    return (await limiter.consume(key)).consumedPoints
  } catch (rejection) {
    if (rejection instanceof RateLimiterRes) return rejection.consumedPoints
    throw rejection
  }
}
