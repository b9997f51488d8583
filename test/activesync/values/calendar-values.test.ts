import { childOf, type Element, element } from '../../../src/activesync/wbxml/element.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { at, newScene, type Scene, shown, withElements } from '../sync/appointment-office.js'
import { appointmentData, compact, onlyItem } from '../sync/support.js'
import { addOf, changeOf, namesOf, ruleOf } from './support.js'

const VERSIONS = ['14.1', '16.1'] as const
/** The clock of the gateway says 10 March 2027, 12:00 (a full half hour). */
const START = new Date('2027-03-15T09:00:00Z')

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

const series = (parts: Parameters<typeof ruleOf>[1]) =>
  withElements(appointmentData('Serie', START), ruleOf('Calendar', parts))
const timed = (start: string | null, end: string | null): Element =>
  applicationData(
    ...(start ? [element('Calendar:StartTime', start)] : []),
    element('Calendar:Subject', 'Zeiten'),
    ...(end ? [element('Calendar:EndTime', end)] : []),
  )
async function timesOf(version: string): Promise<(string | undefined)[]> {
  const item = shown(await scene.phoneOf(version))
  return [at(item, 'Calendar:StartTime'), at(item, 'Calendar:EndTime')]
}

const PAST = '20270310T093000Z'
const FUTURE = '20270310T170000Z'
const MONTHLY = { Type: 2, Interval: 1, DayOfMonth: 15 }

/** MS-ASCAL, Sync Command Response: what a Recurrence must not say. */
const REFUSED: [string, Parameters<typeof ruleOf>[1]][] = [
  ...[2, 3, 5, 6].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53912 two CalendarTypes with Type ${Type}`,
    { ...fitting(Type), CalendarType: [0, 1] },
  ]),
  ...[13, 16, 17, 18, 19, 21, 22, 23].map((value): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53913 CalendarType ${value}`,
    { ...MONTHLY, CalendarType: value },
  ]),
  ...[0, 1, 2, 3, 5, 6].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53914 FirstDayOfWeek 7 with Type ${Type}`,
    { ...fitting(Type), FirstDayOfWeek: 7 },
  ]),
  ['MS-ASCAL_R53914 FirstDayOfWeek -1', { ...fitting(1), FirstDayOfWeek: -1 }],
  ...[0, 1, 3, 6].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53916 DayOfMonth with Type ${Type}`,
    { ...fitting(Type), DayOfMonth: 15 },
  ]),
  ...[2, 5].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53917 DayOfWeek with Type ${Type}`,
    { ...fitting(Type), DayOfWeek: 2 },
  ]),
  ...[0, 1, 2, 3].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53918 MonthOfYear with Type ${Type}`,
    { ...fitting(Type), MonthOfYear: 3 },
  ]),
  ...[0, 1, 2, 5].map((Type): [string, Parameters<typeof ruleOf>[1]] => [
    `MS-ASCAL_R53919 WeekOfMonth with Type ${Type}`,
    { ...fitting(Type), WeekOfMonth: 3 },
  ]),
]

/** What a pattern of each Type must say, for 15 March 2027, the third Monday. */
function fitting(Type: number): Record<string, number> {
  const day = Type === 2 || Type === 5 ? { DayOfMonth: 15 } : {}
  const week = Type === 3 || Type === 6 ? { WeekOfMonth: 3, DayOfWeek: 2 } : {}
  const month = Type === 5 || Type === 6 ? { MonthOfYear: 3 } : {}
  return { Type, Interval: 1, ...(Type === 1 && { DayOfWeek: 2 }), ...day, ...week, ...month }
}

