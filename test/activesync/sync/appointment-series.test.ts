import {
  childOf,
  childrenOf,
  type Element,
  element,
} from '../../../src/activesync/wbxml/element.js'
import type { Phone } from '../../support/phone.js'
import {
  newScene,
  parts,
  recurrence,
  type Scene,
  shown,
  VERSIONS,
  withElements,
} from './appointment-office.js'
import { appointmentData, onlyItem } from './support.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

const START = new Date('2027-03-15T09:00:00Z')
const OLD = VERSIONS.filter((version) => Number(version) < 16)
const NEW = VERSIONS.filter((version) => Number(version) >= 16)

const exception = (start: string, ...more: Element[]) =>
  element('Calendar:Exception', [element('Calendar:ExceptionStartTime', start), ...more])
const exceptions = (...nodes: Element[]) => element('Calendar:Exceptions', nodes)
const shownExceptions = (phone: Phone) =>
  childrenOf(childOf(shown(phone), 'Calendar:Exceptions'), 'Calendar:Exception').map(parts)

/** Mondays at 10:00 in Berlin: 9:00Z, and 8:00Z from 29 March on. */
const weekly = (more = {}) => scene.appointment({ title: 'Runde', rrule: 'FREQ=WEEKLY', ...more })

describe('one occurrence of a series', () => {
  test.each(OLD)(
    'R-ONO-120 deleted on a phone of %s it is cancelled, the series stays',
    async (version) => {
      await weekly()
      const phone = await scene.phoneOf(version)
      const deleted = [element('Calendar:Deleted', '1')]
      const told = exceptions(
        exception('20270322T090000Z', ...deleted),
        exception('20270405T080000Z', ...deleted),
      )
      await phone.change('Calendar', onlyItem(phone, 'Calendar'), withElements(shown(phone), told))
      expect(await scene.overrides()).toEqual([
        { recurrence_id: '2027-03-22T09:00:00Z', cancelled: true, changes: {} },
        { recurrence_id: '2027-04-05T08:00:00Z', cancelled: true, changes: {} },
      ])
      expect(await scene.stored()).toMatchObject({ status: 'planned', rrule: 'FREQ=WEEKLY' })
      expect(shownExceptions(await scene.phoneOf('14.1'))).toEqual([
        ['Deleted=1', 'ExceptionStartTime=20270322T090000Z'],
        ['Deleted=1', 'ExceptionStartTime=20270405T080000Z'],
      ])
    },
  )

  test.each(NEW)(
    'R-ONO-120 deleted on a phone of %s it is cancelled, the series stays',
    async (version) => {
      await weekly()
      const phone = await scene.phoneOf(version)
      await phone.remove('Calendar', onlyItem(phone, 'Calendar'), '20270405T080000Z')
      expect(await scene.overrides()).toEqual([
        { recurrence_id: '2027-04-05T08:00:00Z', cancelled: true, changes: {} },
      ])
      expect(await scene.stored()).toMatchObject({ status: 'planned', rrule: 'FREQ=WEEKLY' })
      expect(shownExceptions(await scene.phoneOf(version))).toEqual([
        ['Deleted=1', 'InstanceId=20270405T080000Z'],
      ])
    },
  )

  test('moved over the change of the clock it keeps its own time, the others keep theirs', async () => {
    await weekly({ location: 'Büro' })
    const phone = await scene.phoneOf('14.1')
    const moved = exception(
      '20270329T080000Z',
      element('Calendar:StartTime', '20270326T140000Z'),
      element('Calendar:EndTime', '20270326T150000Z'),
      element('Calendar:Location', 'Café'),
    )
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, withElements(shown(phone), exceptions(moved)))
    expect(await scene.overrides()).toMatchObject([
      {
        recurrence_id: '2027-03-29T08:00:00Z',
        cancelled: false,
        changes: {
          location: 'Café',
          span: { start: '2027-03-26T14:00:00.000Z', end: '2027-03-26T15:00:00.000Z' },
        },
      },
    ])
    // a second one, told alone, leaves the first
    const other = exceptions(exception('20270412T080000Z', element('Calendar:Subject', 'Anders')))
    await phone.change('Calendar', id, withElements(shown(phone), other))
    expect(shownExceptions(await scene.phoneOf('16.1'))).toEqual([
      [
        'InstanceId=20270329T080000Z',
        'StartTime=20270326T140000Z',
        'EndTime=20270326T150000Z',
        'Location=',
      ],
      [
        'InstanceId=20270412T080000Z',
        'StartTime=20270412T080000Z',
        'EndTime=20270412T090000Z',
        'Subject=Anders',
      ],
    ])
  })

  test.each(NEW)('at %s a change of it keeps what it does not mention', async (version) => {
    const appointment_id = await weekly()
    await scene.tenant.insert('appointment_override', {
      appointment_id,
      recurrence_id: '2027-03-22T09:00:00Z',
      changes: JSON.stringify({ location: 'Café', note: 'Geld', reminderMinutes: 45 }),
    })
    const phone = await scene.phoneOf(version)
    const data = element('AirSync:ApplicationData', [element('Calendar:Subject', 'Anders')])
    await phone.change('Calendar', onlyItem(phone, 'Calendar'), data, '20270322T090000Z')
    expect(await scene.overrides()).toMatchObject([
      { changes: { title: 'Anders', location: 'Café', note: 'Geld', reminderMinutes: 45 } },
    ])
  })

  test('a reminder of its own is rounded as any', async () => {
    await weekly()
    const phone = await scene.phoneOf('14.1')
    const own = exceptions(exception('20270322T090000Z', element('Calendar:Reminder', '53')))
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, withElements(shown(phone), own))
    expect(await scene.overrides()).toMatchObject([{ changes: { reminderMinutes: 60 } }])
  })
})

