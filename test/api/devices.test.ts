import { appointmentData, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { type Api, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let office: Office
let api: Api
let user: string
let device: string
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  api = apiOf(gateway, await newToken(gateway, office.tenant.id))
  user = `/tenants/${office.tenant.name}/users/${office.account.name}`
  device = `${user}/devices/tablet1`
  phone = await office.phone({ deviceId: 'tablet1' })
})

test('a device is kept out and let in again', async () => {
  await phone.sync('Calendar')
  expect(await api.read(device)).toMatchObject({ status: 'allowed', statusBy: 'default' })
  const decide = (status: string) => api.ask('PUT', `${device}/status`, { body: { status } })
  expect((await decide('blocked')).body).toMatchObject({ status: 'blocked', statusBy: 'admin' })
  await expect(phone.syncFolders()).rejects.toThrow('FolderSync was answered with status')
  const blocked = `/tenants/${office.tenant.name}/devices?status=blocked`
  expect((await api.read(blocked)).items).toMatchObject([{ deviceId: 'tablet1' }])
  await decide('allowed')
  await phone.syncFolders()
  expect((await api.read(blocked)).items).toEqual([])
})

test('R-ONO-61 a reset fills a folder afresh, without doubles', async () => {
  await phone.sync('Calendar')
  await phone.add('Calendar', appointmentData('Vom Telefon', inDays(1)))
  const folders = await api.read(`${device}/folders`)
  const calendar = folders.items.find(({ kind }: { kind: string }) => kind === 'calendar')
  expect(calendar).toMatchObject({ items: 1, state: 'synchronized' })
  const body = { folderId: calendar.folderId }
  const answer = await api.ask('POST', `${device}/reset`, { body })
  expect(answer.body).toEqual({ folders: [calendar.folderId] })
  await expect(phone.sync('Calendar')).rejects.toMatchObject({ status: 3 })
  const wrong = await api.ask('POST', `${device}/reset`, { body: { folderId: 'cal-0' } })
  expectProblem(wrong, 409, 'conflict')
})

test('a wipe is ordered with the name once more, and taken back', async () => {
  const order = (confirm: string, kind = 'account') =>
    api.ask('POST', `${device}/wipe`, { body: { kind, confirm } })
  expectProblem(await order('tablet2'), 400, 'invalid-value')
  expectProblem(await order('tablet1', 'device'), 409, 'conflict')
  const ordered = await order('tablet1')
  expect(ordered.body.wipe).toMatchObject({ kind: 'account', state: 'ordered', pending: true })
  expectProblem(await order('tablet1'), 409, 'conflict')
  expectProblem(await api.ask('DELETE', device), 409, 'conflict')
  const taken = await api.ask('DELETE', `${device}/wipe`)
  expect(taken.body).toMatchObject({ was: 'ordered', device: { wipe: null } })
  expect((await api.ask('DELETE', device)).status).toBe(204)
  expectProblem(await api.get(device), 404, 'not-found')
})

test('an app password is told once, signs a phone in, and is taken back', async () => {
  const headers = { 'idempotency-key': 'app' }
  const make = () => api.ask('POST', `${user}/app-passwords`, { headers, body: { name: 'iPad' } })
  const made = await make()
  expect(made.body.secret).toMatch(/^[a-z]{4}(-[a-z]{4}){3}$/)
  expect((await make()).body).toEqual({ ...made.body, secret: null })
  const kept = await office.tenant.sql('select answer::text from api_answer where tenant_id = $1', [
    office.tenant.id,
  ])
  expect(JSON.stringify(kept)).not.toContain(made.body.secret)
  const other = await office.phone({ password: made.body.secret, deviceId: 'tablet2' })
  const own = `${user}/app-passwords/${made.body.id}`
  expect((await api.ask('DELETE', own)).status).toBe(204)
  expect((await other.client.bytes('FolderSync', null)).status).toBe(401)
  expectProblem(await api.ask('DELETE', own), 404, 'not-found')
  const { items } = await api.read(`${user}/sign-ins?filter=refused`)
  expect(items[0]).toMatchObject({ deviceId: 'tablet2', reason: 'revoked-app-password' })
})

test('explain says why an appointment is missing, and who has the others', async () => {
  await phone.sync('Calendar')
  const id = await office.appointment({ title: 'Weit weg', status: 'cancelled' })
  const found = await api.read(`${user}/explain?item=Weit`)
  expect(found).toMatchObject({
    item: { kind: 'appointment', id },
    answers: [{ device: { id: 'tablet1' }, verdict: 'not-sent' }],
  })
  expect(found.answers[0].steps.at(-1)).toMatchObject({ code: 'cancelled', ok: false })
  const here = await office.appointment()
  await phone.sync('Calendar')
  const holders = await api.read(`/tenants/${office.tenant.name}/items/appointment/${here}/devices`)
  expect(holders.items).toMatchObject([{ login: office.account.login, verdict: 'on-device' }])
})
