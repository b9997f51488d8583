import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { itemMappers, occurrenceMapper } from '../../../src/mappers/activesync/index.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import { changed, type Texts, type Within, write } from './calendar-client.js'
import { appointment, data, find, hour, reading, texts } from './samples.js'

describe('exceptions', () => {
  const series = appointment({
    rrule: 'FREQ=WEEKLY;COUNT=20;BYDAY=MO',
    overrides: [
      { recurrenceId: '2026-11-30T09:00:00Z', cancelled: true, changes: {}, clientData: {} },
      {
        recurrenceId: '2027-03-29T08:00:00Z',
        cancelled: false,
        clientData: {},
        changes: {
          title: 'Verschoben',
          location: '',
          reminderMinutes: null,
          span: {
            ...hour,
            start: new Date('2027-03-30T12:00:00Z'),
            end: new Date('2027-03-30T13:00:00Z'),
          },
        },
      },
    ],
  })
  const exceptionsOf = (item: Element) =>
    item.children.find((child) => child.tag === 'Calendar:Exceptions')?.children ?? []

  test('a deleted one has its start and Deleted only, a changed one what differs; no UID', () => {
    const [deleted, moved] = exceptionsOf(write(series))
    expect(deleted?.children.map((child) => [child.tag, child.text])).toEqual([
      ['Calendar:Deleted', '1'],
      ['Calendar:ExceptionStartTime', '20261130T090000Z'],
    ])
    expect(moved?.children.map((child) => [child.tag, child.text])).toEqual([
      ['Calendar:ExceptionStartTime', '20270329T080000Z'],
      ['Calendar:StartTime', '20270330T120000Z'],
      ['Calendar:EndTime', '20270330T130000Z'],
      ['Calendar:Subject', 'Verschoben'],
      ['Calendar:Location', null],
      ['Calendar:Reminder', null],
    ])
  })

  test('from 16.0 each has its InstanceId', () => {
    expect(
      exceptionsOf(write(series, { version: '16.1' })).map((one) =>
        find(one, 'AirSyncBase:InstanceId'),
      ),
    ).toEqual(['20261130T090000Z', '20270329T080000Z'])
  })

  test('an echo of the series changes nothing, in any version', () => {
    for (const version of PROTOCOL_VERSIONS) {
      const patch = itemMappers.appointment.read(
        write(series, { version }),
        reading<'appointment'>(series, { version }),
      )
      expect({ ...series, ...patch }).toEqual(series)
    }
  })

  const exception = (...children: Element[]) =>
    data(element('Calendar:Exceptions', [element('Calendar:Exception', children)]))
  const start = (text: string) => element('Calendar:ExceptionStartTime', text)
  const read = (node: Element, item = series, within: Within = {}) =>
    itemMappers.appointment.read(node, reading<'appointment'>(item, within)).overrides ?? []

  test('R-ONO-120 a deleted occurrence is cancelled, the others stay as they are', () => {
    const overrides = read(exception(element('Calendar:Deleted', 1), start('20261207T090000Z')))
    expect(overrides.slice(0, 2)).toEqual(series.overrides)
    expect(overrides[2]).toEqual({
      recurrenceId: '2026-12-07T09:00:00Z',
      cancelled: true,
      changes: {},
      clientData: {},
    })
  })

  test('a start with a wrong time of day means the occurrence of that day', () => {
    const [, , third] = read(exception(element('Calendar:Deleted', 1), start('20261207T110000Z')))
    expect(third?.recurrenceId).toBe('2026-12-07T09:00:00Z')
  })

  test('what an exception does not differ in is no change', () => {
    const same = exception(
      start('20261207T090000Z'),
      element('Calendar:Subject', series.title),
      element('Calendar:StartTime', '20261207T090000Z'),
      element('Calendar:EndTime', '20261207T100000Z'),
    )
    expect(read(same)).toEqual(series.overrides)
  })

  test('a new time of day takes the exceptions along up to 14.1; from 16.0 they go', () => {
    const later: Texts = {
      'Calendar:StartTime': '20261123T100000Z',
      'Calendar:EndTime': '20261123T110000Z',
    }
    expect(changed(series, later).overrides.map((one) => one.recurrenceId)).toEqual([
      '2026-11-30T10:00:00Z',
      '2027-03-29T09:00:00Z',
    ])
    expect(changed(series, later, { version: '16.1' }).overrides).toEqual([])
    expect(changed(series, { 'Calendar:Subject': 'Neu' }, { version: '16.1' }).overrides).toEqual(
      series.overrides,
    )
  })

  test('other days take them away', () => {
    const other: Texts = {
      'Calendar:StartTime': '20261124T090000Z',
      'Calendar:EndTime': '20261124T100000Z',
    }
    expect(changed(series, other).overrides).toEqual([])
  })

  describe('one by one (16.x)', () => {
    const within = reading<'appointment'>(series, { version: '16.1' })

    test('a change replaces the override, absent elements keep what it had', () => {
      const override = occurrenceMapper.readOccurrence(
        texts({ 'Calendar:Reminder': '60' }),
        '20270329T080000Z',
        within,
      )
      expect(override.changes).toEqual({ ...series.overrides[1]?.changes, reminderMinutes: 60 })
    })

    test('R-ONO-120 a delete cancels it', () => {
      expect(occurrenceMapper.cancelOccurrence('20261214T090000Z', within)).toEqual({
        recurrenceId: '2026-12-14T09:00:00Z',
        cancelled: true,
        changes: {},
        clientData: {},
      })
    })

    test('an all-day occurrence is named by its digits', () => {
      const days = appointment({
        rrule: 'FREQ=DAILY',
        span: { allDay: true, startDate: '2026-11-23', endDate: '2026-11-24' },
      })
      const cancel = occurrenceMapper.cancelOccurrence(
        '20261125T000000Z',
        reading<'appointment'>(days, { version: '16.1' }),
      )
      expect(cancel.recurrenceId).toBe('2026-11-25')
    })

    test('no series, or no date, is Status 6', () => {
      const single = reading<'appointment'>(appointment(), { version: '16.1' })
      expect(() => occurrenceMapper.cancelOccurrence('20261214T090000Z', single)).toThrow(
        MappingError,
      )
      expect(() => occurrenceMapper.cancelOccurrence('never', within)).toThrow(MappingError)
    })
  })
})
