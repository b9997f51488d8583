import type { Database } from '../../src/store/database.js'
import { createItem, loadItems, updateItem } from '../../src/store/items.js'
import type { Appointment, Contact, Task } from '../../src/store/model.js'
import { newTenant, testDatabase } from '../support/database.js'
import type { AccountFixture, TenantFixture } from '../support/tenant.js'

let database: Database
let tenant: TenantFixture
let anna: AccountFixture
let bert: AccountFixture

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  tenant = await newTenant(database)
  anna = await tenant.account({ email: 'anna@example.org' })
  bert = await tenant.account({ email: 'bert@example.org' })
})

async function load<K extends 'appointment' | 'task' | 'contact'>(kind: K, id: number) {
  const [item] = await loadItems(database, kind, { tenantId: tenant.id, ids: [id] })
  if (!item) throw new Error(`No ${kind} ${id}`)
  return item
}
const span = {
  allDay: false as const,
  start: new Date('2026-11-03T09:00:00Z'),
  end: new Date('2026-11-03T10:00:00Z'),
  timeZone: 'Europe/Berlin',
}
const account = (who: AccountFixture, email: string) => {
  return { kind: 'account' as const, refId: who.id, name: who.name, email, optional: false }
}

test('an appointment comes back as it was stored', async () => {
  const patch = {
    ...{ title: 'Besichtigung', location: 'Köln', note: 'Zeile 1\nZeile 2', type: 'Besichtigung' },
    ...{ ownerId: anna.id, span, reminderMinutes: 15, rrule: 'FREQ=DAILY;COUNT=3' },
    overrides: [
      {
        recurrenceId: '2026-11-04T09:00:00Z',
        cancelled: false,
        changes: { title: 'Anders', span: { ...span, end: new Date('2026-11-04T12:00:00Z') } },
        clientData: {},
      },
    ],
    clientData: { 'Calendar:MeetingStatus': '0' },
  }
  const id = await createItem(database, 'appointment', { tenantId: tenant.id, patch })
  const item: Appointment = await load('appointment', id)
  expect(item).toMatchObject(patch)
  expect(item.uid).not.toBe('')
})

test('an all-day appointment has dates, also after it had times', async () => {
  const patch = { ownerId: anna.id, title: 'Messe', span }
  const id = await createItem(database, 'appointment', { tenantId: tenant.id, patch })
  const days = { allDay: true as const, startDate: '2026-02-28', endDate: '2026-03-02' }
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: { span: days } })
  expect((await load('appointment', id)).span).toEqual(days)
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: { span } })
  expect((await load('appointment', id)).span).toEqual(span)
})

test('a patch leaves alone what it does not name', async () => {
  const patch = { ownerId: anna.id, title: 'Alt', location: 'Köln', span }
  const id = await createItem(database, 'appointment', { tenantId: tenant.id, patch })
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: { title: 'Neu' } })
  expect(await load('appointment', id)).toMatchObject({ title: 'Neu', location: 'Köln', span })
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: {} })
})

test('series_end is the end of the last occurrence, and empty for an endless series', async () => {
  const end = async (rrule: string) => {
    const patch = { ownerId: anna.id, title: 'Serie', span, rrule }
    const id = await createItem(database, 'appointment', { tenantId: tenant.id, patch })
    const [row] = await tenant.sql(
      'select series_end from appointment where tenant_id = $1 and id = $2',
      [tenant.id, id],
    )
    return row?.series_end
  }
  expect(await end('FREQ=DAILY;COUNT=3')).toEqual(new Date('2026-11-05T10:00:00Z'))
  expect(await end('FREQ=DAILY')).toBeNull()
})

test('participants that stay keep their row, others come and go', async () => {
  const status = 'unknown' as const
  const both = [
    { ...account(anna, 'anna@example.org'), status },
    { ...account(bert, 'bert@example.org'), status },
  ]
  const patch = { ownerId: anna.id, title: 'Runde', span, participants: both }
  const id = await createItem(database, 'appointment', { tenantId: tenant.id, patch })
  const ids = async () => {
    const rows = await tenant.sql(
      'select id, account_id from appointment_participant where tenant_id = $1 order by id',
      [tenant.id],
    )
    return new Map(rows.map((row) => [row.account_id, row.id]))
  }
  const before = await ids()
  const external = {
    kind: 'external' as const,
    refId: null,
    name: 'Gast',
    email: 'gast@example.com',
  }
  const participants = [
    { ...account(bert, 'bert@example.org'), status: 'accepted' as const },
    { ...external, status, optional: true },
  ]
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: { participants } })
  const after = await ids()
  expect([...after.keys()]).toEqual([bert.id, null])
  expect(after.get(bert.id)).toBe(before.get(bert.id))
  expect((await load('appointment', id)).participants).toMatchObject([
    { refId: bert.id, status: 'accepted', email: 'bert@example.org' },
    { kind: 'external', name: 'Gast', email: 'gast@example.com', optional: true },
  ])
})

test('a task comes back as it was stored, with its editors', async () => {
  const patch = {
    ...{ title: 'Anrufen', note: 'bald', type: 'Telefon', priority: 2 },
    ...{ dueDate: '2026-12-01', deadline: true, responsibleId: anna.id, editorIds: [bert.id] },
    ...{ reminderAt: new Date('2026-11-30T08:00:00Z'), privacy: 'private' as const },
  }
  const id = await createItem(database, 'task', { tenantId: tenant.id, patch })
  const task: Task = await load('task', id)
  expect(task).toMatchObject(patch)
})

test('R-ONO-152 a contact has each slot once: a number that takes it takes it from another', async () => {
  const patch = { lastName: 'Kaufmann', slots: { mobile: '0172 1', home: '0211 1' } }
  const id = await createItem(database, 'contact', { tenantId: tenant.id, patch })
  const slots = { mobile: '0211 1', home: null }
  await updateItem(database, 'contact', { tenantId: tenant.id, id, patch: { slots } })
  const contact: Contact = await load('contact', id)
  expect(contact.numbers.map(({ value, slot }) => [value, slot])).toEqual([
    ['0172 1', null],
    ['0211 1', 'mobile'],
  ])
})

test('R-ONO-153 a slot leaves the type of the number alone', async () => {
  const number = { kind: 'phone' as const, type: 'fax', value: '0211 1', isDefault: false }
  const patch = { lastName: 'Kaufmann', numbers: [{ ...number, slot: null }] }
  const id = await createItem(database, 'contact', { tenantId: tenant.id, patch })
  await updateItem(database, 'contact', {
    tenantId: tenant.id,
    id,
    patch: { slots: { mobile: '0211 1' } },
  })
  expect((await load('contact', id)).numbers).toMatchObject([{ ...number, slot: 'mobile' }])
})

test("another tenant's items are not there", async () => {
  const patch = { title: 'Anrufen', responsibleId: anna.id }
  const id = await createItem(database, 'task', { tenantId: tenant.id, patch })
  const other = await newTenant(database)
  expect(await loadItems(database, 'task', { tenantId: other.id, ids: [id] })).toEqual([])
  await updateItem(database, 'task', { tenantId: other.id, id, patch: { title: 'x' } })
  expect((await load('task', id)).title).toBe('Anrufen')
})
