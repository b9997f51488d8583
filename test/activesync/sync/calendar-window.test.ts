import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { appointmentData, between, DAY_MS, newOffice, type Office, onlyItem } from './support.js'

const NOW = new Date('2027-03-10T12:00:00Z')
const HOUR_MS = 3_600_000

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  gateway = await startClockGateway(database)
  turnTo(NOW)
  office = await newOffice(database, gateway.baseUrl)
})

const turnTo = (date: Date) => gateway.advance(date.getTime() - gateway.now().getTime())
const at = (iso: string) => new Date(iso)
const titles = (phone: Phone) => phone.list('Calendar', 'Calendar:Subject')

async function synced(): Promise<Phone> {
  const phone = await office.phone()
  await phone.sync('Calendar')
  return phone
}

/** One appointment of an hour for each title, ending or starting as told. */
async function ending(ends: Record<string, string>): Promise<void> {
  for (const [title, end] of Object.entries(ends)) {
    await office.appointment({ title, ...between(new Date(Date.parse(end) - HOUR_MS), 60) })
  }
}
async function starting(starts: Record<string, string>): Promise<void> {
  for (const [title, start] of Object.entries(starts)) {
    await office.appointment({ title, ...between(at(start), 60) })
  }
}

test('R-ONO-10 without a period of the client a month back is sent, to the minute', async () => {
  await ending({ Vorbei: '2027-02-10T11:59:00Z', Gerade: '2027-02-10T12:01:00Z' })
  expect(titles(await synced())).toEqual(['Gerade'])
})

test.each([
  [0, '2027-02-10T12:00:00Z'],
  [4, '2027-02-24T12:00:00Z'],
  [5, '2027-02-10T12:00:00Z'],
  [6, '2026-12-10T12:00:00Z'],
  [7, '2026-09-10T12:00:00Z'],
])("R-ONO-10 FilterType %d: the client's period counts", async (filterType, edge) => {
  const minutes = (n: number) => new Date(Date.parse(edge) + n * 60_000).toISOString()
  await ending({ Vorbei: minutes(-1), Gerade: minutes(1) })
  const phone = await office.phone()
  phone.use('Calendar', { filterType })
  await phone.sync('Calendar')
  expect(titles(phone)).toEqual(['Gerade'])
})

test('R-ONO-11 six months ahead are sent, to the minute; what is later comes in time', async () => {
  await starting({ Drin: '2027-09-10T11:59:00Z', Später: '2027-09-10T12:05:00Z' })
  const phone = await synced()
  expect(titles(phone)).toEqual(['Drin'])
  gateway.advance(180_000)
  expect((await phone.sync('Calendar')).pages).toBe(0)
  gateway.advance(121_000)
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
  expect(titles(phone)).toEqual(['Drin', 'Später'])
})

test('R-ONO-11 a running appointment of several days counts by overlap', async () => {
  await office.appointment({ title: 'Urlaub', ...between(at('2027-01-01T08:00:00Z'), 45 * 1440) })
  await office.appointment({
    ...{ title: 'Messe', all_day: true, starts_at: null, ends_at: null, time_zone: null },
    ...{ start_date: '2027-02-01', end_date: '2027-02-12' },
  })
  await office.appointment({
    ...{ title: 'Zu alt', all_day: true, starts_at: null, ends_at: null, time_zone: null },
    ...{ start_date: '2027-02-01', end_date: '2027-02-10' },
  })
  expect(titles(await synced())).toEqual(['Messe', 'Urlaub'])
})

test('R-ONO-11 a series is sent if any occurrence is in the window', async () => {
  const series = (title: string, rrule: string, start: string) =>
    office.appointment({ title, rrule, ...between(at(start), 60) })
  await series('Endlos', 'FREQ=WEEKLY', '2020-01-06T09:00:00Z')
  await series('Jahrestag', 'FREQ=YEARLY', '2020-05-05T09:00:00Z')
  await series('Jahrestag draußen', 'FREQ=YEARLY', '2020-11-05T09:00:00Z')
  await series('Vorbei', 'FREQ=DAILY;COUNT=10', '2027-01-05T09:00:00Z')
  await series('Läuft aus', 'FREQ=DAILY;COUNT=40', '2027-01-05T09:00:00Z')
  await series('Beginnt später', 'FREQ=DAILY', '2027-10-01T09:00:00Z')
  expect(titles(await synced())).toEqual(['Endlos', 'Jahrestag', 'Läuft aus'])
})