describe.each(VERSIONS)('in %s', (version) => {
  let phone: Phone
  beforeEach(async () => {
    phone = await scene.phoneOf(version)
  })
  const add = (data: Element) => addOf(phone, 'Calendar', data)

  test('MS-ASCAL_R52511 MS-ASCAL_R52514 without times it is half an hour from the rounded now', async () => {
    expect((await add(timed(null, null))).status).toBe(1)
    expect(await timesOf(version)).toEqual(['20270310T120000Z', '20270310T123000Z'])
  })

  test('MS-ASCAL_R52516 without a start, and an end to come, it begins now', async () => {
    expect((await add(timed(null, FUTURE))).status).toBe(1)
    expect(await timesOf(version)).toEqual(['20270310T120000Z', FUTURE])
  })

  test('MS-ASCAL_R52517 without an end, and a past start, it ends half an hour from now', async () => {
    expect((await add(timed(PAST, null))).status).toBe(1)
    expect(await timesOf(version)).toEqual([PAST, '20270310T123000Z'])
  })

  test.each([
    ['MS-ASCAL_R52515 MS-ASCAL_R53915 without a start, and a past end', null, PAST],
    ['MS-ASCAL_R5251611 without a start, and an end before now', null, '20270310T115900Z'],
    ['MS-ASCAL_R52518 without an end, and a start to come', FUTURE, null],
  ])('%s is 6', async (_, start, end) => {
    expect((await add(timed(start, end))).status).toBe(6)
    expect(await scene.count('appointment')).toBe(0)
  })

  test('MS-ASCAL_R52511 the same holds with a Recurrence', async () => {
    const rule = ruleOf('Calendar', fitting(1))
    expect((await add(withElements(timed(null, null), rule))).status).toBe(1)
    expect(await timesOf(version)).toEqual(['20270310T120000Z', '20270310T123000Z'])
    expect((await add(withElements(timed(null, PAST), rule))).status).toBe(6)
  })

  test.each(REFUSED)('%s is 6, in an Add and in a Change', async (_, parts) => {
    expect((await add(series(parts))).status).toBe(6)
    const { serverId } = await add(series(fitting(0)))
    expect(await changeOf(phone, 'Calendar', serverId, series(parts))).toBe(6)
    expect(await scene.stored()).toMatchObject({ rrule: 'FREQ=DAILY' })
  })

  test.each([0, 1, 2, 3, 5, 6])(
    'what Type %i needs is taken, with each week start',
    async (Type) => {
      for (const FirstDayOfWeek of [0, 6]) {
        expect((await add(series({ ...fitting(Type), FirstDayOfWeek }))).status).toBe(1)
      }
    },
  )

  test.each([
    ['MS-ASCAL_R143', 2],
    ['MS-ASCAL_R14311', 3],
    ['MS-ASCAL_R14312', 5],
    ['MS-ASCAL_R14313', 6],
  ])('%s CalendarType is told with Type %i', async (_, Type) => {
    await add(series(fitting(Type)))
    const rule = childOf(shown(await scene.phoneOf(version)), 'Calendar:Recurrence')
    expect(rule && at(rule, 'Calendar:CalendarType')).toBe('0')
  })

  test.each([
    ['MS-ASCAL_R204112 MS-ASCAL_R52523', 1, ['DayOfWeek', 'FirstDayOfWeek']],
    ['MS-ASCAL_R19411', 2, ['DayOfMonth']],
    ['MS-ASCAL_R204113 MS-ASCAL_R478113', 3, ['DayOfWeek', 'WeekOfMonth']],
    ['MS-ASCAL_R19412 MS-ASCAL_R32711', 5, ['DayOfMonth', 'MonthOfYear']],
    [
      'MS-ASCAL_R204114 MS-ASCAL_R478114 MS-ASCAL_R32712',
      6,
      ['DayOfWeek', 'MonthOfYear', 'WeekOfMonth'],
    ],
  ])('%s what Type %i must have is told, and nothing it must not', async (_, Type, names) => {
    await add(series(fitting(Type)))
    const rule = childOf(shown(await scene.phoneOf(version)), 'Calendar:Recurrence')
    const always = ['Type', 'Interval', 'CalendarType']
    expect(
      namesOf(rule)
        .filter((name) => !always.includes(name))
        .sort(),
    ).toEqual(names)
  })

  test('MS-ASCAL_R53911 MS-ASCAL_R341 MS-ASCAL_R467 Occurrences goes before Until, one is told', async () => {
    await add(series({ ...fitting(1), Occurrences: 4, Until: '20270322T090000Z' }))
    const rule = childOf(shown(await scene.phoneOf(version)), 'Calendar:Recurrence')
    expect(rule && at(rule, 'Calendar:Occurrences')).toBe('4')
    expect(rule && at(rule, 'Calendar:Until')).toBeUndefined()
  })

  test('MS-ASCAL_R5 an Interval of 0 is 1', async () => {
    await add(series({ ...fitting(1), Interval: 0 }))
    const rule = childOf(shown(await scene.phoneOf(version)), 'Calendar:Recurrence')
    expect(rule && at(rule, 'Calendar:Interval')).toBe('1')
  })

  test('MS-ASCAL_R36211 MS-ASCAL_R36711 MS-ASCAL_R2223 organizer and UID are the server’s to give', async () => {
    await add(appointmentData('Allein', START))
    const item = shown(await scene.phoneOf(version))
    expect(at(item, 'Calendar:OrganizerEmail')).toBe('tiger@example.test')
    expect(at(item, 'Calendar:OrganizerName')).toBe('Theobald Tiger')
    expect(at(item, 'Calendar:UID')).toMatch(/\S/)
  })

  test('MS-ASCAL_R235 MS-ASCAL_R240 MS-ASCAL_R438 MS-ASCAL_R224 MS-ASCAL_R470 times are there, compact', async () => {
    await add(
      withElements(
        appointmentData('Ganztags', new Date('2027-03-14T23:00:00Z')),
        element('Calendar:EndTime', '20270315T230000Z'),
        element('Calendar:AllDayEvent', 1),
        ruleOf('Calendar', { ...fitting(1), Until: '20270411T220000Z' }),
      ),
    )
    const item = shown(await scene.phoneOf(version))
    const COMPACT = /^\d{8}T\d{6}Z$/
    for (const tag of ['StartTime', 'EndTime', 'DtStamp'] as const) {
      expect(at(item, `Calendar:${tag}`)).toMatch(COMPACT)
    }
    expect(at(item, 'Calendar:Recurrence', 'Calendar:Until')).toMatch(COMPACT)
  })

  test('a normal Sensitivity is told', async () => {
    await scene.rules({ sensitivity: 'echo' })
    await add(appointmentData('Offen', START, { 'Calendar:Sensitivity': '0' }))
    expect(at(shown(await scene.phoneOf(version)), 'Calendar:Sensitivity')).toBe('0')
  })
})