/** MS-ASCAL, Recurrence Patterns: each of them, from Monday 15 March 2027. */
const PATTERNS: [string, Record<string, string | number>][] = [
  ['FREQ=DAILY;INTERVAL=999', { Type: 0, Interval: 999 }],
  ['FREQ=DAILY;COUNT=999', { Type: 0, Occurrences: 999 }],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', { Type: 1, DayOfWeek: 62 }],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU',
    { Type: 1, Interval: 2, DayOfWeek: 3, FirstDayOfWeek: 0 },
  ],
  [
    'FREQ=MONTHLY;UNTIL=20270930T080000Z;BYMONTHDAY=31',
    { Type: 2, DayOfMonth: 31, Until: '20270930T080000Z' },
  ],
  ['FREQ=MONTHLY;INTERVAL=3;BYDAY=3MO', { Type: 3, Interval: 3, WeekOfMonth: 3, DayOfWeek: 2 }],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', { Type: 3, WeekOfMonth: 5, DayOfWeek: 127 }],
  ['FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1', { Type: 3, WeekOfMonth: 5, DayOfWeek: 65 }],
  ['FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=29', { Type: 5, MonthOfYear: 4, DayOfMonth: 29 }],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', { Type: 6, MonthOfYear: 3, WeekOfMonth: 5, DayOfWeek: 1 }],
]

