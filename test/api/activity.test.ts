import { appointmentData, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import { firstThat } from '../support/eventually.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { newTenant } from '../support/tenant.js'
import { type Api, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let office: Office
let api: Api
let device: string
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
afterEach(() => {
  phone.close()
  expect(gateway.logs).not.toContain('unexpected error')
})
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  api = apiOf(gateway, await newToken(gateway, office.tenant.id))
  device = `/tenants/${office.tenant.name}/users/${office.account.name}/devices/tablet1`
  phone = await office.phone({ deviceId: 'tablet1' })
  await phone.sync('Calendar')
})

test('a device is recorded, without contents and with them for a reason', async () => {
  const record = (body: object) => api.ask('PUT', `${device}/recording`, { body })
  expect(await api.read(`${device}/recording`)).toEqual({ recording: null })
  expectProblem(await record({ hours: 25 }), 400, 'invalid-request')
  expectProblem(await record({ hours: 1, contents: true }), 400, 'invalid-value')
  expect((await record({ hours: 1 })).body).toMatchObject({ contents: false, reason: '' })
  await phone.add('Calendar', appointmentData('Geheim eins', inDays(1)))
  const masked = await newest()
  expect(masked).toMatchObject({ command: 'Sync', http: 200, masked: true, recorded: true })
  expect(masked.request).toContain('<Add>')
  expect(masked.request).not.toContain('Geheim')

  const reason = 'Der Termin kommt nicht an'
  const order = { hours: 1, contents: true, reason }
  expect((await record(order)).body).toMatchObject({ contents: true, reason })
  await phone.add('Calendar', appointmentData('Geheim zwei', inDays(1)))
  const whole = await firstThat(newest, ({ id }) => id !== masked.id)
  expect(whole.request).toContain('Geheim zwei')
  expect((await api.ask('DELETE', `${device}/recording`)).status).toBe(204)
  expect(await api.read(`${device}/recording`)).toEqual({ recording: null })
  const audit = await office.tenant.sql(
    `select action from audit where tenant_id = $1 and action like 'device.record%' order by id`,
    [office.tenant.id],
  )
  expect(audit.map(({ action }) => action)).toEqual([
    ...['device.record', 'device.record', 'device.record.stop'],
  ])
})

/** The newest exchange that was kept, whole; it is written behind the answer. */
async function newest() {
  const { items } = await firstThat(
    () => api.read(`${device}/log?limit=1`),
    (page) => page.items.length > 0,
  )
  return await api.read(`${device}/log/${items[0].id}`)
}

test('what waits and what was asked is told, to its own tenant only', async () => {
  const stop = new AbortController()
  const ping = phone.ping(['Calendar'], { seconds: 600, signal: stop.signal }).catch(() => null)
  const activity = (of: Api, tenant: string) => of.read(`/tenants/${tenant}/activity`)
  const found = await firstThat(
    () => activity(api, office.tenant.name),
    ({ waiting }) => waiting.length > 0,
  )
  expect(found.waiting).toMatchObject([{ deviceId: 'tablet1', command: 'Ping', seconds: 600 }])
  expect(found.recent.map(({ command }: { command: string }) => command)).toContain('Sync')
  const other = await newTenant(gateway)
  const stranger = apiOf(gateway, await newToken(gateway, other.id))
  expect((await activity(stranger, other.name)).waiting).toEqual([])
  for (const path of [`/tenants/${office.tenant.name}/activity`, `${device}/log`]) {
    expectProblem(await stranger.get(path), 404, 'not-found')
  }
  stop.abort()
  await ping
})
