import { type Gateway, startGateway } from '../../support/gateway.js'
import { Phone } from '../../support/phone.js'
import { newTenant, PASSWORD } from '../../support/tenant.js'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => await gateway.stop())

test('a tenant that gets other rules gets another selection with the next Sync', async () => {
  const tenant = await newTenant(gateway)
  const account = await tenant.account()
  const responsible_id = account.id
  await tenant.insert('task', { title: 'Erledigt', status: 'done', responsible_id })
  await tenant.insert('task', { title: 'Offen', responsible_id })
  const phone = await new Phone({
    baseUrl: gateway.baseUrl,
    user: account.login,
    password: PASSWORD,
  }).setUp()
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Offen'])

  await tenant.sql(`update tenant set rule_set = 'exchange' where id = $1`, [tenant.id])
  expect((await phone.ping(['Tasks'])).status).toBe(2)
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Erledigt', 'Offen'])

  await tenant.sql(`update tenant set rule_set = 'business' where id = $1`, [tenant.id])
  expect((await phone.sync('Tasks')).delete).toHaveLength(1)
  expect((await phone.sync('Tasks')).pages).toBe(0)
  phone.close()
})

/** Contacts with a birthday on a phone that asks for a few at a time, in a tenant of its own. */
async function addressBook(names: readonly string[]) {
  const tenant = await newTenant(gateway)
  const account = await tenant.account()
  for (const last_name of names) {
    const contact_id = await tenant.insert('contact', { last_name, birthday: '1970-02-03' })
    await tenant.insert('contact_sync', { account_id: account.id, contact_id })
  }
  const { baseUrl } = gateway
  const phone = new Phone({ baseUrl, user: account.login, password: PASSWORD })
  await phone.setUp()
  phone.use('Contacts', { windowSize: 4 })
  await phone.sync('Contacts')
  const edition = (settings: object) =>
    tenant.sql('update tenant set rule_settings = $2 where id = $1', [tenant.id, settings])
  return { tenant, account, phone, edition }
}

test('other rules for fields reach what a phone holds already, page by page', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `Nachname ${index}`)
  const { account, phone, edition, tenant } = await addressBook(names)
  expect(phone.list('Contacts', 'Contacts:Birthday')).toHaveLength(10)

  await edition({ contactElements: ['LastName', 'FileAs'] })
  expect((await phone.ping(['Contacts'])).status).toBe(2)
  // One changes and one is new while the pages come.
  await phone.send('Contacts').then((answer) => answer && phone.take('Contacts', answer))
  await tenant.sql(
    `update contact set last_name = 'Nachname neu' where tenant_id = $1 and last_name = 'Nachname 9'`,
    [tenant.id],
  )
  const contact_id = await tenant.insert('contact', {
    last_name: 'Zuletzt',
    birthday: '1970-02-03',
  })
  await tenant.insert('contact_sync', { account_id: account.id, contact_id })
  const brought = await phone.sync('Contacts')
  expect(brought).toMatchObject({ add: [expect.any(String)], delete: [] })
  expect(brought.change.length).toBe(6)
  expect(phone.list('Contacts', 'Contacts:Birthday')).toEqual([])
  expect(phone.list('Contacts', 'Contacts:LastName')).toEqual(
    [...names.slice(0, 9), 'Nachname neu', 'Zuletzt'].sort(),
  )
  expect((await phone.sync('Contacts')).pages).toBe(0)
  phone.close()
})

test('other rules without effect on what a phone holds neither wake nor change it', async () => {
  const { phone, edition } = await addressBook(['Kaufmann'])
  const waiting = phone.ping(['Contacts'])
  await edition({ logoAsPicture: true })
  const woken = await Promise.race([
    waiting,
    new Promise((resolve) => setTimeout(() => resolve('waits'), 700)),
  ])
  expect(woken).toBe('waits')
  await edition({ contactElements: ['LastName', 'FileAs'] })
  expect((await waiting).status).toBe(2)
  expect((await phone.sync('Contacts')).change).toHaveLength(1)
  phone.close()
})
