import type { Database } from '../../src/store/database.js'
import {
  createTenant,
  findTenant,
  listTenants,
  removeTenant,
  setTenant,
} from '../../src/store/tenants.js'
import { newTenant, testDatabase } from '../support/database.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

let counter = 0
const name = () => `Mandant${process.pid}x${Date.now()}x${counter++}`

const rows = (text: string, values: unknown[]) =>
  database.query<Record<string, unknown>>({ name: '', text }, values)

test('a tenant has the defaults of the business rules', async () => {
  const tenant = await createTenant(database, { name: name() }, 'test')
  expect(tenant).toMatchObject({
    domains: [],
    rules: 'business',
    moduleEnabled: true,
    timeZone: 'Europe/Berlin',
    language: 'de',
    users: 0,
  })
})

test('settings are stored, domains in lower case and each once', async () => {
  const tenant = await createTenant(
    database,
    {
      name: name(),
      domains: ['EAS.Example.com', 'eas.example.com', 'example.com'],
      rules: 'exchange',
      timeZone: 'america/new_york',
      language: 'en',
    },
    'test',
  )
  expect(tenant).toMatchObject({
    domains: ['eas.example.com', 'example.com'],
    rules: 'exchange',
    timeZone: 'America/New_York',
    language: 'en',
  })
})

test('R-ONO-13 the module can be switched off and on, and the rest stays', async () => {
  const { name: tenant } = await createTenant(database, { name: name(), domains: ['a.de'] }, 'test')
  const off = await setTenant(database, { name: tenant, moduleEnabled: false }, 'test')
  expect(off).toMatchObject({ moduleEnabled: false, domains: ['a.de'] })
  const on = await setTenant(database, { name: tenant, moduleEnabled: true }, 'test')
  expect(on.moduleEnabled).toBe(true)
})

test.each([
  ['', 'is empty'],
  ['a b', 'holds " "'],
  ['a@b', 'holds "@"'],
  ['a\\b', 'holds "\\\\"'],
  ['a:b', 'holds ":"'],
  ['a\u0000b', 'without spaces'],
  ['x'.repeat(101), 'longer than 100'],
])('the tenant name %j is refused in words', async (bad, words) => {
  await expect(createTenant(database, { name: bad }, 'test')).rejects.toThrow(words)
})

test.each([
  '',
  'a b',
  'user@example.com',
  'https://example.com',
  '-a.de',
  'a..de',
  'x'.repeat(254),
])('the domain %j is refused in words', async (domain) => {
  const tenant = { name: name(), domains: [domain] }
  await expect(createTenant(database, tenant, 'test')).rejects.toThrow('is not a domain')
})

test.each([
  ['Europe/Berln', 'Did you mean "Europe/Berlin"?'],
  ['+01:00', 'write it like Europe/Berlin'],
  ['Mars/Olympus', 'write it like Europe/Berlin'],
])('the time zone %j is refused in words', async (timeZone, words) => {
  await expect(createTenant(database, { name: name(), timeZone }, 'test')).rejects.toThrow(words)
})

test('a taken name is refused, another case of it is not', async () => {
  const taken = name()
  await createTenant(database, { name: taken }, 'test')
  await expect(createTenant(database, { name: taken }, 'test')).rejects.toThrow(
    `There is a tenant "${taken}" already. Choose another name.`,
  )
  await createTenant(database, { name: taken.toLowerCase() }, 'test')
})

test('an unknown name is answered with the nearest one', async () => {
  const known = name()
  await createTenant(database, { name: known }, 'test')
  await expect(findTenant(database, known.toUpperCase())).rejects.toThrow(
    `Did you mean "${known}"?`,
  )
  await expect(findTenant(database, 'zzz')).rejects.toThrow(/count\)\.$/)
})

test('every deed is in the audit, without anything secret', async () => {
  const tenant = await createTenant(database, { name: name() }, 'anna')
  await setTenant(database, { name: tenant.name, domains: ['b.de'] }, 'bert')
  const audit = await rows(
    'select actor, action, subject, details from audit where tenant_id = $1 order by id',
    [tenant.id],
  )
  expect(audit).toEqual([
    { actor: 'anna', action: 'tenant.create', subject: tenant.name, details: {} },
    { actor: 'bert', action: 'tenant.set', subject: tenant.name, details: { domains: ['b.de'] } },
  ])
})

test('a removed tenant takes everything with it but one line of the audit', async () => {
  const tenant = await newTenant(database)
  const account = await tenant.account()
  await tenant.resource()
  await tenant.insert('task', { title: 'x', responsible_id: account.id })
  await tenant.insert('device', { account_id: account.id, device_id: 'd1' })
  expect(await removeTenant(database, tenant.name, 'test')).toMatchObject({ users: 1 })
  expect((await listTenants(database)).map((one) => one.name)).not.toContain(tenant.name)
  for (const table of ['account', 'task', 'device', 'collection', 'journal', 'login_name']) {
    expect(await rows(`select 1 from ${table} where tenant_id = $1`, [tenant.id])).toEqual([])
  }
  expect(await rows('select action from audit where tenant_id = $1', [tenant.id])).toEqual([
    { action: 'tenant.remove' },
  ])
})
