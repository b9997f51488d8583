import { inDays, task } from '../acceptance/items.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding, missingForPostgres } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import { type Cluster, newCluster } from './cluster.js'
import { basic, commandPath, send, WBXML } from './raw.js'
import { addSurely, type Told, until } from './surely.js'

jest.setTimeout(180_000)

describeNeeding(missingForPostgres(), 'PostgreSQL that goes down', () => {
  let cluster: Cluster
  let gateway: Gateway
  let tenant: TenantFixture
  let account: AccountFixture
  const phones: Phone[] = []

  beforeAll(async () => {
    cluster = await newCluster()
    cluster.start()
    gateway = await startGateway({ databaseUrl: cluster.url })
    tenant = await newTenant(cluster)
    account = await tenant.account()
  })
  afterAll(async () => {
    for (const phone of phones) phone.close()
    await gateway?.stop()
    cluster?.remove()
  })

  async function newPhone(): Promise<Phone> {
    const phone = new Phone({ baseUrl: gateway.baseUrl, user: account.login, password: PASSWORD })
    phones.push(phone)
    await phone.setUp()
    await phone.sync('Tasks')
    return phone
  }

  test.each(['fast', 'immediate'] as const)(
    'by a stop that is %s: 503, back by itself, nothing lost',
    async (mode) => {
      const [writer, waiter] = [await newPhone(), await newPhone()]
      const told: Told = []
      const stopped = new AbortController()
      const acknowledged: string[] = []
      const writing = (async () => {
        for (let number = 0; !stopped.signal.aborted; number++) {
          const clientId = `${mode}-${number}`
          const item = { kind: 'Tasks', clientId, data: task(clientId, inDays(1)) } as const
          if (await addSurely(writer, item, { told, signal: stopped.signal })) {
            acknowledged.push(clientId)
          }
        }
      })()
      const parked = waiter.ping(['Contacts']).catch((error: unknown) => error)
      await until('some are acknowledged', () => acknowledged.length >= 20)

      cluster.stop(mode)
      await until('the phone was told', () => told.length > 0)
      for (const headers of [
        basic(account.login),
        basic(account.login, 'wrong'),
        basic('nobody_at_all'),
        {},
      ]) {
        for (const method of ['POST', 'OPTIONS']) {
          const path = commandPath('FolderSync', account.login)
          const version = { 'ms-asprotocolversion': '16.1', ...WBXML }
          const answer = await send(gateway, { method, path, headers: { ...version, ...headers } })
          expect([method, headers, answer.status]).toEqual([method, headers, 503])
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
        }
      }
      const before = acknowledged.length

      cluster.start()
      await until('writes are acknowledged again', () => acknowledged.length > before + 20)
      stopped.abort()
      await writing
      expect(new Set(told)).toEqual(new Set([503]))
      const rows = await cluster.sql(
        'select title from task where tenant_id = $1 and title like $2 order by id',
        [tenant.id, `${mode}-%`],
      )
      const stored = rows.map(({ title }) => String(title))
      expect(stored).toEqual([...new Set(stored)])
      expect(stored).toEqual(expect.arrayContaining(acknowledged))
      // The last one may be stored without its answer having come.
      expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1)
      // The one that was parked went on waiting, or was told to come again.
      waiter.close()
      expect(await parked).not.toMatchObject({ status: 401 })
    },
  )

  test('wakes phones as before when it is back', async () => {
    const phone = await newPhone()
    cluster.stop('immediate')
    cluster.start()
    await until('it answers', async () => (await phone.client.options()).status === 200)
    const parked = phone.ping(['Tasks'])
    await new Promise((resolve) => setTimeout(resolve, 300))
    await cluster.sql('insert into task (tenant_id, responsible_id, title) values ($1, $2, $3)', [
      tenant.id,
      account.id,
      'Weckruf',
    ])
    expect((await parked).status).toBe(2)
    await phone.sync('Tasks')
    expect(phone.list('Tasks', 'Tasks:Subject')).toContain('Weckruf')
  })
})
