import { Redis } from 'ioredis'
import pino from 'pino'
import { type Limiter, limiterInMemory } from '../../src/store/limiter.js'
import { limiterOnRedis } from '../../src/store/redis-limiter.js'
import { eventually } from '../support/eventually.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { newRedis, type RedisServer } from '../support/redis.js'

const silent = pino({ level: 'silent' })
const MINUTE = 60_000
const LIMIT = { name: 'test', periodMs: 15 * MINUTE, mostMembers: 3 }
const MOST_KEYS = 10_000

describe('in memory', () => {
  countsAlike(limiterInMemory)

  test('a key counts anew when its time is over', async () => {
    const limiter = limiterInMemory()
    const event = { key: '192.0.2.1', member: 'anna' }
    await limiter.count(LIMIT, { ...event, now: 0 })
    expect(await limiter.count(LIMIT, { ...event, now: 15 * MINUTE - 1 })).toMatchObject({
      times: 2,
    })
    expect(await limiter.count(LIMIT, { ...event, now: 15 * MINUTE })).toMatchObject({ times: 1 })
  })

  test('of more than 10,000 keys the one that came first is forgotten', async () => {
    const limiter = limiterInMemory()
    const count = (key: number) => limiter.count(LIMIT, { key: `${key}`, member: 'anna', now: 0 })
    for (let key = 0; key <= MOST_KEYS; key++) await count(key)
    expect(await count(MOST_KEYS)).toMatchObject({ times: 2 })
    expect(await count(0)).toMatchObject({ times: 1 })
  })
})

describeNeeding(missingProgram('redis-server'), 'a real Redis', () => {
  let redis: RedisServer
  const limiters: Limiter[] = []
  beforeAll(async () => {
    redis = await newRedis()
    await redis.start()
  })
  afterEach(async () => {
    for (const limiter of limiters.splice(0)) await limiter.close()
  })
  afterAll(() => redis.remove())

  function open(name = 'one', log = silent): Limiter {
    const limiter = limiterOnRedis({ url: redis.url, name }, log)
    limiters.push(limiter)
    return limiter
  }

  countsAlike(open)

  test('gateways of one database count together, those of another apart', async () => {
    const [first, second, other] = [open(), open(), open('other')]
    const event = { key: '192.0.2.7', now: 0 }
    await first.count(LIMIT, { ...event, member: 'anna' })
    const counted = await second.count(LIMIT, { ...event, member: 'berta' })
    expect(counted).toEqual({ times: 2, members: 2 })
    expect(await other.count(LIMIT, { ...event, member: 'anna' })).toMatchObject({ times: 1 })
  })

  test('a key ends with its time, and other gateways count anew', async () => {
    const soon = { ...LIMIT, name: 'soon', periodMs: 300 }
    const event = { key: '192.0.2.1', member: 'anna', now: 0 }
    await open().count(soon, event)
    const look = async () => (await open('one').count({ ...soon, periodMs: 1 }, event)).times
    await eventually(look, 1)
  })

  test('keys are some thousands at most, end by themselves and name nobody', async () => {
    const limiter = open('bounded')
    for (let n = 0; n < 300; n++) {
      const event = { key: `2001:db8:0:${n}`, member: `user${n}_Muster`, now: 0 }
      await limiter.count(LIMIT, event)
    }
    const client = new Redis(redis.adminUrl)
    const keys = await client.keys('termingate:bounded:*')
    expect(keys.length).toBeGreaterThan(250)
    for (const key of keys) {
      expect(key).toMatch(/^termingate:bounded:limit:test:\d{1,5}$/)
      const ends = await client.pttl(key)
      expect(ends).toBeGreaterThan(14 * MINUTE)
      expect(ends).toBeLessThanOrEqual(15 * MINUTE)
      expect(JSON.stringify(await client.hgetall(key))).not.toMatch(/user|Muster|2001/)
    }
    client.disconnect()
  })

  test('where Redis refuses, a gateway counts for itself', async () => {
    const limiter = open('refused')
    const event = { key: '192.0.2.1', member: 'anna', now: 0 }
    await limiter.count(LIMIT, event)
    const client = new Redis(redis.adminUrl)
    const [key = ''] = await client.keys('termingate:refused:*')
    await client.set(key, 'no hash')
    client.disconnect()
    expect(await limiter.count(LIMIT, event)).toEqual({ times: 2, members: 1 })
  })

  test('a Redis that hangs is told once, and each gateway counts on for itself', async () => {
    const lines: string[] = []
    const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line).msg) })
    const limiter = open('hung', log)
    const event = { key: '192.0.2.1', member: 'anna', now: 0 }
    const times = async () => (await limiter.count(LIMIT, event)).times
    expect(await times()).toBe(1)
    redis.pause()
    expect([await times(), await times(), await times()]).toEqual([2, 3, 4])
    redis.resume()
    const told = async () => {
      await times()
      return lines.length
    }
    await eventually(told, 2)
    expect(lines).toEqual([
      'Redis does not answer: each gateway counts wrong logins for itself',
      'Redis counts wrong logins of all gateways again',
    ])
  })
})

function countsAlike(open: () => Limiter): void {
  test('counts how often and how many different, of each key for itself', async () => {
    const limiter = open()
    const count = (key: string, member: string) => limiter.count(LIMIT, { key, member, now: 0 })
    expect(await count('a', 'anna')).toEqual({ times: 1, members: 1 })
    expect(await count('a', 'anna')).toEqual({ times: 2, members: 1 })
    expect(await count('a', 'berta')).toEqual({ times: 3, members: 2 })
    expect(await count('b', 'anna')).toEqual({ times: 1, members: 1 })
    for (const member of ['carla', 'dora', 'emma']) await count('a', member)
    expect(await count('a', 'franz')).toEqual({ times: 7, members: 3 })
    const other = { ...LIMIT, name: 'other' }
    expect(await limiter.count(other, { key: 'a', member: 'anna', now: 0 })).toEqual({
      times: 1,
      members: 1,
    })
  })
}
