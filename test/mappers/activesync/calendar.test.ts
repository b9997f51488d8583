import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import type { Appointment } from '../../../src/store/model.js'
import { exchange } from '../../../src/store/rule-set.js'
import { add, change, changed, guest, HOUR, type Texts, write } from './calendar-client.js'
import { appointment, find, hour, tags } from './samples.js'

describe('order and presence of elements', () => {
  test('R-ONO-110 the elements stand in the order that phones need', () => {
    const item = appointment({
      participants: [guest],
      type: 'Beratung',
      rrule: 'FREQ=DAILY',
      reminderMinutes: 5,
      overrides: [
        { recurrenceId: '2026-11-24T09:00:00Z', cancelled: true, changes: {}, clientData: {} },
      ],
    })
    expect(tags(write(item)).map((tag) => tag.split(':')[1])).toEqual([
      'Timezone',
      'DtStamp',
      'StartTime',
      'Subject',
      'UID',
      'OrganizerName',
      'OrganizerEmail',
      'Location',
      'EndTime',
      'Attendees',
      'Body',
      'NativeBodyType',
      'Categories',
      'Sensitivity',
      'BusyStatus',
      'AllDayEvent',
      'Reminder',
      'Recurrence',
      'MeetingStatus',
      'ResponseType',
      'Exceptions',
    ])
  })

  test.each(PROTOCOL_VERSIONS)('%s always has what clients can not do without', (version) => {
    const item = write(appointment({ title: '', note: '', location: '', reminderMinutes: null }), {
      version,
    })
    expect(find(item, 'Calendar:DtStamp')).toBe('20260102T030405Z')
    expect(find(item, 'Calendar:StartTime')).toBe('20261123T090000Z')
    expect(find(item, 'Calendar:EndTime')).toBe('20261123T100000Z')
    expect(find(item, 'Calendar:MeetingStatus')).toBe('0')
    expect(find(item, 'Calendar:OrganizerEmail')).toBe('tiger@example.test')
    expect(find(item, 'Calendar:Sensitivity')).toBe('1')
    expect(tags(item)).not.toContain('AirSyncBase:Body')
    expect(tags(item)).not.toContain('Calendar:Reminder')
  })

  test('the place is a structure from 16.0', () => {
    expect(find(write(appointment()), 'Calendar:Location')).toBe('Seestraße 5')
    const place = write(appointment(), { version: '16.1' }).children.find(
      (child) => child.tag === 'AirSyncBase:Location',
    )
    expect(place && find(place, 'AirSyncBase:DisplayName')).toBe('Seestraße 5')
  })
})

describe('start and end', () => {
  test.each<[string, Texts, string, string]>([
    ['neither: the next half hour', {}, '2026-11-21T10:00', '2026-11-21T10:30'],
    [
      'an end to come',
      { 'Calendar:EndTime': '20261121T150000Z' },
      '2026-11-21T10:00',
      '2026-11-21T15:00',
    ],
    [
      'a start that is past',
      { 'Calendar:StartTime': '20261121T080000Z' },
      '2026-11-21T08:00',
      '2026-11-21T10:30',
    ],
  ])('%s', (_, values, start, end) => {
    const { span } = add(values)
    if (!span || span.allDay) throw new Error('timed span expected')
    expect(span.start.toISOString()).toBe(`${start}:00.000Z`)
    expect(span.end.toISOString()).toBe(`${end}:00.000Z`)
  })

  test.each<[string, Texts]>([
    ['an end that is past', { 'Calendar:EndTime': '20261121T090000Z' }],
    ['a start to come', { 'Calendar:StartTime': '20261122T090000Z' }],
    [
      'an end before the start',
      { 'Calendar:StartTime': '20261123T090000Z', 'Calendar:EndTime': '20261123T080000Z' },
    ],
    ['no date at all', { 'Calendar:StartTime': 'soon', 'Calendar:EndTime': '20261123T080000Z' }],
  ])('%s is Status 6', (_, values) => {
    expect(() => add(values)).toThrow(MappingError)
  })

  test('a Change of the start alone keeps the end, or the length', () => {
    const item = appointment()
    const span = (text: string) => changed(item, { 'Calendar:StartTime': text }).span
    expect(span('20261123T093000Z')).toMatchObject({ end: hour.end })
    expect(span('20261123T110000Z')).toMatchObject({ end: new Date('2026-11-23T12:00:00Z') })
  })

  test('a zone structure that the stored zone follows leaves its name', () => {
    const item = appointment({ span: { ...hour, timeZone: 'Europe/Vienna' } })
    const blob = find(write(appointment()), 'Calendar:Timezone') ?? ''
    expect(changed(item, { ...HOUR, 'Calendar:Timezone': blob }).span).toEqual(item.span)
  })
})

