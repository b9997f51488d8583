import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import {
  isExpressible,
  itemMappers,
  singleOccurrence,
  whyInexpressible,
} from '../../../src/mappers/activesync/index.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import { appointment, context, data, hour, reading } from './samples.js'

type Parts = Record<string, number | string>

function recurrence(parts: Parts, kind = 'Calendar'): Element {
  return element(
    `${kind}:Recurrence` as Tag,
    Object.entries(parts).map(([name, value]) => element(`${kind}:${name}` as Tag, String(value))),
  )
}

/** 2026-11-23 is the fourth Monday of November. */
const TIMES = [
  element('Calendar:StartTime', '20261123T090000Z'),
  element('Calendar:EndTime', '20261123T100000Z'),
]

function rruleFrom(parts: Parts): string | null | undefined {
  return itemMappers.appointment.read(data(...TIMES, recurrence(parts)), reading(null)).rrule
}

function partsOf(
  rrule: string,
  version: '12.1' | '14.0' | '14.1' | '16.1' = '14.1',
): Parts | undefined {
  const item = itemMappers.appointment.write(appointment({ rrule }), context({ version }))
  const node = item.children.find((child) => child.tag === 'Calendar:Recurrence')
  return (
    node &&
    Object.fromEntries(node.children.map((child) => [child.tag.split(':')[1], child.text ?? '']))
  )
}

/** Both directions of MS-ASCAL, Recurrence Patterns. */
const PATTERNS: [string, Parts][] = [
  ['FREQ=DAILY', { Type: '0', Interval: '1' }],
  ['FREQ=DAILY;INTERVAL=3;COUNT=10', { Type: '0', Occurrences: '10', Interval: '3' }],
  ['FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR', { Type: '0', Interval: '2', DayOfWeek: '62' }],
  ['FREQ=WEEKLY;BYDAY=MO', { Type: '1', Interval: '1', DayOfWeek: '2', FirstDayOfWeek: '1' }],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA,SU;WKST=SU',
    { Type: '1', Interval: '2', DayOfWeek: '69', FirstDayOfWeek: '0' },
  ],
  [
    'FREQ=WEEKLY;UNTIL=20270329T080000Z;BYDAY=MO',
    { Type: '1', Interval: '1', DayOfWeek: '2', Until: '20270329T080000Z', FirstDayOfWeek: '1' },
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=31', { Type: '2', Interval: '1', DayOfMonth: '31', CalendarType: '0' }],
  [
    'FREQ=MONTHLY;BYDAY=2TU',
    { Type: '3', Interval: '1', WeekOfMonth: '2', DayOfWeek: '4', CalendarType: '0' },
  ],
  [
    'FREQ=MONTHLY;BYDAY=-1FR',
    { Type: '3', Interval: '1', WeekOfMonth: '5', DayOfWeek: '32', CalendarType: '0' },
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    { Type: '3', Interval: '1', WeekOfMonth: '5', DayOfWeek: '127', CalendarType: '0' },
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    { Type: '3', Interval: '1', WeekOfMonth: '5', DayOfWeek: '62', CalendarType: '0' },
  ],
  [
    'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1',
    { Type: '3', Interval: '1', WeekOfMonth: '1', DayOfWeek: '65', CalendarType: '0' },
  ],
  [
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    { Type: '5', Interval: '1', MonthOfYear: '2', DayOfMonth: '29', CalendarType: '0' },
  ],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    {
      Type: '6',
      Interval: '1',
      WeekOfMonth: '5',
      DayOfWeek: '1',
      MonthOfYear: '3',
      CalendarType: '0',
    },
  ],
]

