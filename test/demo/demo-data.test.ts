import { type DemoAccount, demoItems } from '../../src/demo/demo-data.js'
import { holidays } from '../../src/demo/office-time.js'
import { storeDemo } from '../../src/demo/store-demo.js'
import { loadAccountItems } from '../../src/store/export.js'
import type { AppointmentPatch, Span } from '../../src/store/model.js'
import { occurrencesBetween, seriesEnd } from '../../src/store/recurrence.js'
import { dateOfWall } from '../../src/store/recurrence-zone.js'
import { newTenant, testDatabase } from '../support/database.js'

const NOW = new Date('2026-11-21T10:00:00Z')
const ZONE = 'Europe/Berlin'
const TIGER: DemoAccount = {
  id: 1,
  name: 'theobald.tiger',
  displayName: 'Theobald Tiger',
  email: 'theobald.tiger@example.com',
}
const LUCHS: DemoAccount = {
  id: 2,
  name: 'wilhelmine.luchs',
  displayName: 'Wilhelmine Luchs',
  email: 'luchs@example.com',
}
const items = demoItems({ now: NOW, timeZone: ZONE, accounts: [TIGER, LUCHS] })
const patches = items.appointments.map((one) => one.patch)

function series(patch: AppointmentPatch) {
  const { span, rrule = null, rdates = [], overrides = [] } = patch
  return { span: span as Span, rrule, rdates, overrides }
}

function of(uid: string): AppointmentPatch {
  return patches.find((patch) => patch.uid === uid) ?? {}
}

test('the same request gives the same items, another seed others', () => {
  expect(demoItems({ now: NOW, timeZone: ZONE, accounts: [TIGER, LUCHS] })).toEqual(items)
  const other = demoItems({ now: NOW, timeZone: ZONE, accounts: [TIGER, LUCHS], seed: 1 })
  expect(other.appointments).not.toEqual(items.appointments)
})

test('there is a year around now, within working hours, on no day off', () => {
  const singles = patches.filter((patch) => patch.uid?.startsWith('demo-appointment'))
  expect(singles.length).toBeGreaterThan(500)
  expect(singles.length).toBeLessThanOrEqual(52 * 12)
  for (const { span } of singles) {
    if (!span || span.allDay) throw new Error('a single appointment has times')
    const hour = Number(
      new Intl.DateTimeFormat('de', { hour: 'numeric', timeZone: ZONE })
        .format(span.start)
        .slice(0, 2),
    )
    expect(hour >= 9 && hour < 18).toBe(true)
    expect([1, 2, 3, 4, 5]).toContain(span.start.getUTCDay())
    expect(Math.abs(span.start.getTime() - NOW.getTime())).toBeLessThan(190 * 86_400_000)
  }
  const starts = new Set(singles.map((patch) => JSON.stringify([patch.ownerId, patch.span])))
  expect(starts.size).toBe(singles.length)
})

test('every series begins with an occurrence of its own, and one has an end', () => {
  const all = patches.filter((patch) => patch.rrule)
  expect(all.length).toBe(6)
  for (const patch of all) {
    const { span } = series(patch)
    const start = span.allDay ? new Date(span.startDate) : span.start
    const [first] = occurrencesBetween(series(patch), start, new Date(+start + 1), { zone: 'UTC' })
    expect([patch.uid, first?.span]).toEqual([patch.uid, span])
  }
  const site = series(of('demo-series-site'))
  expect(occurrencesBetween(site, new Date('2026-01-01'), new Date('2028-01-01'))).toHaveLength(5)
  expect(seriesEnd(site)).not.toBeNull()
})

test('the weekly meeting is moved, called off and elsewhere in the next three weeks', () => {
  const team = series(of('demo-series-team'))
  const found = occurrencesBetween(team, new Date('2026-11-16'), new Date('2026-12-14'))
  expect(found.map(({ span }) => (span.allDay ? '' : span.start.toISOString()))).toEqual([
    '2026-11-16T08:00:00.000Z',
    '2026-11-24T09:00:00.000Z', // Tuesday instead of Monday 23
    '2026-12-07T08:00:00.000Z', // none on 30 November
  ])
  expect(found[2]?.override?.changes.location).toBe('Café am Markt')
})

test('the public holidays are those of North Rhine-Westphalia', () => {
  const days = holidays(2026).map(({ day, name }) => `${dateOfWall(day * 86_400_000)} ${name}`)
  expect(days).toEqual([
    '2026-01-01 Neujahr',
    '2026-04-03 Karfreitag',
    '2026-04-06 Ostermontag',
    '2026-05-01 Tag der Arbeit',
    '2026-05-14 Christi Himmelfahrt',
    '2026-05-25 Pfingstmontag',
    '2026-06-04 Fronleichnam',
    '2026-10-03 Tag der Deutschen Einheit',
    '2026-11-01 Allerheiligen',
    '2026-12-25 1. Weihnachtstag',
    '2026-12-26 2. Weihnachtstag',
  ])
  expect(dateOfWall((holidays(2038)[2]?.day ?? 0) * 86_400_000)).toBe('2038-04-26')
})

test('tasks have all states and priorities, contacts unique addresses and numbers for fiction', () => {
  expect(new Set(items.tasks.map((task) => task.status)).size).toBe(4)
  expect(new Set(items.tasks.map((task) => task.priority)).size).toBe(6)
  expect(items.tasks).toHaveLength(40)
  expect(items.contacts).toHaveLength(200)
  const numbers = items.contacts.flatMap((contact) => contact.patch.numbers ?? [])
  const mails = numbers.filter((number) => number.kind === 'email').map((number) => number.value)
  expect(new Set(mails).size).toBe(200)
  expect(mails.every((mail) => /^[a-z.]+\.\d+@example\.com$/.test(mail))).toBe(true)
  const others = numbers.filter((number) => number.kind !== 'email')
  expect(
    others.every(({ value }) => /^\+49 (221 4710|30 23125)\d{3}$|^\+49 171 39200\d\d$/.test(value)),
  ).toBe(true)
})

test('the store takes all of it, and both users have their share', async () => {
  const database = await testDatabase()
  const tenant = await newTenant(database)
  const first = await tenant.account({ display_name: 'Theobald Tiger', email: TIGER.email })
  const second = await tenant.account({ display_name: 'Wilhelmine Luchs', email: LUCHS.email })
  const made = demoItems({
    now: NOW,
    timeZone: ZONE,
    accounts: [
      { ...TIGER, id: first.id },
      { ...LUCHS, id: second.id },
    ],
  })
  await database.transact((tx) => storeDemo(tx, tenant.id, made))
  const kinds = ['calendar', 'tasks', 'contacts'] as const
  const own = await loadAccountItems(database, { id: first.id, tenantId: tenant.id }, kinds)
  const hers = await loadAccountItems(database, { id: second.id, tenantId: tenant.id }, kinds)
  expect([own.contacts.length, hers.contacts.length]).toEqual([200, 67])
  expect(own.appointments.length + hers.appointments.length).toBeGreaterThan(
    made.appointments.length,
  )
  const visit = own.appointments.find((one) => one.properties.length > 0)
  expect(visit?.participants[0]).toMatchObject({
    kind: 'contact',
    name: expect.stringMatching(/\S \S/),
  })
  const team = own.appointments.find((one) => one.uid === 'demo-series-team')
  expect(team?.participants.map((one) => [one.kind, one.name]).sort()).toEqual([
    ['account', 'Wilhelmine Luchs'],
    ['resource', 'Besprechungsraum Dom'],
  ])
})