test('R-ONO-11 a moved occurrence brings its series into the window', async () => {
  const id = await office.appointment({
    title: 'Verschoben',
    rrule: 'FREQ=DAILY;COUNT=3',
    ...between(at('2027-01-05T09:00:00Z'), 60),
  })
  const span = { start: '2027-03-20T09:00:00Z', end: '2027-03-20T10:00:00Z' }
  await office.tenant.insert('appointment_override', {
    appointment_id: id,
    recurrence_id: '2027-01-06T09:00:00Z',
    changes: JSON.stringify({ span: { allDay: false, timeZone: 'Europe/Berlin', ...span } }),
  })
  expect(titles(await synced())).toEqual(['Verschoben'])
})

test('R-ONO-10 what leaves by age gets SoftDelete, at the minute it does', async () => {
  await ending({ Altert: '2027-02-11T08:00:00Z' })
  const phone = await synced()
  const aging = onlyItem(phone, 'Calendar')
  // One that comes meanwhile ages as well.
  await ending({ Bleibt: '2027-03-01T08:00:00Z' })
  turnTo(at('2027-03-11T07:59:00Z'))
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
  expect((await phone.sync('Calendar')).pages).toBe(0)
  turnTo(at('2027-03-11T08:01:00Z'))
  expect((await phone.sync('Calendar'))['soft-delete']).toEqual([aging])
  expect(titles(phone)).toEqual(['Bleibt'])
  turnTo(at('2027-04-01T08:01:00Z'))
  expect((await phone.sync('Calendar'))['soft-delete']).toHaveLength(1)
  expect(await office.count('appointment')).toBe(2)
})

test('R-ONO-10 on days that the month before does not have, nothing comes back', async () => {
  await ending({ Altert: '2027-02-28T08:00:00Z' })
  const phone = await synced()
  turnTo(at('2027-03-28T09:00:00Z'))
  expect((await phone.sync('Calendar'))['soft-delete']).toHaveLength(1)
  for (const day of ['29', '30', '31']) {
    turnTo(at(`2027-03-${day}T01:00:00Z`))
    await office.appointment({ title: `Neu ${day}`, ...between(gateway.now(), 60) })
    await phone.sync('Calendar')
    expect(titles(phone)).not.toContain('Altert')
  }
})

test('R-ONO-11 a series leaves when its last occurrence has aged, not before', async () => {
  await office.appointment({
    title: 'Kurs',
    rrule: 'FREQ=WEEKLY;COUNT=40',
    ...between(at('2027-03-01T09:00:00Z'), 60),
  })
  const phone = await synced()
  // The last one is on 2027-11-29.
  turnTo(at('2027-12-29T09:30:00Z'))
  expect((await phone.sync('Calendar')).pages).toBe(0)
  turnTo(at('2027-12-29T10:01:00Z'))
  expect((await phone.sync('Calendar'))['soft-delete']).toHaveLength(1)
})

test('R-ONO-112 a cancelled appointment is a Delete', async () => {
  const id = await office.appointment()
  turnTo(new Date())
  const phone = await synced()
  await office.tenant.sql(
    "update appointment set status = 'cancelled' where tenant_id = $1 and id = $2",
    [office.tenant.id, id],
  )
  expect((await phone.sync('Calendar')).delete).toHaveLength(1)
})

test('R-ONO-10 a new FilterType keeps the key, and brings and takes what it must', async () => {
  await ending({ Februar: '2027-02-15T12:00:00Z', Januar: '2027-01-15T12:00:00Z' })
  await starting({ Morgen: '2027-03-11T12:00:00Z' })
  const phone = await synced()
  expect(titles(phone)).toEqual(['Februar', 'Morgen'])
  phone.use('Calendar', { filterType: 6 })
  expect(await phone.sync('Calendar')).toMatchObject({ change: [], 'soft-delete': [] })
  expect(titles(phone)).toEqual(['Februar', 'Januar', 'Morgen'])
  phone.use('Calendar', { filterType: 4 })
  expect((await phone.sync('Calendar'))['soft-delete']).toHaveLength(2)
  expect(titles(phone)).toEqual(['Morgen'])
  expect((await phone.sync('Calendar')).pages).toBe(0)
})

