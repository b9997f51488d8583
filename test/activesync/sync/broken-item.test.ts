import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { inDays, newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
})

const titles = () => phone.list('Calendar', 'Calendar:Subject')
const problems = async () => {
  const rows = await office.tenant.sql(
    'select problem from sync_item where tenant_id = $1 and problem is not null',
    [office.tenant.id],
  )
  return rows.map(({ problem }) => problem)
}

/** An override whose span says nothing cannot be rendered, whatever the table allowed to store. */
async function broken(title: string): Promise<number> {
  const id = await office.appointment({ title, rrule: 'FREQ=DAILY;COUNT=5' })
  const [row] = await office.tenant.sql(
    `select to_char(starts_at at time zone 'UTC' + interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       as day from appointment where tenant_id = $1 and id = $2`,
    [office.tenant.id, id],
  )
  await office.tenant.insert('appointment_override', {
    appointment_id: id,
    recurrence_id: row?.day,
    changes: JSON.stringify({ title: 17, note: { nothing: true } }),
  })
  return id
}

const heal = (id: number) =>
  office.tenant.sql(
    'delete from appointment_override where tenant_id = $1 and appointment_id = $2',
    [office.tenant.id, id],
  )

async function pingIsQuiet(): Promise<void> {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 500)
  const answer = await phone.ping(['Calendar'], { signal: stop.signal }).catch(() => 'parked')
  expect(answer).toBe('parked')
}

test('a broken item is passed over and recorded; the others come', async () => {
  await office.appointment({ title: 'Vorher' })
  await broken('Kaputt')
  await office.appointment({ title: 'Nachher' })
  await phone.sync('Calendar')
  expect(titles()).toEqual(['Nachher', 'Vorher'])
  expect(await problems()).toHaveLength(1)
})

test('it does not change keys, and ends no Ping', async () => {
  await phone.sync('Calendar')
  await broken('Kaputt')
  await pingIsQuiet()
  const key = phone.replica('Calendar').syncKey
  for (let n = 0; n < 3; n++) expect(await phone.send('Calendar')).toBeNull()
  expect(phone.replica('Calendar').syncKey).toBe(key)
  await pingIsQuiet()
})

test('one that a first Sync meets ends no Ping either', async () => {
  await broken('Kaputt')
  await phone.sync('Calendar')
  expect(await problems()).toHaveLength(1)
  await pingIsQuiet()
})

test('many broken ones do not keep a page from what is behind them', async () => {
  for (let n = 0; n < 12; n++) await broken(`Kaputt ${n}`)
  await office.appointment({ title: 'Dahinter' })
  phone.use('Calendar', { windowSize: 2 })
  await phone.sync('Calendar')
  expect(titles()).toEqual(['Dahinter'])
  expect(await problems()).toHaveLength(12)
})

test('it heals when it is changed', async () => {
  const id = await broken('Wird heil')
  await phone.sync('Calendar')
  await heal(id)
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
  expect(titles()).toEqual(['Wird heil'])
  expect(await problems()).toEqual([])
})

test('one that a phone has and that breaks stays on it, and is a Change when it heals', async () => {
  const id = await office.appointment({ title: 'Heil' })
  await phone.sync('Calendar')
  const serverId = onlyItem(phone, 'Calendar')
  await office.tenant.sql(
    "update appointment set rrule = 'FREQ=DAILY;COUNT=5', title = 'Anders' where tenant_id = $1 and id = $2",
    [office.tenant.id, id],
  )
  await office.tenant.insert('appointment_override', {
    appointment_id: id,
    recurrence_id: `${inDays(3).toISOString().slice(0, 19)}Z`,
    changes: JSON.stringify({ title: 17, note: { nothing: true } }),
  })
  expect((await phone.sync('Calendar')).pages).toBe(0)
  expect(titles()).toEqual(['Heil'])
  await heal(id)
  expect((await phone.sync('Calendar')).change).toEqual([serverId])
  expect(titles()).toEqual(['Anders'])
})

test('one that never was on the phone leaves without a word', async () => {
  const id = await broken('Kaputt')
  await phone.sync('Calendar')
  await office.tenant.sql(
    "update appointment set status = 'cancelled' where tenant_id = $1 and id = $2",
    [office.tenant.id, id],
  )
  expect((await phone.sync('Calendar')).pages).toBe(0)
  expect(await problems()).toEqual([])
})

test('one set aside that a new filter excludes leaves without a word', async () => {
  await broken('Kaputt')
  await phone.sync('Calendar')
  gateway.advance(60 * 86_400_000)
  try {
    expect(await phone.sync('Calendar')).toMatchObject({ delete: [], 'soft-delete': [] })
    expect(await problems()).toEqual([])
  } finally {
    gateway.advance(-60 * 86_400_000)
  }
})
