import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../src/store/database.js'
import { inDays, KINDS, task } from '../acceptance/items.js'
import { seeEachOther } from '../acceptance/see-each-other.js'
import { POSTGRES, testDatabase } from '../support/database.js'
import { freePort } from '../support/free-port.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import { type Nginx, startNginx } from './nginx.js'
import { parked } from './parked.js'
import { twoPhones } from './two-phones.js'

const USERS = 3
/** One gateway after the other, in order and by force. */
const RESTARTS = 4
const VERSIONS = [
  ['14.1', '16.1'],
  ['12.1', '16.0'],
] as const
/** Longer than any time-out of a proxy but that for answers. */
const PARKED_MS = 11_000
/** No poll: what wakes a phone is a notification, or its own next look. */
const ENV = { POLL_SECONDS: '0', HEARTBEAT_MIN: '1', LOG_LEVEL: 'warn' }

describeNeeding(
  POSTGRES ? missingProgram('nginx') : 'TEST_DATABASE_URL',
  'two gateways behind nginx',
  () => {
    let ports: number[]
    let gateways: Gateway[]
    let nginx: Nginx
    let database: Database
    let tenant: TenantFixture

    beforeAll(async () => {
      ports = [await freePort(), await freePort()]
      gateways = [await start(0), await start(1)]
      nginx = await startNginx(ports)
      database = await testDatabase({ listen: false })
    })
    beforeEach(async () => {
      tenant = await newTenant(database)
    })
    afterAll(async () => {
      await nginx?.stop()
      for (const gateway of gateways ?? []) await gateway.stop()
    })

    const start = (index: number) => startGateway({ env: { ...ENV, PORT: String(ports[index]) } })
    const at = (index: number): Gateway => {
      const gateway = gateways[index]
      if (!gateway) throw new Error(`There is no gateway ${index}`)
      return gateway
    }

    async function restart(index: number, signal: NodeJS.Signals): Promise<void> {
      await at(index).kill(signal)
      await at(index).stop()
      gateways[index] = await start(index)
    }

    const phoneAt = async (baseUrl: string, user: AccountFixture, password = PASSWORD) =>
      await new Phone({ baseUrl, user: user.login, password }).setUp()

    async function readyPhone(baseUrl: string, user: AccountFixture): Promise<Phone> {
      const phone = await phoneAt(baseUrl, user)
      await phone.sync('Tasks')
      return phone
    }

    test('a change through one wakes a Ping at the other', async () => {
      const user = await tenant.account()
      const waiting = await readyPhone(at(0).baseUrl, user)
      const writing = await readyPhone(at(1).baseUrl, user)
      const answer = waiting.ping(['Tasks'])
      await parked(tenant, user.login)
      await writing.add('Tasks', task('Reifen wechseln', inDays(2)))
      expect(await answer).toMatchObject({ status: 2, folders: [waiting.folderId('Tasks')] })
      await waiting.sync('Tasks')
      expect(waiting.list('Tasks', 'Tasks:Subject')).toEqual(['Reifen wechseln'])
    })

    test('R-ONO-57 lock, unlock and a new password act at both at once', async () => {
      const user = await tenant.account()
      const everywhere = async (password: string) => {
        const statuses = gateways.map(async ({ baseUrl }) => await options(baseUrl, user, password))
        return await Promise.all(statuses)
      }
      expect(await everywhere(PASSWORD)).toEqual([200, 200])
      for (let failure = 0; failure < 10; failure++) await options(at(0).baseUrl, user, 'falsch')
      expect(await everywhere(PASSWORD)).toEqual([401, 401])
      expect(await at(1).cli('user', 'unlock', tenant.name, user.name)).toMatchObject({ code: 0 })
      expect(await everywhere(PASSWORD)).toEqual([200, 200])
      const changed = await at(0).cli(
        'user',
        'password',
        tenant.name,
        user.name,
        '--password',
        'Neu-8-Wolke',
      )
      expect(changed).toMatchObject({ code: 0 })
      expect(await everywhere(PASSWORD)).toEqual([401, 401])
      expect(await everywhere('Neu-8-Wolke')).toEqual([200, 200])
    })

    async function options(
      baseUrl: string,
      user: AccountFixture,
      password: string,
    ): Promise<number> {
      const phone = new Phone({ baseUrl, user: user.login, password })
      try {
        return (await phone.client.options()).status
      } finally {
        phone.close()
      }
    }

    test('restarted one after the other, no phone notices, and nothing is lost or double', async () => {
      const users = await Promise.all(Array.from({ length: USERS }, () => tenant.account()))
      const pairs = await Promise.all(users.map((user) => twoPhones(nginx.baseUrl, user)))
      const stop = new AbortController()
      const written = new AbortController()
      const restarts = restartInTurns().finally(() => stop.abort())
      const writing = Promise.all(pairs.map((pair) => pair.write(stop.signal)))
      const following = Promise.all(pairs.map((pair) => pair.follow(written.signal)))
      const all = [restarts, writing.finally(() => written.abort()), following] as const
      const [, made] = await Promise.all(all).finally(() => {
        for (const pair of pairs) pair.close()
      })
      for (const [index, pair] of pairs.entries()) {
        const { written, followed } = pair.titles()
        const name = users[index]?.name
        const count = made[index] ?? 0
        expect(count).toBeGreaterThan(0)
        const expected = Array.from({ length: count }, (_, n) => `${name} ${n} geändert`).sort()
        expect({ written, followed }).toEqual({ written: expected, followed: expected })
      }
      const total = made.reduce((sum, count) => sum + count, 0)
      const [stored] = await tenant.sql('select count(*) as count from task where tenant_id = $1', [
        tenant.id,
      ])
      expect(Number(stored?.count)).toBe(total)
    })

    async function restartInTurns(goesOn = (count: number) => count < RESTARTS): Promise<number> {
      let count = 0
      for (; goesOn(count); count++) {
        await restart(count % 2, count % 4 < 2 ? 'SIGTERM' : 'SIGKILL')
      }
      return count
    }

    test('R-ONO-01 R-ONO-04 R-ONO-05 pass what two devices must do while they are restarted', async () => {
      const stop = new AbortController()
      const restarts = restartInTurns(() => !stop.signal.aborted)
      try {
        const pairs = VERSIONS.map(async ([older, newer]) => {
          const user = await tenant.account()
          const options = { baseUrl: nginx.baseUrl, user: user.login, password: PASSWORD }
          const one = await new Phone({ ...options, version: older }).setUp()
          const other = await new Phone({ ...options, version: newer }).setUp()
          await one.syncAll()
          await other.syncAll()
          for (const kind of KINDS) await seeEachOther(one, other, kind)
          one.close()
          other.close()
        })
        await Promise.all(pairs)
      } finally {
        stop.abort()
        expect(await restarts).toBeGreaterThan(1)
      }
    })

    test('a Ping that waited long goes on when its gateway is killed', async () => {
      const user = await tenant.account()
      const waiting = await readyPhone(nginx.baseUrl, user)
      await at(1).stop()
      const answer = waiting.ping(['Tasks'])
      await parked(tenant, user.login)
      gateways[1] = await start(1)
      await sleep(PARKED_MS)
      await restart(0, 'SIGKILL')
      const writing = await readyPhone(at(0).baseUrl, user)
      await writing.add('Tasks', task('Winterdienst', inDays(2)))
      expect(await answer).toMatchObject({ status: 2 })
    })
  },
)