test("an appointment added beyond the window's edge stays on its phone only", async () => {
  const phone = await synced()
  const other = await synced()
  const early = await phone.add('Calendar', appointmentData('Notar', at('2027-12-01T09:00:00Z')))
  await phone.add('Calendar', appointmentData('Rückblick', at('2026-06-01T09:00:00Z')))
  expect((await phone.sync('Calendar')).pages).toBe(0)
  expect((await other.sync('Calendar')).pages).toBe(0)
  await other.add('Calendar', appointmentData('Heute', NOW))
  await phone.sync('Calendar')
  expect(titles(phone)).toEqual(['Heute', 'Notar', 'Rückblick'])
  turnTo(at('2027-06-02T00:00:00Z'))
  expect((await other.sync('Calendar')).add).toEqual([early])
  await phone.sync('Calendar')
  expect(titles(phone)).toEqual(['Notar', 'Rückblick'])
})

test('an appointment that its phone moves out of the window stays on it', async () => {
  await starting({ Umzug: '2027-03-12T09:00:00Z' })
  const [phone, other] = [await synced(), await synced()]
  const serverId = onlyItem(phone, 'Calendar')
  await phone.change('Calendar', serverId, appointmentData('Umzug', at('2028-03-12T09:00:00Z')))
  await phone.sync('Calendar')
  expect(titles(phone)).toEqual(['Umzug'])
  expect((await other.sync('Calendar'))['soft-delete']).toEqual([serverId])
})

test('R-ONO-09 of 520 appointments the 500 nearest are sent, and the next one moves in', async () => {
  await office.tenant.sql(
    `insert into appointment (tenant_id, owner_id, title, starts_at, ends_at, time_zone)
     select $1, $2, 'Nr ' || lpad(n::text, 3, '0'), $3::timestamptz + n * interval '5 hours',
       $3::timestamptz + n * interval '5 hours' + interval '1 hour', 'Europe/Berlin'
     from generate_series(1, 520) n`,
    [office.tenant.id, office.account.id, NOW.toISOString()],
  )
  const phone = await synced()
  expect(titles(phone)).toHaveLength(500)
  expect(titles(phone).at(-1)).toBe('Nr 500')

  await office.tenant.sql(
    "update appointment set status = 'cancelled' where tenant_id = $1 and title = 'Nr 100'",
    [office.tenant.id],
  )
  const brought = await phone.sync('Calendar')
  expect([brought.delete.length, brought.add.length]).toEqual([1, 1])
  expect(titles(phone)).toHaveLength(500)
  expect(titles(phone).at(-1)).toBe('Nr 501')

  await office.appointment({
    title: 'Dazwischen',
    ...between(new Date(NOW.getTime() + DAY_MS), 30),
  })
  const more = await phone.sync('Calendar')
  expect([more['soft-delete'].length, more.add.length]).toEqual([1, 1])
  expect(titles(phone)).toHaveLength(500)
  expect(titles(phone).at(-1)).toBe('Nr 500')
  expect((await phone.sync('Calendar')).pages).toBe(0)
})

