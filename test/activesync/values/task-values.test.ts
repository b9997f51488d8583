import { childOf, type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone, withTexts } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { withElements } from '../sync/elements.js'
import { newOffice, type Office, onlyItem, taskData } from '../sync/support.js'
import { addOf, changeOf, namesOf, ruleOf } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

type Parts = Record<string, string | number>
const START = '2027-03-15T00:00:00.000Z'

/** What a pattern of each Type must say, for 15 March 2027, the third Monday. */
function fitting(Type: number): Parts {
  const day = Type === 2 || Type === 5 ? { DayOfMonth: 15 } : {}
  const week = Type === 3 || Type === 6 ? { WeekOfMonth: 3, DayOfWeek: 2 } : {}
  const month = Type === 5 || Type === 6 ? { MonthOfYear: 3 } : {}
  const weekly = Type === 1 ? { DayOfWeek: 2 } : {}
  return { Type, Start: START, Interval: 1, ...weekly, ...day, ...week, ...month }
}
const without = (name: string, { [name]: _, ...rest }: Parts): Parts => rest
const series = (parts: Parts): Element => withElements(taskData('Serie'), ruleOf('Tasks', parts))

/** MS-ASTASK: what a Recurrence must not say, and what it must. */
const REFUSED: [string, Parts][] = [
  ['MS-ASTASK_R289 without Type', without('Type', fitting(1))],
  ['MS-ASTASK_R37011 without Start', without('Start', fitting(1))],
  ...[0, 1, 3, 6].map((Type): [string, Parts] => [
    `MS-ASTASK_R132 DayOfMonth with Type ${Type}`,
    { ...fitting(Type), DayOfMonth: 15 },
  ]),
  ['MS-ASTASK_R532 DayOfWeek with Type 2', { ...fitting(2), DayOfWeek: 2 }],
  ['MS-ASTASK_R533 DayOfWeek with Type 5', { ...fitting(5), DayOfWeek: 2 }],
  ...[0, 1, 2, 5].map((Type): [string, Parts] => [
    `MS-ASTASK_R320 WeekOfMonth with Type ${Type}`,
    { ...fitting(Type), WeekOfMonth: 3 },
  ]),
  ...[0, 1].map((Type): [string, Parts] => [
    `MS-ASTASK_R81 CalendarType with Type ${Type}`,
    { ...fitting(Type), CalendarType: 1 },
  ]),
  ...[
    ['MS-ASTASK_R382', 16],
    ['MS-ASTASK_R384', 17],
    ['MS-ASTASK_R386', 18],
    ['MS-ASTASK_R388', 19],
    ['MS-ASTASK_R390', 23],
  ].map(([id, value]): [string, Parts] => [
    `${id} CalendarType ${value}`,
    { ...fitting(2), CalendarType: Number(value) },
  ]),
  ...[0, 1, 2, 3, 5, 6].map((Type): [string, Parts] => [
    `MS-ASTASK_R171 FirstDayOfWeek 7 with Type ${Type}`,
    { ...fitting(Type), FirstDayOfWeek: 7 },
  ]),
  ...[0, 32].map((value): [string, Parts] => [
    `MS-ASTASK_R525 DayOfMonth ${value}`,
    { ...fitting(2), DayOfMonth: value },
  ]),
]

