import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { attack, releaseAll, unfinished } from './attacker.js'
import { basic } from './raw.js'
import { until } from './surely.js'

jest.setTimeout(60_000)

const TOKEN = 'a-token-of-20-letters'
const AT_ONCE = 4

const started: Gateway[] = []
afterEach(releaseAll)
afterAll(async () => {
  for (const gateway of started) await gateway.stop()
})

type Scene = { gateway: Gateway; office: Office; status(): Promise<number> }

async function scene(env: Record<string, string>): Promise<Scene> {
  const gateway = await startGateway({ env: { METRICS_TOKEN: TOKEN, ...env } })
  started.push(gateway)
  const office = await newOffice(gateway, gateway.baseUrl)
  const status = async () => (await options(gateway, office)).status
  return { gateway, office, status }
}

function options({ baseUrl }: Gateway, { account }: Office): Promise<Response> {
  const url = `${baseUrl}/Microsoft-Server-ActiveSync`
  return fetch(url, { method: 'OPTIONS', headers: basic(account.login) })
}

async function metric({ baseUrl }: Gateway, name: string): Promise<number> {
  const headers = { Authorization: `Bearer ${TOKEN}` }
  const text = await (await fetch(`${baseUrl}/metrics`, { headers })).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.split(' ').at(-1))
}

const shed = ({ gateway }: Scene, why: string) =>
  metric(gateway, `termingate_shed_total{why="${why}"}`)
const parked = (gateway: Gateway) => metric(gateway, 'termingate_parked_requests')
const inWork = (gateway: Gateway) => metric(gateway, 'termingate_requests_in_work')

/** Requests that are let in and don't come to their end. */
async function fill({ gateway, office }: Scene, times: number, from?: string): Promise<void> {
  for (let n = 0; n < times; n++) {
    await attack(gateway.baseUrl, unfinished(office.account.login), from)
    await until('it is in work', async () => (await inWork(gateway)) === n + 1)
  }
}

describe(`more than ${AT_ONCE} requests in work at once`, () => {
  let full: Scene
  beforeAll(async () => {
    full = await scene({ MAX_REQUESTS_AT_ONCE: `${AT_ONCE}`, ADDRESS_SHARE: '100' })
  })

  test('get 503 with Retry-After at once, until there is room again', async () => {
    const { gateway, office, status } = full
    const phone = await office.phone()
    await phone.sync('Calendar')
    await fill(full, AT_ONCE)
    const refused = await options(gateway, office)
    expect(refused.status).toBe(503)
    const again = Number(refused.headers.get('retry-after'))
    expect(again).toBeGreaterThanOrEqual(20)
    expect(again).toBeLessThanOrEqual(40)
    // Before the login is looked at: nobody is asked for a password.
    expect((await fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync`)).status).toBe(503)
    expect(await shed(full, 'requests')).toBeGreaterThan(1)
    await until('it is told', () => gateway.logs.includes('"why":"requests"'))
    expect(gateway.logs.match(/"why":"requests"/g)).toHaveLength(1)
    releaseAll()
    await until('there is room', async () => (await status()) === 200)
    await phone.sync('Calendar')
  })

  test('health, metrics and the pages are answered meanwhile', async () => {
    const { gateway } = full
    await fill(full, AT_ONCE)
    for (const path of ['/healthz', '/readyz', '/admin/sign-in']) {
      expect([path, (await fetch(gateway.baseUrl + path)).status]).toEqual([path, 200])
    }
  })

  test('do not count those that wait for changes', async () => {
    const { gateway, office } = full
    const phones = await Promise.all(Array.from({ length: AT_ONCE - 1 }, () => office.phone()))
    phones.push(await office.phone(), await office.phone(), await office.phone())
    for (const phone of phones) await phone.sync('Tasks')
    const pings: Promise<unknown>[] = []
    for (const [index, phone] of phones.entries()) {
      pings.push(phone.ping(['Tasks'], { seconds: 120 }))
      await until('it waits', async () => (await parked(gateway)) === index + 1)
    }
    expect((await options(gateway, office)).status).toBe(200)
    await office.task()
    expect(await Promise.all(pings)).toHaveLength(phones.length)
    await until('all are gone', async () => (await parked(gateway)) === 0)
    expect((await options(gateway, office)).status).toBe(200)
  })
})

describe('one address', () => {
  test('has a share of the requests in work, and others go on', async () => {
    const half = await scene({ MAX_REQUESTS_AT_ONCE: '10', ADDRESS_SHARE: '50' })
    await fill(half, 5, '127.0.0.2')
    const login = half.office.account.login
    const refused = await attack(half.gateway.baseUrl, unfinished(login), '127.0.0.2')
    await until('it is answered', () => refused.answer !== '')
    expect(refused.answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: \d+/)
    expect(await half.status()).toBe(200)
    expect(await shed(half, 'address-requests')).toBe(1)
  })

  test('has a share of the connections, and others go on', async () => {
    const half = await scene({ MAX_CONNECTIONS: '20', ADDRESS_SHARE: '50' })
    const many = []
    for (let n = 0; n < 12; n++) many.push(await attack(half.gateway.baseUrl, '', '127.0.0.2'))
    expect(await many[11]?.ended(10_000)).toBe('')
    expect(await half.status()).toBe(200)
    expect(await shed(half, 'address-connections')).toBeGreaterThan(0)
  })

  test('is no matter behind a proxy, whose address is everybody’s', async () => {
    const env = { MAX_CONNECTIONS: '20', MAX_REQUESTS_AT_ONCE: '10', ADDRESS_SHARE: '10' }
    const behind = await scene({ ...env, TRUST_PROXY: 'loopback' })
    await fill(behind, 6)
    expect(await behind.status()).toBe(200)
    expect(await shed(behind, 'address-requests')).toBe(0)
  })
})

test('more than MAX_CONNECTIONS are closed, and it goes on when some are gone', async () => {
  const few = await scene({ MAX_CONNECTIONS: '10', ADDRESS_SHARE: '100' })
  const many = []
  for (let n = 0; n < 12; n++) many.push(await attack(few.gateway.baseUrl, ''))
  expect(await many[11]?.ended(10_000)).toBe('')
  releaseAll()
  await until('there is room', () =>
    few
      .status()
      .then((status) => status === 200)
      .catch(() => false),
  )
  expect(await shed(few, 'connections')).toBeGreaterThan(0)
})

test('more than the files allow that it may open are closed, and it goes on', async () => {
  const few = await startGateway({ env: { ADDRESS_SHARE: '100' }, files: 1_000 })
  started.push(few)
  const many = []
  for (let n = 0; n < 501; n++) many.push(await attack(few.baseUrl, ''))
  expect(await many[500]?.ended(10_000)).toBe('')
  expect(few.logs).toContain('as more files are not allowed')
  releaseAll()
  const isWell = () =>
    fetch(`${few.baseUrl}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until('it is well', isWell)
})

test('a request that takes longer than MAX_REQUEST_SECONDS gets 503, one that waits does not', async () => {
  const short = await scene({ MAX_REQUEST_SECONDS: '1' })
  const phone = await short.office.phone()
  await phone.sync('Calendar')
  const ping = phone.ping(['Calendar'], { seconds: 120 })
  await until('it waits', async () => (await parked(short.gateway)) === 1)
  const slow = await attack(short.gateway.baseUrl, unfinished(short.office.account.login))
  expect(await slow.ended(20_000)).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: \d+/)
  expect(await shed(short, 'time')).toBe(1)
  await short.office.appointment()
  expect((await ping).status).toBe(2)
})
