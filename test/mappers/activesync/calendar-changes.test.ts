import { element } from '../../../src/activesync/wbxml/element.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import type { Appointment } from '../../../src/store/model.js'
import { exchange } from '../../../src/store/rule-set.js'
import { add, change, changed, HOUR, type Texts, type Within, write } from './calendar-client.js'
import { appointment, context, data, find, reading, tags } from './samples.js'

describe('versions, UIDs and what a client may not change', () => {
  test('ClientUid is the UID of a new item, without the NUL that some phones add', () => {
    expect(
      add({ ...HOUR, 'Calendar:ClientUid': '0123456789ABCDEF\0' }, { version: '16.1' }).uid,
    ).toBe('0123456789ABCDEF')
    expect(add({ ...HOUR, 'Calendar:UID': 'abc' }).uid).toBe('abc')
    expect(add(HOUR)).not.toHaveProperty('uid')
  })

  test('R-ONO-127 a new appointment belongs to the user and is planned', () => {
    expect(add(HOUR)).toMatchObject({
      ownerId: 7,
      status: 'planned',
      overrides: [],
      participants: [],
    })
  })

  test('a Change never touches UID, owner, status, stamps and estates', () => {
    const patch = change(appointment(), {
      ...HOUR,
      'Calendar:UID': 'other',
      'Calendar:DtStamp': '20300101T000000Z',
      'Calendar:OrganizerEmail': 'else@example.test',
      'Calendar:MeetingStatus': '5',
    })
    for (const key of ['uid', 'ownerId', 'status', 'updatedAt', 'properties'])
      expect(patch).not.toHaveProperty(key)
  })

  test('R-ONO-63 an unknown token is Status 6', () => {
    const unknown = { ...element('Unknown:0x04:0x3f'), unknown: { offset: 12 } }
    expect(() => itemMappers.appointment.read(data(unknown), reading<'appointment'>(null))).toThrow(
      MappingError,
    )
    expect(() =>
      itemMappers.appointment.read(
        data(element('Calendar:Attendees', [unknown])),
        reading<'appointment'>(null),
      ),
    ).toThrow(MappingError)
  })

  test('R-ONO-63 what only the protocol knows is handed back', () => {
    const item = changed(appointment(), { 'Calendar:DisallowNewTimeProposal': '1' })
    const later = changed(item, { 'Calendar:Subject': 'Anders' })
    expect(find(write(later), 'Calendar:DisallowNewTimeProposal')).toBe('1')
    expect(tags(write(later, { version: '12.1' }))).not.toContain(
      'Calendar:DisallowNewTimeProposal',
    )
  })

  test('R-ONO-63 coordinates of a place come back as long as it is the same', () => {
    const place = data(
      element('AirSyncBase:Location', [
        element('AirSyncBase:DisplayName', 'See'),
        element('AirSyncBase:Latitude', '47.4'),
      ]),
    )
    const item = {
      ...appointment(),
      ...itemMappers.appointment.read(
        place,
        reading<'appointment'>(appointment(), { version: '16.1' }),
      ),
    }
    const sent = (one: Appointment) =>
      write(one, { version: '16.1' }).children.find((child) => child.tag === 'AirSyncBase:Location')
    expect(item.location).toBe('See')
    expect(tags(sent(item) ?? data())).toContain('AirSyncBase:Latitude')
    expect(tags(sent({ ...item, location: 'Berg' }) ?? data())).toEqual(['AirSyncBase:DisplayName'])
  })
})

describe('absent elements', () => {
  const item = appointment({ type: 'Urlaub', rrule: 'FREQ=DAILY' })
  const only: Texts = { 'Calendar:Subject': 'Neu' }
  const supported = (...names: string[]) => new Set(names)

  test.each<[string, Within, boolean]>([
    ['business without Supported', {}, true],
    ['exchange without Supported', { rules: exchange }, false],
    ['an empty Supported', { rules: exchange, supported: supported() }, true],
    [
      'a Supported that does not list them',
      { rules: exchange, supported: supported('Calendar:Subject') },
      true,
    ],
    [
      'a Supported that lists them',
      {
        supported: supported(
          'Calendar:Reminder',
          'Calendar:Location',
          'Calendar:Recurrence',
          'AirSyncBase:Body',
        ),
      },
      false,
    ],
    [
      '16.1 whatever Supported says',
      { version: '16.1', rules: exchange, supported: supported('Calendar:Reminder') },
      true,
    ],
  ])('R-ONO-64 %s', (_, within, keeps) => {
    const next = changed(item, only, within)
    expect(next.title).toBe('Neu')
    expect(next.reminderMinutes).toBe(keeps ? 15 : null)
    expect(next.location).toBe(keeps ? 'Seestraße 5' : '')
    expect(next.note).toBe(keeps ? 'Schlüssel mitnehmen' : '')
    expect(next.rrule).toBe(keeps ? 'FREQ=DAILY' : null)
    expect(next.type).toBe('Urlaub')
  })

  test('a client whose Changes are complete takes reminder and rule away by leaving them out', () => {
    const quirks = { ...context().quirks, completeChanges: true }
    const next = changed(item, { ...HOUR, ...only }, { quirks })
    expect(next).toMatchObject({ reminderMinutes: null, rrule: null, location: 'Seestraße 5' })
    expect(changed(item, only, { quirks })).toMatchObject({
      reminderMinutes: 15,
      rrule: 'FREQ=DAILY',
    })
  })
})

test('R-ONO-63 a rule that can not be sent survives a client for which absent means gone', () => {
  const item = appointment({ rrule: 'FREQ=MONTHLY;BYMONTHDAY=7,8' })
  expect(changed(item, { 'Calendar:Subject': 'Neu' }, { rules: exchange }).rrule).toBe(item.rrule)
})