describe('exceptions of a series', () => {
  const exception = (...more: Element[]) =>
    element('Calendar:Exceptions', [
      element('Calendar:Exception', [
        element('Calendar:ExceptionStartTime', '20270322T090000Z'),
        ...more,
      ]),
    ])
  const weekly = (...more: Element[]) => withElements(series(fitting(1)), ...more)

  test.each([
    ['MS-ASCAL_R541', []],
    ['MS-ASCAL_R54111', [element('Calendar:Exceptions'), element('Calendar:Subject')]],
  ])('%s without Exceptions they stay', async (_, supported) => {
    const phone = await scene.phone({ version: '14.1' })
    if (supported.length > 0) phone.use('Calendar', { supported })
    await phone.sync('Calendar')
    const { serverId } = await addOf(
      phone,
      'Calendar',
      weekly(exception(element('Calendar:Subject', 'Anders'))),
    )
    await changeOf(phone, 'Calendar', serverId, series(fitting(1)))
    expect(await scene.overrides()).toMatchObject([{ changes: { title: 'Anders' } }])
  })

  test('MS-ASCAL_R542 one that is not named stays', async () => {
    const phone = await scene.phoneOf('14.1')
    const first = exception(element('Calendar:Subject', 'Anders'))
    const { serverId } = await addOf(phone, 'Calendar', weekly(first))
    const other = element('Calendar:Exceptions', [
      element('Calendar:Exception', [
        element('Calendar:Deleted', 1),
        element('Calendar:ExceptionStartTime', '20270329T080000Z'),
      ]),
    ])
    await changeOf(phone, 'Calendar', serverId, weekly(other))
    expect(await scene.overrides()).toMatchObject([
      { changes: { title: 'Anders' } },
      { cancelled: true },
    ])
  })

  test.each([['Subject'], ['Location'], ['Reminder']] as const)(
    'MS-ASCAL_R539 MS-ASCAL_R543 MS-ASCAL_R2242 a deleted %s comes as an empty tag',
    async (name) => {
      const phone = await scene.phoneOf('14.1')
      const full = withElements(
        weekly(exception(element(`Calendar:${name}`))),
        element('Calendar:Location', 'Büro'),
        element('Calendar:Reminder', 15),
      )
      expect((await addOf(phone, 'Calendar', full)).status).toBe(1)
      const item = shown(await scene.phoneOf('14.1'))
      expect(at(item, 'Calendar:Exceptions', 'Calendar:Exception', `Calendar:${name}`)).toBe('')
    },
  )

  test.each([
    ['a start that is no time', element('Calendar:StartTime', 'bald')],
    ['a reminder of words', element('Calendar:Reminder', 'oft')],
    ['an end before its start', element('Calendar:EndTime', '20270322T080000Z')],
  ])('Status 6: an exception with %s refuses the item', async (_, node) => {
    const phone = await scene.phoneOf('14.1')
    expect((await addOf(phone, 'Calendar', weekly(exception(node)))).status).toBe(6)
    expect(await scene.count('appointment')).toBe(0)
  })
})

test('MS-ASCAL_R301 exchange: an absent Location is deleted', async () => {
  await scene.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [scene.tenant.id])
  const phone = await scene.phoneOf('14.1')
  const there = appointmentData('Ort', START, { 'Calendar:Location': 'Büro' })
  const { serverId } = await addOf(phone, 'Calendar', there)
  expect(await scene.stored()).toMatchObject({ location: 'Büro' })
  await changeOf(phone, 'Calendar', serverId, appointmentData('Ort', START))
  expect(await scene.stored()).toMatchObject({ location: '' })
})

test('MS-ASCAL_R2232 from 16.0 a Change of the title alone keeps all the rest', async () => {
  const phone = await scene.phoneOf('16.1')
  const full = appointmentData('Vorher', START, { 'Calendar:Reminder': '15' })
  const { serverId } = await addOf(phone, 'Calendar', full)
  await changeOf(phone, 'Calendar', serverId, applicationData(element('Calendar:Subject', 'Neu')))
  const item = shown(await scene.phoneOf('16.1'))
  expect(at(item, 'Calendar:Subject')).toBe('Neu')
  expect(at(item, 'Calendar:StartTime')).toBe(compact(START))
  expect(at(item, 'Calendar:Reminder')).toBe('15')
  expect(onlyItem(phone, 'Calendar')).toBe(serverId)
})