describe('MS-ASCAL, Recurrence Patterns', () => {
  test.each(PATTERNS)('%s is written', (rrule, parts) => {
    expect(partsOf(rrule)).toEqual(parts)
  })

  test.each(PATTERNS)('R-ONO-122 %s is read', (rrule, parts) => {
    expect(rruleFrom(parts)).toBe(rrule)
  })

  test('qualifiers that the rule leaves out are those of the start', () => {
    expect(partsOf('FREQ=WEEKLY')?.DayOfWeek).toBe('2')
    expect(partsOf('FREQ=MONTHLY')?.DayOfMonth).toBe('23')
    expect(partsOf('FREQ=YEARLY')).toMatchObject({ MonthOfYear: '11', DayOfMonth: '23' })
  })

  test('equal rules in other words are written alike', () => {
    expect(partsOf('FREQ=DAILY;BYDAY=MO,TU')).toEqual(partsOf('FREQ=WEEKLY;BYDAY=TU,MO'))
    expect(partsOf('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2')).toEqual(partsOf('FREQ=MONTHLY;BYDAY=2MO'))
  })

  test('parts of later versions are not written before them', () => {
    expect(Object.keys(partsOf('FREQ=WEEKLY', '14.0') ?? {})).not.toContain('FirstDayOfWeek')
    expect(Object.keys(partsOf('FREQ=MONTHLY', '12.1') ?? {})).not.toContain('CalendarType')
  })

  test('Occurrences wins over Until, and Interval 0 is 1', () => {
    const until = { Until: '20270101T090000Z' }
    expect(rruleFrom({ Type: 0, Interval: 0, Occurrences: 4, ...until })).toBe('FREQ=DAILY;COUNT=4')
  })

  test.each([
    ['the start of the last occurrence', '20270329T080000Z'],
    ['the day’s digits at midnight UTC', '20270329T000000Z'],
    ['the end of the day in the zone', '20270329T215959Z'],
  ])('Until as %s is that day in the zone of the series', (_, Until) => {
    expect(rruleFrom({ Type: 0, Until })).toBe('FREQ=DAILY;UNTIL=20270329T080000Z')
  })

  test('an UNTIL at the end of the last day is written as the last occurrence', () => {
    expect(partsOf('FREQ=DAILY;UNTIL=20270328T215959Z')?.Until).toBe('20270328T080000Z')
    expect(partsOf('FREQ=DAILY;UNTIL=20270328')?.Until).toBe('20270328T080000Z')
    expect(partsOf('FREQ=DAILY;UNTIL=20270328T070000Z')?.Until).toBe('20270327T090000Z')
  })

  test('R-ONO-63 a CalendarType is handed back', () => {
    const patch = itemMappers.appointment.read(
      data(...TIMES, recurrence({ Type: 2, DayOfMonth: 5, CalendarType: 1 })),
      reading(null),
    )
    const item = appointment({ rrule: patch.rrule ?? null, clientData: patch.clientData ?? {} })
    const node = itemMappers.appointment
      .write(item, context())
      .children.find((child) => child.tag === 'Calendar:Recurrence')
    expect(node?.children.find((child) => child.tag === 'Calendar:CalendarType')?.text).toBe('1')
  })
})

describe('combinations that are item Status 6', () => {
  test.each<[string, Parts]>([
    ['no Type', { Interval: 1 }],
    ['Type 4', { Type: 4 }],
    ['DayOfMonth in a weekly rule', { Type: 1, DayOfMonth: 1 }],
    ['DayOfMonth in an nth rule', { Type: 3, DayOfMonth: 1, WeekOfMonth: 1, DayOfWeek: 2 }],
    ['DayOfWeek in a monthly rule', { Type: 2, DayOfMonth: 1, DayOfWeek: 2 }],
    ['DayOfWeek in a yearly rule', { Type: 5, DayOfMonth: 1, MonthOfYear: 1, DayOfWeek: 2 }],
    ['MonthOfYear in a monthly rule', { Type: 2, DayOfMonth: 1, MonthOfYear: 3 }],
    ['WeekOfMonth in a daily rule', { Type: 0, WeekOfMonth: 1 }],
    ['IsLeapMonth that is no number', { Type: 2, DayOfMonth: 1, IsLeapMonth: '20261121T' }],
    ['IsLeapMonth 2', { Type: 2, DayOfMonth: 1, IsLeapMonth: 2 }],
    ['FirstDayOfWeek 7', { Type: 1, DayOfWeek: 2, FirstDayOfWeek: 7 }],
    ['DayOfWeek 128', { Type: 1, DayOfWeek: 128 }],
    ['DayOfMonth 32', { Type: 2, DayOfMonth: 32 }],
    ['Interval 1000', { Type: 0, Interval: 1000 }],
    ['Occurrences 0', { Type: 0, Occurrences: 0 }],
    ['a Type in words', { Type: 'weekly' }],
    ['Until tomorrow', { Type: 0, Until: 'tomorrow' }],
    ...[13, 16, 17, 18, 19, 21, 22, 23].map((code): [string, Parts] => [
      `CalendarType ${code}`,
      { Type: 2, DayOfMonth: 1, CalendarType: code },
    ]),
  ])('%s', (_, parts) => {
    expect(() => rruleFrom(parts)).toThrow(MappingError)
  })

  test('two CalendarTypes', () => {
    const node = recurrence({ Type: 2, DayOfMonth: 1, CalendarType: 0 })
    node.children.push(element('Calendar:CalendarType', 0))
    expect(() => itemMappers.appointment.read(data(...TIMES, node), reading(null))).toThrow(
      MappingError,
    )
  })

  test.each<[string, Parts]>([
    ['no Type', { Start: '2026-11-23T00:00:00.000Z' }],
    ['no Start', { Type: 0 }],
    ['DayOfMonth in a weekly rule', { Type: 1, Start: '2026-11-23T00:00:00.000Z', DayOfMonth: 1 }],
    ['DayOfWeek in a monthly rule', { Type: 2, Start: '2026-11-23T00:00:00.000Z', DayOfWeek: 1 }],
    [
      'WeekOfMonth in a monthly rule',
      { Type: 2, Start: '2026-11-23T00:00:00.000Z', WeekOfMonth: 1 },
    ],
    [
      'CalendarType in a daily rule',
      { Type: 0, Start: '2026-11-23T00:00:00.000Z', CalendarType: 0 },
    ],
    ['FirstDayOfWeek 9', { Type: 1, Start: '2026-11-23T00:00:00.000Z', FirstDayOfWeek: 9 }],
  ])('of a task: %s', (_, parts) => {
    const node = recurrence(parts, 'Tasks')
    expect(() => itemMappers.task.read(data(node), reading<'task'>(null))).toThrow(MappingError)
  })
})

