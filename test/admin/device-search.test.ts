import type { Database } from '../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../support/clock-gateway.js'
import { testDatabase } from '../support/database.js'
import { type AccountFixture, newTenant, type TenantFixture } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

let database: Database
let gateway: ClockGateway
let tenant: TenantFixture
let admin: AccountFixture
let user: AccountFixture
const visitors: Visitor[] = []

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  tenant = await newTenant(database, { language: 'en' })
  admin = await tenant.account({ name: 'chefin', is_admin: true })
  user = await tenant.account({ name: 'anna', display_name: 'Anna Tiger' })
})
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.close()
})

async function signedIn(login: string): Promise<Visitor> {
  const visitor = new Visitor(gateway.baseUrl)
  visitors.push(visitor)
  await visitor.signIn(login)
  return visitor
}

function device(deviceId: string, fields: Record<string, unknown> = {}): Promise<number> {
  const owner = { account_id: user.id, device_type: 'iPhone' }
  return tenant.insert('device', { ...owner, device_id: deviceId, ...fields })
}

const listPath = () => `/admin/tenants/${tenant.name}/devices`

async function found(visitor: Visitor, query: string): Promise<string[]> {
  const { text } = await visitor.get(`${listPath()}?${query}`)
  return [...text.matchAll(/<br\/?>([^<]+)<\/th>/g)].map(([, id = '']) => id)
}

test('devices are found by DeviceId, model, type and user, and by status', async () => {
  await device('ABC123')
  await device('xyz', { information: JSON.stringify({ model: 'Galaxy S24' }), status: 'blocked' })
  await device('other', { account_id: admin.id, device_type: 'Android', status: 'quarantined' })
  const visitor = await signedIn(admin.login)
  expect(await found(visitor, '')).toEqual(['other', 'xyz', 'ABC123'])
  expect(await found(visitor, 'q=abc')).toEqual(['ABC123'])
  expect(await found(visitor, 'q=galaxy')).toEqual(['xyz'])
  expect(await found(visitor, 'q=android')).toEqual(['other'])
  expect(await found(visitor, 'q=tiger+anna')).toEqual(['xyz', 'ABC123'])
  expect(await found(visitor, 'q=tiger&status=blocked')).toEqual(['xyz'])
  expect(await found(visitor, 'status=quarantined')).toEqual(['other'])
  expect(await found(visitor, 'q=%25')).toEqual([])
  for (const odd of [
    'q=%00',
    'q=%ED%A0%80',
    'before=x',
    'before=99999999999999999',
    'status=all',
  ]) {
    expect({ odd, status: (await visitor.get(`${listPath()}?${odd}`)).status }).toEqual({
      ...{ odd, status: 200 },
    })
  }
})

test('pages of devices follow each other without a gap', async () => {
  for (let n = 0; n < 120; n++) await device(`D${n}`, { status: n % 2 ? 'blocked' : 'allowed' })
  const visitor = await signedIn(admin.login)
  for (const [query, count] of [
    ['', 120],
    ['status=blocked', 60],
    ['q=d', 120],
  ] as const) {
    const seen: string[] = []
    let next: string | undefined = `${listPath()}?${query}`
    for (let page = 0; next !== undefined && page < 10; page++) {
      const { text }: { text: string } = await visitor.get(next)
      seen.push(...[...text.matchAll(/<br\/?>([^<]+)<\/th>/g)].map(([, id = '']) => id))
      next = /href="([^"]*before=\d+[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    expect({ query, seen: seen.length, different: new Set(seen).size }).toEqual({
      ...{ query, seen: count, different: count },
    })
  }
})

test('what is not the visitor’s is 404: lists, devices, deeds and explanations', async () => {
  const id = await device('MINE')
  const other = await newTenant(database)
  const stranger = await signedIn((await other.account({ is_admin: true })).login)
  const own = `/admin/users/${user.login}/devices/${id}`
  const paths = [listPath(), own, `${own}/wipe`, `${own}/remove`]
  paths.push(`/admin/explain?item=x&tenant=${tenant.name}`)
  for (const path of paths) {
    expect({ path, status: (await stranger.get(path)).status }).toEqual({ path, status: 404 })
  }
  const explained = await stranger.get(`/admin/explain?item=x&user=${user.login}`)
  expect(explained.text).not.toContain('MINE')
  expect(explained.text).toMatch(/no such user|gibt es diesen nicht/)

  const plain = await signedIn(user.login)
  expect((await plain.get(own)).status).toBe(200)
  for (const path of [...paths.filter((one) => one !== own), '/admin/explain']) {
    expect({ path, status: (await plain.get(path)).status }).toEqual({ path, status: 404 })
  }
  const deeds: [string, Record<string, string>][] = [
    ['status', { status: 'allowed' }],
    ['ceiling', { ceiling: '14.1' }],
    ['wipe', { kind: 'account', confirm: 'MINE' }],
    ['wipe-cancel', {}],
    ['remove', { even: 'yes' }],
  ]
  for (const [deed, fields] of deeds) {
    const { status } = await plain.submit(`/admin/users/${user.login}`, `${own}/${deed}`, fields)
    expect({ deed, status }).toEqual({ deed, status: 404 })
  }
  // Another user's device below the own name.
  const foreign = await device('THEIRS', { account_id: admin.id })
  expect((await plain.get(`/admin/users/${user.login}/devices/${foreign}`)).status).toBe(404)
  expect((await plain.get(`/admin/users/${user.login}/devices/MINE`)).status).toBe(404)
})

test('forms of devices that no page has change nothing', async () => {
  const id = await device('MINE')
  const visitor = await signedIn(admin.login)
  const own = `/admin/users/${user.login}/devices/${id}`
  expect((await visitor.post(`${own}/status`, { status: 'blocked' })).status).toBe(403)
  expect((await visitor.submit(own, `${own}/status`, { status: 'gone' })).status).toBe(400)
  expect((await visitor.submit(own, `${own}/ceiling`, { ceiling: '15.0' })).status).toBe(400)
  expect((await visitor.submit(own, `${own}/wipe`, { kind: 'all' })).status).toBe(400)
  // Whole devices: the installation has to allow it.
  const whole = { kind: 'device', confirm: 'MINE' }
  expect((await visitor.submit(own, `${own}/wipe`, whole)).status).toBe(303)
  await visitor.submit(own, `${own}/reset`, { folder: 'cal-1' })
  const [row] = await tenant.sql(
    'select status, version_ceiling, wipe from device where tenant_id = $1 and id = $2',
    [tenant.id, id],
  )
  expect(row).toEqual({ status: 'allowed', version_ceiling: null, wipe: null })
})
