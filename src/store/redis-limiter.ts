import { hash } from 'node:crypto'
import type { RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import {
  type Counted,
  type CountedEvent,
  type Limit,
  type Limiter,
  limiterInMemory,
} from './limiter.js'
import { openRedis, type RedisPlace } from './redis.js'

const OPTIONS = {
  // A wrong login waits so much longer for its answer, when Redis gives none.
  commandTimeout: 250,
  // Ends a connection that says nothing, and with it what gathers there.
  socketTimeout: 1_000,
  retryStrategy: () => 1_000,
} satisfies RedisOptions

/** After a failure Redis is left alone for so long. */
const REST_MS = 1_000

/**
 * Field '' is how often, each other one a member. One script, so that no gateway sees half of it and
 * no key is left without an end. It counts a time and not by the clock, since clocks of hosts differ.
 */
const COUNT = `
local times = redis.call('hincrby', KEYS[1], '', 1)
if times == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
local members = redis.call('hlen', KEYS[1]) - 1
if members < tonumber(ARGV[3]) then
  members = members + redis.call('hsetnx', KEYS[1], ARGV[2], 1)
end
return {times, members}`

/**
 * Counts for all gateways of `place`. What this one saw is counted here as well: that goes on when
 * Redis is lost, slow or emptied.
 */
export function limiterOnRedis(place: RedisPlace, log: Logger): Limiter {
  const own = limiterInMemory()
  const redis = openRedis(place, OPTIONS)
  let restsUntil = 0
  let away = false

  async function countThere(limit: Limit, { key, member }: CountedEvent): Promise<Counted> {
    const [times = 0, members = 0] = (await redis.eval(
      COUNT,
      1,
      `termingate:${place.name}:limit:${limit.name}:${bucketOf(key)}`,
      limit.periodMs,
      printOf(member).readUInt32BE(),
      limit.mostMembers,
    )) as number[]
    return { times, members }
  }

  function tell(isAway: boolean, error?: unknown): void {
    if (isAway === away) return
    away = isAway
    if (away)
      log.warn({ err: error }, 'Redis does not answer: each gateway counts wrong logins for itself')
    else log.info('Redis counts wrong logins of all gateways again')
  }

  return {
    async count(limit, event) {
      const seen = await own.count(limit, event)
      if (performance.now() < restsUntil) return seen
      try {
        const { times, members } = await countThere(limit, event)
        tell(false)
        return { times: Math.max(times, seen.times), members: Math.max(members, seen.members) }
      } catch (error) {
        restsUntil = performance.now() + REST_MS
        tell(true, error)
        return seen
      }
    },
    async close() {
      redis.disconnect()
    },
  }
}

/**
 * One of 65,536, so that nobody fills Redis by the addresses he has. Two keys in one bucket count
 * together: seldom, and only a wrong login waits for it.
 */
function bucketOf(key: string): number {
  return printOf(key).readUInt16BE()
}

const printOf = (text: string) => hash('sha256', text, 'buffer')
