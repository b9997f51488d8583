import {
  at,
  ending,
  gateway,
  NOW,
  office,
  starting,
  synced,
  titles,
  turnTo,
} from './calendar-story.js'
import { appointmentData, between, onlyItem } from './support.js'

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

test('R-ONO-10 MS-ASCMD_R3967 what leaves by age gets SoftDelete, at the minute it does', async () => {
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
