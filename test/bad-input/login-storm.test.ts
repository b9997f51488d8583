import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { PASSWORD } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'
import { basic, type Raw, send } from './raw.js'

jest.setTimeout(90_000)

const WAITING = 5
const STORM = 60
const SPRAYED = 120

let gateway: Gateway
let office: Office
beforeAll(async () => {
  gateway = await startGateway({
    env: {
      ...{ MAX_WAITING_LOGINS: `${WAITING}`, LOGIN_BCRYPT_CONCURRENCY: '1' },
      ...{ TRUST_PROXY: 'loopback', LOGIN_LOCK_FAILURES: '5' },
      ...{ ADDRESS_LIMIT_FAILURES: '20', ADDRESS_LIMIT_USERS: '5' },
    },
  })
  office = await newOffice(gateway, gateway.baseUrl)
})
afterAll(() => gateway.stop())

function login(user: string, password: string, from: string): Promise<Raw> {
  const headers = { ...basic(user, password), 'x-forwarded-for': from }
  return send(gateway, { method: 'OPTIONS', headers })
}

const times = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n))

describe('a storm of logins', () => {
  test('gets 503 beyond the queue; who is signed in syncs, and an administrator gets in', async () => {
    const phone = await office.phone()
    await phone.sync('Calendar')
    const storm = Promise.all(times(STORM, (n) => fetchLogin(`storm${n}_nobody`)))
    await phone.sync('Calendar')
    const visitor = new Visitor(gateway.baseUrl)
    expect((await visitor.signIn(office.account.login)).status).toBe(303)
    visitor.close()
    const statuses = (await storm).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([401, 503]))
    for (const { status, headers } of await storm) {
      if (status === 503) expect(headers.get('retry-after')).toBe('30')
    }
    await phone.sync('Calendar')
  })

  /** Each on a connection of its own. */
  function fetchLogin(user: string): Promise<Response> {
    return fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync`, {
      ...{ method: 'OPTIONS', headers: { ...basic(user), 'x-forwarded-for': '192.0.2.9' } },
    })
  }
})

describe('one password tried on many users', () => {
  test('from one address is slowed, and locks nobody', async () => {
    const users = await accounts()
    const before = performance.now()
    for (const user of users)
      expect((await login(user, 'Sommer2026', '192.0.2.1')).status).toBe(401)
    // A second for each beyond the limit: the least that it takes on any machine.
    expect(performance.now() - before).toBeGreaterThan(5_000)
    expect(await locked()).toBe(0)
    expect((await login(office.account.login, PASSWORD, '192.0.2.1')).status).toBe(200)
  })

  test('from an address each locks nobody, and phones go on', async () => {
    const users = times(SPRAYED, (n) => `user${n}_nobody`)
    for (const [n, user] of users.entries()) {
      expect((await login(user, 'Sommer2026', `198.51.100.${n}`)).status).toBe(401)
    }
    expect((await login(office.account.login, PASSWORD, '192.0.2.2')).status).toBe(200)
  })

  test('many passwords for one user from an address each lock it', async () => {
    const { login: user } = await office.tenant.account()
    for (let n = 0; n < 5; n++) await login(user, `Sommer${n}`, `203.0.113.${n}`)
    expect(await locked()).toBe(1)
    expect((await login(user, PASSWORD, '203.0.113.99')).status).toBe(401)
  })

  async function accounts(): Promise<string[]> {
    const made = await Promise.all(times(26, () => office.tenant.account()))
    return made.map(({ login: name }) => name)
  }

  async function locked(): Promise<number> {
    const text = 'select 1 from account where tenant_id = $1 and locked_at is not null'
    return (await office.tenant.sql(text, [office.tenant.id])).length
  }
})
