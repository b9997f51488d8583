import type { Element } from '../../../src/activesync/wbxml/element.js'
import {
  at,
  MONDAY,
  newScene,
  recurrence,
  type Scene,
  VERSIONS,
  withElements,
} from './appointment-office.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

/** Two occurrences from 15 March on, each of a series that no Recurrence can say. */
const HIDDEN = [
  {
    name: 'additional dates alone',
    rrule: null,
    rdates: ['2027-03-15T09:00:00Z', '2027-03-17T09:00:00Z'],
  },
  { name: 'a rule for two months', rrule: 'FREQ=MONTHLY;BYMONTHDAY=15,17;COUNT=2', rdates: [] },
  {
    name: 'a rule and an additional date',
    rrule: 'FREQ=DAILY;COUNT=1',
    rdates: ['2027-03-17T09:00:00Z'],
  },
]

describe.each(HIDDEN)('a series that the protocol has no words for: $name', ({ rrule, rdates }) => {
  beforeEach(() => scene.appointment({ title: 'Serie', rrule, rdates }).then(() => undefined))

  test.each(VERSIONS)('is single appointments at %s, each to be changed alone', async (version) => {
    const phone = await scene.phoneOf(version)
    expect(phone.list('Calendar', 'Calendar:StartTime')).toEqual([
      '20270315T090000Z',
      '20270317T090000Z',
    ])
    expect(phone.list('Calendar', 'Calendar:Recurrence')).toEqual([])
    const [first = ''] = phone.items('Calendar').keys()
    await phone.edit('Calendar', first, {
      'Calendar:Subject': 'Nur diese',
      'Calendar:StartTime': '20270315T100000Z',
      'Calendar:EndTime': '20270315T113000Z',
    })
    expect(await scene.stored()).toMatchObject({ title: 'Serie', rrule, rdates })
    expect(await scene.overrides()).toMatchObject([
      {
        recurrence_id: '2027-03-15T09:00:00Z',
        cancelled: false,
        changes: { title: 'Nur diese', span: { end: '2027-03-15T11:30:00.000Z' } },
      },
    ])
    const other = await scene.phoneOf('16.1')
    expect(other.list('Calendar', 'Calendar:Subject')).toEqual(['Nur diese', 'Serie'])
    expect(other.list('Calendar', 'Calendar:StartTime')).toEqual([
      '20270315T100000Z',
      '20270317T090000Z',
    ])
  })

  test.each(VERSIONS)('R-ONO-120 one of them deleted at %s is cancelled alone', async (version) => {
    const phone = await scene.phoneOf(version)
    const other = await scene.phoneOf('16.1')
    const [, second = ''] = phone.items('Calendar').keys()
    await phone.remove('Calendar', second)
    expect(await scene.stored()).toMatchObject({ status: 'planned', rrule, rdates })
    expect(await scene.overrides()).toMatchObject([
      { recurrence_id: '2027-03-17T09:00:00Z', cancelled: true },
    ])
    await other.sync('Calendar')
    expect(other.list('Calendar', 'Calendar:StartTime')).toEqual(['20270315T090000Z'])
    expect((await phone.sync('Calendar')).pages).toBe(0)
  })

  test('R-ONO-122 a pattern put on one of them changes no rule', async () => {
    const phone = await scene.phoneOf('14.1')
    const [[id, item] = ['', undefined]] = phone.items('Calendar')
    if (!item) throw new Error('nothing there')
    await phone.change('Calendar', id, withElements(item, recurrence({ Type: 0, Interval: 1 })))
    expect(await scene.stored()).toMatchObject({ rrule, rdates, ...timesOfMonday() })
    await phone.sync('Calendar')
    expect(phone.list('Calendar', 'Calendar:StartTime')).toHaveLength(2)
  })
})

function timesOfMonday() {
  return {
    starts_at: new Date(String(MONDAY.starts_at)),
    ends_at: new Date(String(MONDAY.ends_at)),
  }
}

test('UIDs of single occurrences stay the same', async () => {
  await scene.appointment({ uid: 'abc', rdates: HIDDEN[0]?.rdates })
  for (const version of ['14.1', '16.1']) {
    const phone = await scene.phoneOf(version)
    expect(phone.list('Calendar', 'Calendar:UID')).toEqual([
      'abc-20270315T090000Z',
      'abc-20270317T090000Z',
    ])
    expect(at([...phone.items('Calendar').values()][0] as Element, 'Calendar:MeetingStatus')).toBe(
      '0',
    )
  }
})