describe('patterns', () => {
  test.each(PATTERNS)('R-ONO-122 %s is taken and given back', async (rrule, told) => {
    const phone = await scene.phoneOf('14.1')
    const node = recurrence(told)
    await phone.add('Calendar', withElements(appointmentData('Serie', START), node))
    expect(await scene.stored()).toMatchObject({ rrule })
    const given = parts(childOf(shown(await scene.phoneOf('14.1')), 'Calendar:Recurrence'))
    expect(given).toEqual(expect.arrayContaining(parts(node)))
  })

  test('the end of a series is stored, in its zone', async () => {
    const phone = await scene.phoneOf('16.1')
    const node = recurrence({ Type: 1, DayOfWeek: 2, Until: '20270329T080000Z' })
    await phone.add('Calendar', withElements(appointmentData('Serie', START), node))
    expect(await scene.stored()).toMatchObject({
      rrule: 'FREQ=WEEKLY;UNTIL=20270329T080000Z;BYDAY=MO',
      series_end: new Date('2027-03-29T09:00:00Z'),
    })
  })

  test.each([0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12])(
    'CalendarType %i counts Gregorian days: it is taken and given back',
    async (type) => {
      const phone = await scene.phoneOf('14.1')
      const node = recurrence({ Type: 2, DayOfMonth: 15, CalendarType: type })
      await phone.add('Calendar', withElements(appointmentData('Serie', START), node))
      const given = childOf(shown(await scene.phoneOf('16.1')), 'Calendar:Recurrence')
      expect(parts(given)).toContain(`CalendarType=${type}`)
    },
  )

  // Hijri, Hebrew and the lunar ones count other months; the rest must not be used (MS-ASCAL).
  test.each([6, 8, 14, 15, 20, 13, 16, 17, 18, 19, 21, 22, 23, 24, 255])(
    'R-ONO-122 CalendarType %i is refused with Status 6 and nothing is stored',
    async (type) => {
      const phone = await scene.phoneOf('14.1')
      const node = recurrence({ Type: 2, DayOfMonth: 15, CalendarType: type })
      const data = withElements(appointmentData('Serie', START), node)
      await expect(phone.add('Calendar', data)).rejects.toMatchObject({ status: 6 })
      expect(await scene.count('appointment')).toBe(0)
    },
  )
})

describe('a tenant that allows some intervals', () => {
  beforeEach(() => scene.rules({ recurrenceIntervals: { weekly: [1, 2], monthly: [1] } }))

  const REFUSED = [
    recurrence({ Type: 0, Interval: 1 }),
    recurrence({ Type: 1, Interval: 3, DayOfWeek: 2 }),
    recurrence({ Type: 2, Interval: 2, DayOfMonth: 15 }),
    recurrence({ Type: 3, Interval: 6, DayOfWeek: 2, WeekOfMonth: 1 }),
    recurrence({ Type: 5, MonthOfYear: 3, DayOfMonth: 15 }),
    recurrence({ Type: 6, MonthOfYear: 3, DayOfWeek: 2, WeekOfMonth: 1 }),
  ]

  test.each(VERSIONS)(
    'R-ONO-122 refuses the others with Status 6, at %s, and stores nothing',
    async (version) => {
      const phone = await scene.phoneOf(version)
      for (const node of REFUSED) {
        const data = withElements(appointmentData('Serie', START), node)
        await expect(phone.add('Calendar', data)).rejects.toMatchObject({ status: 6 })
      }
      expect(await scene.count('appointment')).toBe(0)
      await phone.add(
        'Calendar',
        withElements(
          appointmentData('Serie', START),
          recurrence({ Type: 1, Interval: 2, DayOfWeek: 2 }),
        ),
      )
      expect(await scene.stored()).toMatchObject({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' })
    },
  )

  test.each(VERSIONS)('R-ONO-122 a refused Change of %s loses nothing', async (version) => {
    await weekly({ note: 'Wichtig' })
    const phone = await scene.phoneOf(version)
    const before = await scene.stored()
    const id = onlyItem(phone, 'Calendar')
    const item = shown(phone)
    for (const node of REFUSED) {
      const data = withElements(item, node, element('Calendar:Subject', 'Neu'))
      await expect(phone.change('Calendar', id, data)).rejects.toMatchObject({ status: 6 })
    }
    expect(await scene.stored()).toEqual(before)
  })

  test('R-ONO-122 a rule of the application’s own outside them stays through an edit', async () => {
    await scene.appointment({ rrule: 'FREQ=DAILY;INTERVAL=5' })
    const phone = await scene.phoneOf('14.1')
    await phone.edit('Calendar', onlyItem(phone, 'Calendar'), { 'Calendar:Subject': 'Neu' })
    expect(await scene.stored()).toMatchObject({ title: 'Neu', rrule: 'FREQ=DAILY;INTERVAL=5' })
  })
})
