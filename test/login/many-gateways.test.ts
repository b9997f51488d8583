import { describeOnPostgres, testDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { newRedis, type RedisServer } from '../support/redis.js'
import { someoneAt } from './someone.js'
import { startTestGateway, type TestGateway } from './support.js'

const FAILURES = 6
const TOKEN = 'a-token-of-20-letters'
const ENV = {
  ...{ TRUST_PROXY: 'loopback', METRICS_TOKEN: TOKEN },
  ...{ ADDRESS_LIMIT_FAILURES: `${FAILURES}`, ADDRESS_LIMIT_USERS: '3' },
}

/** A guess of a phone from `address`; each at another user. */
let guesses = 0
async function guess(at: TestGateway, address: string): Promise<void> {
  const from = { 'X-Forwarded-For': address }
  const { status } = await at.options(`user${guesses++}_Nobody`, 'Sommer2026', from)
  expect(status).toBe(401)
}

/** How many wrong logins each had to wait. */
async function slowed(...gateways: TestGateway[]): Promise<number[]> {
  const headers = { Authorization: `Bearer ${TOKEN}` }
  const texts = await Promise.all(gateways.map(({ ask }) => ask({ path: '/metrics', headers })))
  return texts.map(({ text }) => Number(/^termingate_slowed_logins_total (\d+)$/m.exec(text)?.[1]))
}

test('wrong logins of one address at phones, pages and API count together', async () => {
  const gateway = await startTestGateway(await testDatabase(), ENV)
  const from = { 'X-Forwarded-For': '198.51.100.1' }
  const page = () =>
    gateway.ask({
      method: 'POST',
      path: '/admin/sign-in',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...from },
      body: `${new URLSearchParams({ user: `user${guesses++}_Nobody`, password: 'x' })}`,
    })
  const api = () =>
    gateway.ask({
      path: '/api/v1/tenants',
      headers: { Authorization: `Bearer tg_${guesses++}`, ...from },
    })
  for (let n = 1; n < FAILURES; n += 2) {
    await guess(gateway, '198.51.100.1')
    if (n < FAILURES - 1) expect((await page()).status).toBe(401)
  }
  expect(await slowed(gateway)).toEqual([0])
  expect((await api()).status).toBe(401)
  expect(await slowed(gateway)).toEqual([1])
})

describeOnPostgres('two gateways with one REDIS_URL', () =>
  describeNeeding(missingProgram('redis-server'), 'a real Redis', () => {
    let redis: RedisServer
    let gateways: [TestGateway, TestGateway]
    beforeAll(async () => {
      redis = await newRedis()
      await redis.start()
      const start = async () =>
        startTestGateway(await testDatabase({ redisUrl: redis.url, listen: false }), ENV)
      gateways = [await start(), await start()]
    })
    afterAll(() => redis.remove())

    test('slow guesses of one address that are spread over both', async () => {
      const [first, second] = gateways
      for (let n = 1; n < FAILURES; n++) await guess(n % 2 ? first : second, '192.0.2.1')
      expect(await slowed(first, second)).toEqual([0, 0])
      await guess(second, '192.0.2.1')
      await guess(first, '192.0.2.1')
      await guess(first, '192.0.2.2')
      expect(await slowed(first, second)).toEqual([1, 1])
    })

    test('go on when Redis is lost, each counts what it saw, and together again with it', async () => {
      const [first, second] = gateways
      const { login, status } = await someoneAt(await testDatabase(), first)
      const before = await slowed(first, second)
      for (let n = 1; n < FAILURES - 1; n++) await guess(first, '192.0.2.3')
      await redis.kill()
      expect(await status(login)).toBe(200)
      await guess(second, '192.0.2.3')
      await guess(first, '192.0.2.3')
      expect(await slowed(first, second)).toEqual(before)
      await guess(first, '192.0.2.3')
      expect(await slowed(first, second)).toEqual([Number(before[0]) + 1, before[1]])
      await redis.start()
      let address = 0
      const together = async () => {
        const fresh = `198.51.100.${++address}`
        for (let n = 1; n < FAILURES; n++) await guess(first, fresh)
        const [, then = 0] = await slowed(first, second)
        await guess(second, fresh)
        return ((await slowed(second))[0] ?? 0) - then
      }
      await eventually(together, 1)
      expect((await second.options(login, 'falsch')).status).toBe(401)
      expect(await status(login)).toBe(200)
    })
  }),
)