describe('all-day appointments', () => {
  const day = { allDay: true, startDate: '2027-02-10', endDate: '2027-02-12' } as const

  test('up to 14.1 they are midnights of the user’s zone, with that zone', () => {
    const item = write(appointment({ span: day }))
    expect(find(item, 'Calendar:StartTime')).toBe('20270209T230000Z')
    expect(find(item, 'Calendar:EndTime')).toBe('20270211T230000Z')
    expect(find(item, 'Calendar:Timezone')).toHaveLength(232)
  })

  test('from 16.0 they are the digits of the day, without a zone', () => {
    const item = write(appointment({ span: day }), { version: '16.0' })
    expect(find(item, 'Calendar:StartTime')).toBe('20270210T000000Z')
    expect(tags(item)).not.toContain('Calendar:Timezone')
  })

  const zeros = Buffer.alloc(172).toString('base64')
  const berlin = find(write(appointment()), 'Calendar:Timezone') ?? ''
  test.each([
    ['midnight in the zone sent along', '20270209T230000Z', '20270211T230000Z', berlin],
    ['midnight UTC with an all-zero zone', '20270210T000000Z', '20270212T000000Z', zeros],
    ['midnight UTC with a real zone', '20270210T000000Z', '20270212T000000Z', berlin],
    ['midnight of the user’s zone without any', '20270209T230000Z', '20270211T230000Z', ''],
  ])('R-ONO-121 %s is the same day', (_, start, end, blob) => {
    const { span } = add({
      'Calendar:AllDayEvent': '1',
      'Calendar:StartTime': start,
      'Calendar:EndTime': end,
      ...(blob && { 'Calendar:Timezone': blob }),
    })
    expect(span).toEqual(day)
  })

  test('a midnight that summer time moved is still that day', () => {
    const values: Texts = {
      'Calendar:AllDayEvent': '1',
      'Calendar:StartTime': '20270709T210000Z',
      'Calendar:EndTime': '20270709T210000Z',
    }
    expect(add(values).span).toEqual({
      allDay: true,
      startDate: '2027-07-10',
      endDate: '2027-07-11',
    })
  })
})

describe('reminders', () => {
  test.each([
    [53, 60],
    [11 * 1440, 14 * 1440],
    [0, 0],
    [1, 5],
    [60, 60],
    [1_000_000, 20_160],
  ])('R-ONO-123 %i minutes become %i', (told, stored) => {
    expect(add({ ...HOUR, 'Calendar:Reminder': String(told) }).reminderMinutes).toBe(stored)
  })

  test('R-ONO-123 a value that is stored already is not rounded, and none stays none', () => {
    expect(
      change(appointment({ reminderMinutes: 53 }), { 'Calendar:Reminder': '53' }).reminderMinutes,
    ).toBe(53)
    expect(add(HOUR).reminderMinutes).toBeNull()
    expect(
      change(appointment(), { 'Calendar:Reminder': '' }, { version: '16.1' }).reminderMinutes,
    ).toBeNull()
  })

  test('without allowed values any is taken', () => {
    expect(add({ ...HOUR, 'Calendar:Reminder': '53' }, { rules: exchange }).reminderMinutes).toBe(
      53,
    )
  })
})

describe('private and shown as', () => {
  test.each([
    ['private', '2'],
    ['normal', '1'],
    ['personal', '1'],
    ['confidential', '2'],
  ] as const)('R-ONO-78 %s is Sensitivity %s', (privacy, code) => {
    const item = appointment({ privacy })
    expect(find(write(item), 'Calendar:Sensitivity')).toBe(code)
    expect(changed(item, { 'Calendar:Sensitivity': code }).privacy).toBe(privacy)
  })

  test('R-ONO-97 only 2 makes private', () => {
    expect(changed(appointment(), { 'Calendar:Sensitivity': '2' }).privacy).toBe('private')
    for (const code of ['0', '1', '3']) {
      expect(
        changed(appointment({ privacy: 'private' }), { 'Calendar:Sensitivity': code }).privacy,
      ).toBe('normal')
    }
  })

  test('the exchange rules echo Sensitivity', () => {
    const codes = ['0', '1', '2', '3'].map((code) => {
      const item = changed(appointment(), { 'Calendar:Sensitivity': code }, { rules: exchange })
      return find(write(item, { rules: exchange }), 'Calendar:Sensitivity')
    })
    expect(codes).toEqual(['0', '1', '2', '3'])
  })

  test('R-ONO-112 tentative appointments are shown so, others busy', () => {
    const code = (changes: Partial<Appointment>) =>
      find(write(appointment(changes)), 'Calendar:BusyStatus')
    expect(code({ showAs: null, status: 'tentative' })).toBe('1')
    expect(code({ showAs: null, status: 'confirmed' })).toBe('2')
    expect(code({ showAs: 'out-of-office' })).toBe('3')
    expect(code({ showAs: 'elsewhere' })).toBe('2')
    expect(changed(appointment({ showAs: null }), { 'Calendar:BusyStatus': '2' }).showAs).toBeNull()
    expect(
      changed(appointment({ showAs: 'elsewhere' }), { 'Calendar:BusyStatus': '2' }).showAs,
    ).toBe('elsewhere')
    expect(changed(appointment(), { 'Calendar:BusyStatus': '0' }).showAs).toBe('free')
  })
})
