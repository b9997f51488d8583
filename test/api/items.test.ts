import {
  appointmentData,
  inDays,
  newOffice,
  type Office,
  onlyItem,
} from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { type Api, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let office: Office
let api: Api
let home: string
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  api = apiOf(gateway, await newToken(gateway, office.tenant.id))
  home = `/tenants/${office.tenant.name}`
  phone = await office.phone()
})

const timed = (start: Date, hours = 1) => ({
  ...{ allDay: false, start: start.toISOString(), timeZone: 'Europe/Berlin' },
  end: new Date(start.getTime() + hours * 3_600_000).toISOString(),
})

async function add(plural: string, body: object) {
  const made = await api.ask('POST', `${home}/${plural}`, { body })
  expect([made.status, made.body]).toEqual([201, expect.anything()])
  return { item: made.body, path: `${home}/${plural}/${made.body.id}` }
}

test('an appointment goes to the phone, is edited there and seen again, and is cancelled', async () => {
  await phone.sync('Calendar')
  const body = { title: 'Besichtigung', span: timed(inDays(2)), ownerId: office.account.id }
  const { item, path } = await add('appointments', { ...body, reminderMinutes: 15 })
  expect(item).toMatchObject({ ...body, reminderMinutes: 15, status: 'planned', rrule: null })
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])

  await phone.edit('Calendar', onlyItem(phone, 'Calendar'), { 'Calendar:Location': 'Am Markt 1' })
  expect(await api.read(path)).toMatchObject({ title: 'Besichtigung', location: 'Am Markt 1' })
  const patch = {
    title: 'Notar',
    span: { allDay: true, startDate: '2030-01-01', endDate: '2030-01-02' },
  }
  expect((await api.ask('PATCH', path, { body: patch })).body).toMatchObject(patch)
  await api.ask('PATCH', path, { body: { span: timed(inDays(3)) } })
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Notar'])

  const gone = await api.ask('DELETE', path)
  expect(gone).toMatchObject({ status: 200, body: { id: item.id, status: 'cancelled' } })
  await phone.sync('Calendar')
  expect(phone.items('Calendar').size).toBe(0)
  await api.ask('PATCH', path, { body: { status: 'planned' } })
  await phone.sync('Calendar')
  expect(phone.items('Calendar').size).toBe(1)
})

test('R-ONO-120 what a phone adds and deletes is seen as cancelled', async () => {
  await phone.sync('Calendar')
  const id = await phone.add('Calendar', appointmentData('Vom Telefon', inDays(1)))
  const list = `${home}/appointments?user=${office.account.name}`
  const [item] = (await api.read(list)).items
  expect(item).toMatchObject({ title: 'Vom Telefon', ownerId: office.account.id })
  await phone.remove('Calendar', id)
  expect(await api.read(`${home}/appointments/${item.id}`)).toMatchObject({ status: 'cancelled' })
})

test('a series keeps what phones said of an occurrence while others change', async () => {
  const start = inDays(1)
  const second = new Date(start.getTime() + 86_400_000).toISOString().replace('.000', '')
  const { path } = await add('appointments', {
    ...{
      title: 'Runde',
      span: timed(start),
      ownerId: office.account.id,
      rrule: 'FREQ=DAILY;COUNT=3',
    },
    overrides: [{ recurrenceId: second, changes: { title: 'Große Runde' } }],
    participants: [{ kind: 'external', name: 'Gast', email: 'gast@example.org' }],
  })
  await phone.sync('Calendar')
  expect(phone.items('Calendar').size).toBe(1)
  await office.tenant.sql(
    `update appointment_override set client_data = '{"x":1}' where tenant_id = $1`,
    [office.tenant.id],
  )
  const overrides = [{ recurrenceId: second, cancelled: true }]
  const changed = await api.ask('PATCH', path, { body: { overrides } })
  expect(changed.body).toMatchObject({
    overrides: [{ recurrenceId: second, cancelled: true, changes: {} }],
    participants: [{ kind: 'external', name: 'Gast', refId: null, status: 'unknown' }],
  })
  const [row] = await office.tenant.sql(
    'select client_data from appointment_override where tenant_id = $1',
    [office.tenant.id],
  )
  expect(row?.client_data).toEqual({ x: 1 })
})

test('tasks: made, on the phone, done, cancelled', async () => {
  await phone.sync('Tasks')
  const body = { title: 'Angebot', responsibleId: office.account.id, priority: 1, note: 'bald' }
  const { path } = await add('tasks', { ...body, dueDate: '2027-03-01', deadline: true })
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Angebot'])
  const done = { status: 'done', percentComplete: 100, completedAt: '2026-11-21T10:00:00+01:00' }
  expect((await api.ask('PATCH', path, { body: done })).body).toMatchObject({
    ...{ ...body, ...done, completedAt: '2026-11-21T09:00:00.000Z' },
  })
  await phone.sync('Tasks')
  expect(phone.items('Tasks').size).toBe(0)
  expect((await api.ask('DELETE', path)).body.status).toBe('cancelled')
})