describe('16.x', () => {
  const series = appointment({ rrule: 'FREQ=WEEKLY;BYDAY=MO' })
  const within = reading<'appointment'>(series, { version: '16.1' })

  test('an empty Recurrence makes a series a single appointment', () => {
    const patch = itemMappers.appointment.read(data(element('Calendar:Recurrence')), within)
    expect(patch).toMatchObject({ rrule: null, overrides: [] })
  })

  test('a Recurrence without Type changes the rule that is there', () => {
    const patch = itemMappers.appointment.read(data(recurrence({ Occurrences: 5 })), within)
    expect(patch.rrule).toBe('FREQ=WEEKLY;COUNT=5;BYDAY=MO')
  })
})

describe('what the protocol can not express', () => {
  test.each([
    'FREQ=HOURLY',
    'FREQ=MONTHLY;BYMONTHDAY=7,8',
    'FREQ=MONTHLY;BYDAY=5MO',
    'FREQ=MONTHLY;BYMONTHDAY=-2',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1',
    'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,15',
    'FREQ=DAILY;COUNT=5000',
    'FREQ=DAILY;INTERVAL=1000',
    'nonsense',
  ])('%s is known as such and never sent as another rule', (rrule) => {
    expect(isExpressible(appointment({ rrule }))).toBe(false)
    expect(whyInexpressible(appointment({ rrule }))).toMatch(/\w/)
    expect(partsOf(rrule)).toBeUndefined()
  })

  test('additional dates', () => {
    expect(
      isExpressible(appointment({ rrule: 'FREQ=DAILY', rdates: ['2026-12-01T09:00:00Z'] })),
    ).toBe(false)
    expect(isExpressible(appointment())).toBe(true)
  })

  test('R-ONO-09 an occurrence sent alone has a UID of its own and its own fields', () => {
    const series = appointment({
      rrule: 'FREQ=HOURLY',
      overrides: [
        {
          recurrenceId: '2026-11-23T10:00:00Z',
          cancelled: false,
          changes: { title: 'Other' },
          clientData: {},
        },
      ],
    })
    const one = singleOccurrence(series, '2026-11-23T10:00:00Z', hour)
    expect(one).toMatchObject({
      uid: 'uid-1-20261123T100000Z',
      title: 'Other',
      rrule: null,
      overrides: [],
    })
  })

  test('an unreadable text in a rule never throws', () => {
    for (const rrule of [
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=WEEKLY;BYDAY=XX',
      'FREQ=',
      ';;;',
      'A'.repeat(5000),
    ]) {
      expect(
        itemMappers.appointment.write(appointment({ rrule }), context()).children.length,
      ).toBeGreaterThan(5)
    }
  })
})
