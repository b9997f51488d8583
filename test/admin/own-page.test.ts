import { type Gateway, startGateway } from '../support/gateway.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

let gateway: Gateway
let tenant: TenantFixture
let user: AccountFixture
let own: Visitor

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  tenant = await newTenant(gateway, { language: 'en' })
  user = await tenant.account({ name: 'anna' })
  own = new Visitor(gateway.baseUrl)
})
afterEach(() => own.close())

const page = () => `/admin/users/${encodeURIComponent(user.login)}`
const enabled = async () => {
  const [row] = await tenant.sql('select tasks_enabled from account where id = $1', [user.id])
  return row?.tasks_enabled
}

test('R-ONO-12 a user changes the own switches, unless the tenant leaves them to administrators', async () => {
  await own.signIn(user.login)
  const off = { before: ['calendar', 'tasks', 'contacts'], kind: ['calendar', 'contacts'] }
  expect((await own.submit(page(), `${page()}/switches`, off)).status).toBe(303)
  expect(await enabled()).toBe(false)
  const set = await gateway.cli('tenant', 'set', tenant.name, '--self-switches', 'off', '--json')
  expect(JSON.parse(set.stdout)).toMatchObject({ selfSwitches: false, notes: false })
  const { text } = await own.get(page())
  expect(text).not.toContain('type="checkbox" name="kind"')
  expect(text).toContain('Your administrator decides on this.')
  const on = { before: ['calendar', 'contacts'], kind: ['calendar', 'tasks', 'contacts'] }
  expect((await own.submit(page(), `${page()}/switches`, on)).status).toBe(404)
  expect(await enabled()).toBe(false)
  const admin = new Visitor(gateway.baseUrl)
  await admin.signIn((await tenant.account({ is_admin: true })).login)
  expect((await admin.submit(page(), `${page()}/switches`, on)).status).toBe(303)
  admin.close()
  expect(await enabled()).toBe(true)
})

test('R-ONO-50a an expired password keeps phones out, says so on the page, and is changed there', async () => {
  const phone = new Phone({ baseUrl: gateway.baseUrl, user: user.login, password: PASSWORD })
  await tenant.sql(
    `update account set password_expires_at = now() - interval '1 day' where id = $1`,
    [user.id],
  )
  await expect(phone.setUp()).rejects.toMatchObject({ status: 401 })
  phone.close()
  await own.signIn(user.login)
  expect((await own.get(page())).text).toContain('Your password has expired.')
  const password = 'Neu-2027-Wort'
  const fields = { current: PASSWORD, password, again: password }
  await own.submit(page(), `${page()}/password`, fields)
  expect((await own.get(page())).text).not.toContain('has expired')
  const again = new Phone({ baseUrl: gateway.baseUrl, user: user.login, password })
  await again.setUp()
  again.close()
})