test('R-ONO-150, R-ONO-166, R-ONO-167 a contact is on the phones of those who have it, and on no other', async () => {
  await phone.sync('Contacts')
  const numbers = [{ kind: 'phone', value: '+49 170 1', slot: 'mobile', isDefault: true }]
  const { item, path } = await add('contacts', {
    lastName: 'Käufer',
    birthday: '1980-02-29',
    numbers,
  })
  expect(item).toMatchObject({ syncedBy: [], numbers: [{ ...numbers[0], type: '' }] })
  await phone.sync('Contacts')
  expect(phone.items('Contacts').size).toBe(0)
  const flag = `${home}/users/${office.account.name}/contacts/${item.id}`
  expect((await api.ask('PUT', flag)).body.syncedBy).toEqual([office.account.id])
  await phone.sync('Contacts')
  expect(phone.list('Contacts', 'Contacts:MobilePhoneNumber')).toEqual(['+49 170 1'])
  await phone.remove('Contacts', onlyItem(phone, 'Contacts'))
  expect(await api.read(path)).toMatchObject({ lastName: 'Käufer', syncedBy: [] })
  expectProblem(await api.ask('DELETE', flag), 404, 'not-found')
  await api.ask('PUT', flag)
  await phone.sync('Contacts')
  expect(phone.items('Contacts').size).toBe(1)
  expect((await api.ask('DELETE', flag)).body).toMatchObject({ id: item.id, syncedBy: [] })
  const own = await add('contacts', { company: 'Bau GmbH', syncedBy: [office.account.id] })
  await phone.sync('Contacts')
  expect(phone.list('Contacts', 'Contacts:CompanyName')).toEqual(['Bau GmbH'])
  expectProblem(await api.ask('DELETE', own.path), 405, 'method-not-allowed')
})

test('lists are read in parts and by what was changed since', async () => {
  for (let n = 0; n < 5; n++)
    await office.task({ title: `A${n}`, responsible_id: office.account.id })
  const first = await api.read(`${home}/tasks?limit=3`)
  const second = await api.read(`${home}/tasks?limit=3&cursor=${first.next}`)
  const titles = [...first.items, ...second.items].map(({ title }) => title)
  expect([titles.sort(), second.next]).toEqual([['A0', 'A1', 'A2', 'A3', 'A4'], null])
  await office.tenant.sql(
    `update task set updated_at = '2026-01-01' where tenant_id = $1 and title <> 'A3'`,
    [office.tenant.id],
  )
  const since = await api.read(`${home}/tasks?updatedSince=2026-11-01T00:00:00Z`)
  expect(since.items.map(({ title }: { title: string }) => title)).toEqual(['A3'])
  expectProblem(await api.get(`${home}/tasks?user=niemand`), 404, 'not-found')
})

const DAY = { allDay: true, startDate: '2026-12-01', endDate: '2026-12-02' }

test.each([
  ['appointments', { title: 'a' }, '/span'],
  ['appointments', { title: 'a', span: { ...DAY, endDate: '2026-12-01' } }, '/span'],
  ['appointments', { title: 'a', span: { ...DAY, startDate: '2026-02-30' } }, '/span/startDate'],
  ['appointments', { title: 'a', span: DAY, rrule: 'FREQ=SECONDLY' }, '/rrule'],
  ['appointments', { title: 'a', span: DAY, rdates: ['9999-99-99'] }, '/rdates/0'],
  ['appointments', { title: 'a', span: DAY, uid: 'a\nb' }, '/uid'],
  ['appointments', { title: 'a', span: DAY, reminderMinutes: 1e9 }, '/reminderMinutes'],
  ['tasks', { title: 'a', priority: 7 }, '/priority'],
  ['tasks', { title: 'a', timeZone: 'Europe/Berlin2' }, '/timeZone'],
  ['contacts', { numbers: [{ kind: 'fax', value: '1', slot: 'mobile' }] }, '/numbers/0/slot'],
  ['contacts', { birthday: '1600-01-01' }, '/birthday'],
])('POST %s %j names the wrong place', async (plural, body, pointer) => {
  const answer = await api.ask('POST', `${home}/${plural}`, { body })
  expectProblem(answer, 400, 'invalid-request')
  expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer)
})

test("people and items of another tenant can't be named", async () => {
  const other = await newOffice(gateway, gateway.baseUrl)
  const { id } = other.account
  const contactId = await other.contact()
  const wrong: [string, object][] = [
    ['appointments', { title: 'a', span: DAY, ownerId: id }],
    ['appointments', { title: 'a', span: DAY, participants: [{ kind: 'account', refId: id }] }],
    [
      'appointments',
      { title: 'a', span: DAY, participants: [{ kind: 'contact', refId: contactId }] },
    ],
    ['tasks', { title: 'a', responsibleId: id }],
    ['tasks', { title: 'a', editorIds: [id] }],
    ['contacts', { lastName: 'a', syncedBy: [id] }],
  ]
  for (const [plural, body] of wrong) {
    expectProblem(await api.ask('POST', `${home}/${plural}`, { body }), 400, 'invalid-value')
  }
  for (const table of ['appointment', 'task', 'contact']) expect(await office.count(table)).toBe(0)
  for (const method of ['GET', 'PATCH']) {
    const asking = method === 'PATCH' ? { body: { lastName: 'Böse' } } : {}
    const answer = await api.ask(method, `${home}/contacts/${contactId}`, asking)
    expectProblem(answer, 404, 'not-found')
  }
})