describe('R-ONO-09 with a limit of 4', () => {
  beforeEach(async () => {
    await office.tenant.sql('update tenant set rule_settings = $2::jsonb where id = $1', [
      office.tenant.id,
      JSON.stringify({ calendarLimit: 4 }),
    ])
  })

  test('what is to come goes before what has been, a series counts as one', async () => {
    await ending({ Gestern: '2027-03-09T12:00:00Z', Vorgestern: '2027-03-08T12:00:00Z' })
    await starting({ Morgen: '2027-03-11T12:00:00Z', Mai: '2027-05-01T12:00:00Z' })
    await office.appointment({
      title: 'Täglich',
      rrule: 'FREQ=DAILY',
      ...between(at('2027-01-01T09:00:00Z'), 60),
    })
    expect(titles(await synced())).toEqual(['Gestern', 'Mai', 'Morgen', 'Täglich'])
  })

  test('time alone lets the next one move in', async () => {
    await starting({
      Eins: '2027-03-11T12:00:00Z',
      Zwei: '2027-03-12T12:00:00Z',
      Drei: '2027-03-13T12:00:00Z',
      Vier: '2027-03-14T12:00:00Z',
      Fünf: '2027-03-15T12:00:00Z',
    })
    const phone = await synced()
    expect(titles(phone)).toEqual(['Drei', 'Eins', 'Vier', 'Zwei'])
    turnTo(at('2027-03-11T13:01:00Z'))
    await phone.sync('Calendar')
    expect(titles(phone)).toEqual(['Drei', 'Fünf', 'Vier', 'Zwei'])
  })

  test('a near one that a phone adds stays, and the farthest leaves', async () => {
    await starting({
      Eins: '2027-03-11T12:00:00Z',
      Zwei: '2027-03-12T12:00:00Z',
      Drei: '2027-03-13T12:00:00Z',
      Vier: '2027-03-14T12:00:00Z',
    })
    const phone = await synced()
    await phone.add('Calendar', appointmentData('Neu', at('2027-03-10T15:00:00Z')))
    await phone.sync('Calendar')
    expect(titles(phone)).toEqual(['Drei', 'Eins', 'Neu', 'Zwei'])
  })

  test('a far one that a phone adds stays on it and does not count, also when it is changed', async () => {
    await starting({
      Eins: '2027-03-11T12:00:00Z',
      Zwei: '2027-03-12T12:00:00Z',
      Drei: '2027-03-13T12:00:00Z',
      Vier: '2027-03-14T12:00:00Z',
    })
    const [phone, other] = [await synced(), await synced()]
    const far = await phone.add('Calendar', appointmentData('Fern', at('2027-08-01T15:00:00Z')))
    expect((await phone.sync('Calendar')).pages).toBe(0)
    expect((await other.sync('Calendar')).pages).toBe(0)
    await office.tenant.sql(
      "update appointment set title = 'Ferner' where tenant_id = $1 and title = 'Fern'",
      [office.tenant.id],
    )
    expect(await phone.sync('Calendar')).toMatchObject({ change: [far], 'soft-delete': [] })
    await starting({ Fünf: '2027-03-11T09:00:00Z' })
    await phone.sync('Calendar')
    expect(titles(phone)).toEqual(['Drei', 'Eins', 'Ferner', 'Fünf', 'Zwei'])
    await phone.edit('Calendar', far, { 'Calendar:Subject': 'Am fernsten' })
    expect((await phone.sync('Calendar')).pages).toBe(0)
    expect(titles(phone)).toContain('Am fernsten')
  })
})

test('R-ONO-09 a series that the protocol cannot express comes as single occurrences with UIDs', async () => {
  await office.appointment({
    title: 'Zwei Monate',
    rrule: 'FREQ=YEARLY;BYMONTH=4,7;BYMONTHDAY=3',
    ...between(at('2026-04-03T09:00:00Z'), 60),
  })
  const phone = await synced()
  expect(phone.list('Calendar', 'Calendar:StartTime')).toEqual([
    '20270403T090000Z',
    '20270703T090000Z',
  ])
  expect(new Set(phone.list('Calendar', 'Calendar:UID')).size).toBe(2)
  expect(phone.list('Calendar', 'Calendar:Recurrence')).toEqual([])
  turnTo(at('2027-05-03T10:01:00Z'))
  expect((await phone.sync('Calendar'))['soft-delete']).toHaveLength(1)
  turnTo(at('2027-10-03T09:01:00Z'))
  const brought = await phone.sync('Calendar')
  expect([brought.add.length, brought['soft-delete'].length]).toEqual([1, 1])
  expect(phone.list('Calendar', 'Calendar:StartTime')).toEqual(['20280403T090000Z'])
})

test('one of its single occurrences can be changed and deleted on the phone', async () => {
  await office.appointment({
    title: 'Zwei Monate',
    rrule: 'FREQ=YEARLY;BYMONTH=4,7;BYMONTHDAY=3',
    ...between(at('2026-04-03T09:00:00Z'), 60),
  })
  const [phone, other] = [await synced(), await synced()]
  const [first = '', second = ''] = [...phone.items('Calendar').keys()]
  await phone.edit('Calendar', first, { 'Calendar:Subject': 'Nur diese' })
  await phone.remove('Calendar', second)
  await phone.sync('Calendar')
  expect(titles(phone)).toEqual(['Nur diese'])
  const brought = await other.sync('Calendar')
  expect([brought.change, brought.delete, brought['soft-delete']].flat().sort()).toEqual(
    [first, second].sort(),
  )
  expect(titles(other)).toEqual(['Nur diese'])
})
