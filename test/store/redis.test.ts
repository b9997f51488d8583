import { Redis } from 'ioredis'
import type { Database } from '../../src/store/database.js'
import { inDays, task } from '../acceptance/items.js'
import {
  describeOnPostgres,
  newTenant,
  testDatabase,
  testDatabaseUrl,
} from '../support/database.js'
import { endingAfter } from '../support/ending-after.js'
import { eventually } from '../support/eventually.js'
import { startGateway } from '../support/gateway.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { newRedis, type RedisServer } from '../support/redis.js'
import { type AccountFixture, PASSWORD, type TenantFixture } from '../support/tenant.js'

/** Names the sessions of these gateways, among those of other tests. */
const NAME = `redis-test-${process.pid}`

describeOnPostgres('REDIS_URL', () =>
  describeNeeding(missingProgram('redis-server'), 'a real Redis', tests),
)

function tests(): void {
  let redis: RedisServer
  let plain: Database
  let tenant: TenantFixture

  beforeAll(async () => {
    redis = await newRedis()
    plain = await testDatabase({ listen: false })
    tenant = await newTenant(plain)
  })
  afterAll(() => redis?.remove())
  beforeEach(() => redis.start())
  afterEach(() => redis.kill())

  async function open(): Promise<Database> {
    const url = new URL(await testDatabaseUrl())
    url.searchParams.set('application_name', NAME)
    return await testDatabase({ databaseUrl: url.href, redisUrl: redis.url })
  }

  /** Sessions that listen at the database. */
  async function listening(): Promise<number> {
    const text = `select 1 from pg_stat_activity
      where application_name = $1 and query = 'listen termingate'`
    return (await plain.query({ name: '', text }, [NAME])).length
  }

  async function leaderThere(): Promise<boolean> {
    const client = new Redis(redis.adminUrl)
    const { pathname } = new URL(await testDatabaseUrl())
    const there = await client.exists(`termingate:${pathname.slice(1)}:listener`)
    client.disconnect()
    return there === 1
  }

  /** Every one hears of two changes: what earlier events woke may have been the first. */
  async function allHear(databases: readonly Database[], account: AccountFixture): Promise<void> {
    const collection = { tenantId: tenant.id, collectionId: account.tasks }
    const subscriptions = databases.map(({ notifier }) => notifier.subscribe([collection]))
    for (const title of ['Angebot schreiben', 'Angebot senden']) {
      const ending = endingAfter(20_000)
      await tenant.insert('task', { responsible_id: account.id, title })
      const heard = await Promise.all(subscriptions.map((one) => one.next(ending)))
      expect(heard).toEqual(databases.map(() => true))
    }
    for (const subscription of subscriptions) subscription[Symbol.dispose]()
  }

  test('one listens at the database for all; without Redis each does, and with it again one', async () => {
    const account = await tenant.account()
    const first = await open()
    await eventually(leaderThere, true)
    const others = [await open(), await open()]
    const all = [first, ...others]
    await eventually(listening, 1)
    await allHear(all, account)
    await redis.kill()
    await eventually(listening, 3)
    await allHear(all, account)
    await redis.start()
    await eventually(listening, 1)
    await allHear(all, account)
    for (const database of all) await database.close()
  })

  test('when the one that listens ends, another takes its place', async () => {
    const account = await tenant.account()
    const first = await open()
    await eventually(leaderThere, true)
    const others = [await open(), await open()]
    await eventually(listening, 1)
    await first.close()
    await eventually(leaderThere, true)
    await eventually(listening, 1)
    await allHear(others, account)
    for (const database of others) await database.close()
  })

  test('phones at two gateways notice nothing when Redis dies', async () => {
    const { login } = await tenant.account()
    const env = { REDIS_URL: redis.url, POLL_SECONDS: '0' }
    const gateways = [await startGateway({ env }), await startGateway({ env })]
    const phones = gateways.map(
      ({ baseUrl }) => new Phone({ baseUrl, user: login, password: PASSWORD }),
    )
    for (const phone of phones) await (await phone.setUp()).sync('Tasks')
    const [waiting, writing] = phones
    const wokenBy = async (title: string) => {
      const answer = waiting?.ping(['Tasks'])
      await writing?.add('Tasks', task(title, inDays(1)))
      expect(await answer).toMatchObject({ status: 2 })
      await waiting?.sync('Tasks')
    }
    await wokenBy('mit Redis')
    await redis.kill()
    await wokenBy('ohne Redis')
    await redis.start()
    await wokenBy('wieder mit Redis')
    expect(waiting?.list('Tasks', 'Tasks:Subject')).toHaveLength(3)
    for (const phone of phones) phone.close()
    for (const gateway of gateways) await gateway.stop()
  })
}