describe.each(['14.1', '16.1'] as const)('in %s', (version) => {
  let phone: Phone
  beforeEach(async () => {
    phone = await office.phone({ version })
    await phone.sync('Tasks')
  })
  const add = (data: Element) => addOf(phone, 'Tasks', data)
  const change = (serverId: string, data: Element) => changeOf(phone, 'Tasks', serverId, data)

  /** The one task, as a phone that comes new is told it. */
  async function shown(): Promise<Element | undefined> {
    const other = await office.phone({ version })
    await other.sync('Tasks')
    return other.items('Tasks').get(onlyItem(other, 'Tasks'))
  }
  const told = async (tag: Tag) => childOf(await shown(), tag)?.text
  const rule = async () => childOf(await shown(), 'Tasks:Recurrence')
  const part = async (name: string) => childOf(await rule(), `Tasks:${name}` as Tag)?.text
  async function stored(): Promise<Row> {
    const rows = await office.tenant.sql('select * from task where tenant_id = $1', [
      office.tenant.id,
    ])
    expect(rows).toHaveLength(1)
    return rows[0] ?? {}
  }

  test.each(REFUSED)('%s is 6, in an Add and in a Change', async (_, parts) => {
    expect((await add(series(parts))).status).toBe(6)
    const { serverId } = await add(series(fitting(0)))
    // from 16.0 a Recurrence without Type leaves the type of a series
    const kept = version === '16.1' && !('Type' in parts)
    expect(await change(serverId, series(parts))).toBe(kept ? 1 : 6)
    if (!kept) expect(await stored()).toMatchObject({ rrule: 'FREQ=DAILY' })
  })

  test.each([
    ['MS-ASTASK_R167', 1, ['DayOfWeek', 'FirstDayOfWeek']],
    ['MS-ASTASK_R404 MS-ASTASK_R82', 2, ['CalendarType', 'DayOfMonth']],
    ['MS-ASTASK_R530 MS-ASTASK_R8211', 3, ['CalendarType', 'DayOfWeek', 'WeekOfMonth']],
    ['MS-ASTASK_R406 MS-ASTASK_R8212', 5, ['CalendarType', 'DayOfMonth', 'MonthOfYear']],
    [
      'MS-ASTASK_R531 MS-ASTASK_R8213',
      6,
      ['CalendarType', 'DayOfWeek', 'MonthOfYear', 'WeekOfMonth'],
    ],
  ])('%s what Type %i must have is told, and nothing it must not', async (_, Type, names) => {
    expect((await add(series(fitting(Type)))).status).toBe(1)
    const always = ['Type', 'Start', 'Interval']
    const own = namesOf(await rule()).filter((name) => !always.includes(name))
    expect(own.sort()).toEqual(names)
  })

  test('MS-ASTASK_R37013 Occurrences goes before Until', async () => {
    await add(series({ ...fitting(1), Occurrences: 4, Until: '2027-03-22T00:00:00.000Z' }))
    expect([await part('Occurrences'), await part('Until')]).toEqual(['4', undefined])
  })

  test.each(['2', '-1', 'ja'])('MS-ASTASK_R252 ReminderSet %s is 6', async (value) => {
    const data = withTexts(taskData('x'), {
      'Tasks:ReminderSet': value,
      'Tasks:ReminderTime': '2027-03-15T08:00:00.000Z',
    })
    expect((await add(data)).status).toBe(6)
    const { serverId } = await add(taskData('x'))
    expect(await change(serverId, data)).toBe(6)
  })

  test.each(['3', '9', '255'])(
    'MS-ASTASK_R187 MS-ASTASK_R550 Importance %s comes back',
    async (value) => {
      expect((await add(withTexts(taskData('x'), { 'Tasks:Importance': value }))).status).toBe(1)
      expect(await told('Tasks:Importance')).toBe(value)
    },
  )

  test.each(['-1', '256', '999999999'])('Importance %s, no byte, is 6', async (value) => {
    const data = withTexts(taskData('x'), { 'Tasks:Importance': value })
    expect((await add(data)).status).toBe(6)
  })

  test('MS-ASTASK_R124 MS-ASTASK_R125 a completed task has DateCompleted, with dashes', async () => {
    await office.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [
      office.tenant.id,
    ])
    const fresh = await office.phone({ version })
    await fresh.sync('Tasks')
    await addOf(fresh, 'Tasks', withTexts(taskData('Fertig'), { 'Tasks:Complete': '1' }))
    expect(await told('Tasks:DateCompleted')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('MS-ASTASK_R436 Categories without children removes them', async () => {
    const named = element('Tasks:Categories', [element('Tasks:Category', 'Privat')])
    const { serverId } = await add(withElements(taskData('x'), named))
    expect(childOf(childOf(await shown(), 'Tasks:Categories'), 'Tasks:Category')?.text).toBe(
      'Privat',
    )
    await change(serverId, withElements(taskData('x'), element('Tasks:Categories')))
    expect(childOf(await shown(), 'Tasks:Categories')?.children ?? []).toEqual([])
  })

  test.each(['business', 'exchange'])(
    'MS-ASTASK_R369 MS-ASTASK_R370 absent Importance and ReminderSet stay (%s)',
    async (set) => {
      await office.tenant.sql('update tenant set rule_set = $2 where id = $1', [
        office.tenant.id,
        set,
      ])
      const mine = await office.phone({ version })
      await mine.sync('Tasks')
      const full = withTexts(taskData('x'), {
        'Tasks:Importance': '2',
        'Tasks:ReminderSet': '1',
        'Tasks:ReminderTime': '2027-03-15T08:00:00.000Z',
      })
      const { serverId } = await addOf(mine, 'Tasks', full)
      const bare = applicationData(element('Tasks:Subject', 'y'))
      expect(await changeOf(mine, 'Tasks', serverId, bare)).toBe(1)
      expect(await told('Tasks:Subject')).toBe('y')
      expect([await told('Tasks:Importance'), await told('Tasks:ReminderSet')]).toEqual(['2', '1'])
    },
  )
})
