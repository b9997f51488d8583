import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { Phone } from '../support/phone.js'
import { PASSWORD } from '../support/tenant.js'
import { type Api, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let office: Office
let api: Api
let users: string
let path: string

beforeAll(async () => {
  gateway = await startGateway({ env: { LOGIN_LOCK_FAILURES: '3', LOGIN_BCRYPT_COST: '4' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  api = apiOf(gateway, await newToken(gateway, office.tenant.id))
  users = `/tenants/${office.tenant.name}/users`
  path = `${users}/${office.account.name}`
})

test('R-ONO-12 switches make a folder disappear from a phone and come afresh', async () => {
  const phone = await office.phone()
  await office.task()
  await phone.sync('Tasks')
  const off = await api.ask('PATCH', `${path}/switches`, { body: { tasks: false } })
  expect(off.body.switches).toEqual({ calendar: true, tasks: false, contacts: true, notes: false })
  await phone.syncFolders()
  expect(phone.has('Tasks')).toBe(false)
  const all = { calendar: true, tasks: true, contacts: false }
  expect((await api.ask('PUT', `${path}/switches`, { body: all })).status).toBe(200)
  await phone.syncFolders()
  expect([phone.has('Tasks'), phone.has('Contacts')]).toEqual([true, false])
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Aufgabe'])
  const missing = await api.ask('PUT', `${path}/switches`, { body: { tasks: true } })
  expectProblem(missing, 400, 'invalid-request')
})

test('R-ONO-52, R-ONO-53, R-ONO-54, R-ONO-57 unlock lets a locked phone sync again, and only a locked one', async () => {
  const phone = await office.phone()
  expectProblem(await api.ask('POST', `${path}/unlock`), 409, 'not-locked')
  const wrong = new Phone({
    ...{ baseUrl: gateway.baseUrl, user: office.account.login, password: 'falsch' },
  })
  for (let attempt = 0; attempt < 4; attempt++) await wrong.client.bytes('FolderSync', null)
  wrong.close()
  expect((await phone.client.bytes('FolderSync', null)).status).toBe(401)
  expect((await api.read(path)).lockedAt).not.toBeNull()
  const unlocked = await api.ask('POST', `${path}/unlock`)
  expect(unlocked).toMatchObject({ status: 200, body: { lockedAt: null, lockReason: null } })
  await phone.sync('Calendar')
  expectProblem(await api.ask('POST', `${path}/unlock`), 409, 'not-locked')
  const [line] = await office.tenant.sql(
    `select actor from audit where tenant_id = $1 and action = 'account.unlock'`,
    [office.tenant.id],
  )
  expect(line?.actor).toMatch(/^api \d+ Test$/)
})

test('a user is made, found, changed and erased; its phone follows', async () => {
  const body = {
    ...{ name: 'bea.löwe', password: PASSWORD, displayName: 'Bea Löwe', email: 'bea@example.org' },
    ...{ timeZone: 'Europe/Vienna', language: 'en', switches: { calendar: true } },
  }
  const made = await api.ask('POST', users, { body })
  expect(made).toMatchObject({ status: 201, body: { role: 'user', switches: { tasks: false } } })
  const own = made.headers.get('location')?.replace('/api/v1', '') ?? ''
  expect(await api.read(own)).toEqual(made.body)
  expect((await api.read(`${users}?search=löw`)).items).toEqual([made.body])

  const phone = await office.phone({ user: made.body.login })
  expect([phone.has('Calendar'), phone.has('Tasks')]).toEqual([true, false])
  const patch = { displayName: 'Bea', email: null, timeZone: null, role: 'admin', active: false }
  expect((await api.ask('PATCH', own, { body: patch })).body).toMatchObject(patch)
  expect((await phone.client.bytes('FolderSync', null)).status).toBe(401)
  const removed = await api.ask('DELETE', own)
  expect(removed.body).toEqual({ removed: { appointments: 0, tasks: 0, contacts: 0, notes: 0 } })
  expectProblem(await api.get(own), 404, 'not-found')
})

test('R-ONO-50 a new password refuses the old one at once', async () => {
  const phone = await office.phone()
  const password = 'Neu-8-Löwe'
  expect((await api.ask('PUT', `${path}/password`, { body: { password } })).status).toBe(200)
  expect((await phone.client.bytes('FolderSync', null)).status).toBe(401)
  await office.phone({ password })
  for (const bad of ['', 'x'.repeat(73), 'ü'.repeat(37), 'a\tb']) {
    const refused = await api.ask('PUT', `${path}/password`, { body: { password: bad } })
    expect([400, 409]).toContain(refused.status)
  }
})

test('who administers the installation is made by the installation only', async () => {
  const role = (asker: Api, wanted: string) => asker.ask('PATCH', path, { body: { role: wanted } })
  expectProblem(await role(api, 'installation'), 403, 'missing-scope')
  const every = apiOf(gateway, await newToken(gateway, 0))
  expect((await role(every, 'installation')).body.role).toBe('installation')
  expectProblem(await role(api, 'user'), 403, 'missing-scope')
  expect((await role(every, 'user')).body.role).toBe('user')
})

test('a list is read in parts, each user once', async () => {
  const names = ['a', 'b_1', 'Ä', 'z', "o'neil", 'per%cent', 'sl/ash']
  for (const name of names) await office.tenant.account({ name })
  const found: string[] = []
  let next: string | null = null
  do {
    const query: string = next === null ? '' : `&cursor=${next}`
    const page = await api.read(`${users}?limit=3${query}`)
    expect(page.items.length).toBeLessThanOrEqual(3)
    found.push(...page.items.map(({ name }: { name: string }) => name))
    next = page.next
  } while (next !== null)
  expect([...found].sort()).toEqual([...names, office.account.name].sort())
  for (const name of names) {
    expect(await api.read(`${users}/${encodeURIComponent(name)}`)).toMatchObject({ name })
  }
})
