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
