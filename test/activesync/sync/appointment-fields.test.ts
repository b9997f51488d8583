import { childOf, childrenOf } from '../../../src/activesync/wbxml/element.js'
import {
  at,
  newScene,
  noteOf,
  parts,
  place,
  type Scene,
  shown,
  VERSIONS,
} from './appointment-office.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

describe.each(VERSIONS)('to a phone of %s', (version) => {
  test('R-ONO-110 subject, start, end, place, note, recurrence, reminder and privacy', async () => {
    const appointment_id = await scene.appointment({
      title: 'Besichtigung',
      location: 'Seestraße 5',
      note: 'Schlüssel\nmitnehmen',
      privacy: 'private',
      reminder_minutes: 15,
      rrule: 'FREQ=WEEKLY;COUNT=4;BYDAY=MO',
    })
    await scene.tenant.insert('appointment_override', {
      appointment_id,
      recurrence_id: '2027-03-22T09:00:00Z',
      cancelled: true,
    })
    // 10:00 in Berlin, after the change to summer time
    await scene.tenant.insert('appointment_override', {
      appointment_id,
      recurrence_id: '2027-03-29T08:00:00Z',
      changes: JSON.stringify({ title: 'Zweite Besichtigung' }),
    })
    const item = shown(await scene.phoneOf(version))

    expect(at(item, 'Calendar:Subject')).toBe('Besichtigung')
    expect(at(item, 'Calendar:StartTime')).toBe('20270315T090000Z')
    expect(at(item, 'Calendar:EndTime')).toBe('20270315T100000Z')
    expect(at(item, 'Calendar:AllDayEvent')).toBe('0')
    expect(at(item, 'Calendar:Timezone')).toHaveLength(232)
    expect(place(item)).toBe('Seestraße 5')
    expect(noteOf(item)).toBe('Schlüssel\r\nmitnehmen')
    expect(at(item, 'Calendar:Sensitivity')).toBe('2')
    expect(at(item, 'Calendar:Reminder')).toBe('15')
    const week = Number(version) < 14.1 ? [] : ['FirstDayOfWeek=1']
    expect(parts(childOf(item, 'Calendar:Recurrence'))).toEqual([
      'Type=1',
      'Occurrences=4',
      'Interval=1',
      'DayOfWeek=2',
      ...week,
    ])
    const id = Number(version) < 16 ? 'ExceptionStartTime' : 'InstanceId'
    const exceptions = childrenOf(childOf(item, 'Calendar:Exceptions'), 'Calendar:Exception')
    expect(exceptions.map(parts)).toEqual([
      ['Deleted=1', `${id}=20270322T090000Z`],
      [
        `${id}=20270329T080000Z`,
        'StartTime=20270329T080000Z',
        'EndTime=20270329T090000Z',
        'Subject=Zweite Besichtigung',
      ],
    ])
  })

  test('R-ONO-110 an all-day appointment is the day it is', async () => {
    await scene.appointment({
      all_day: true,
      ...{ starts_at: null, ends_at: null, time_zone: null },
      ...{ start_date: '2027-03-15', end_date: '2027-03-17' },
    })
    const item = shown(await scene.phoneOf(version))
    expect(at(item, 'Calendar:AllDayEvent')).toBe('1')
    const [start, end] = ['Calendar:StartTime', 'Calendar:EndTime'] as const
    expect([at(item, start), at(item, end)]).toEqual(
      Number(version) < 16
        ? ['20270314T230000Z', '20270316T230000Z']
        : ['20270315T000000Z', '20270317T000000Z'],
    )
  })
})

test('R-ONO-111 the kind of appointment is its category', async () => {
  await scene.appointment({ type: 'Besichtigung' })
  const item = shown(await scene.phoneOf('14.1'))
  expect(parts(childOf(item, 'Calendar:Categories'))).toEqual(['Category=Besichtigung'])
})

test.each([
  ['planned', null, '2'],
  ['confirmed', null, '2'],
  ['done', null, '2'],
  ['tentative', null, '1'],
  ['planned', 'free', '0'],
  ['tentative', 'busy', '2'],
  ['confirmed', 'out-of-office', '3'],
  ['confirmed', 'elsewhere', '2'],
])('R-ONO-112 %s, shown as %s, has BusyStatus %s', async (status, show_as, expected) => {
  await scene.appointment({ status, show_as })
  expect(at(shown(await scene.phoneOf('16.1')), 'Calendar:BusyStatus')).toBe(expected)
})

test('R-ONO-112 a cancelled appointment is not sent, and leaves when it is cancelled', async () => {
  await scene.appointment({ status: 'cancelled', title: 'Abgesagt' })
  const id = await scene.appointment({ title: 'Findet statt' })
  const phone = await scene.phoneOf('16.1')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Findet statt'])
  await scene.tenant.sql("update appointment set status = 'cancelled' where id = $1", [id])
  expect((await phone.sync('Calendar')).delete).toHaveLength(1)
})

describe('R-ONO-117 what only the application knows', () => {
  const DETAILS = {
    followUp: { on: '2027-04-01', by: 'Bert' },
    files: ['exposé.pdf'],
    project: 'Neubau Süd',
    travelMinutes: 25,
  }
  const details = JSON.stringify(DETAILS)

  test.each(VERSIONS)(
    'R-ONO-117 follow-up, files, project and travel time reach no phone of %s, which changes none',
    async (version) => {
      await scene.appointment({ details, rrule: 'FREQ=DAILY;COUNT=3' })
      const phone = await scene.phoneOf(version)
      const item = shown(phone)
      const sent = JSON.stringify(item)
      for (const word of ['2027-04-01', 'exposé', 'Neubau']) expect(sent).not.toContain(word)

      const [serverId = ''] = phone.items('Calendar').keys()
      await phone.edit('Calendar', serverId, {
        'Calendar:Subject': 'Neu',
        'Calendar:Reminder': '30',
      })
      expect(await scene.stored()).toMatchObject({ title: 'Neu', details: DETAILS })
      await phone.remove('Calendar', serverId)
      expect(await scene.stored()).toMatchObject({ status: 'cancelled', details: DETAILS })
    },
  )

  test('R-ONO-117 a change of them brings a phone nothing', async () => {
    const id = await scene.appointment()
    const phone = await scene.phoneOf('16.1')
    await scene.tenant.sql('update appointment set details = $2::jsonb where id = $1', [
      id,
      details,
    ])
    expect((await phone.sync('Calendar')).pages).toBe(0)
  })
})
