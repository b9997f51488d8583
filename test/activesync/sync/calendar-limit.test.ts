import { at, ending, NOW, office, starting, synced, titles, turnTo } from './calendar-story.js'
import { appointmentData, between, DAY_MS } from './support.js'

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
