import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { attendeeAddresses, itemMappers } from '../../../src/mappers/activesync/index.js'
import type { Appointment, Participant } from '../../../src/store/model.js'
import { business, exchange } from '../../../src/store/rule-set.js'
import { body, dataOf, guest, room, self, type Within, write } from './calendar-client.js'
import { appointment, data, find, reading, tags } from './samples.js'

describe('kinds and categories', () => {
  const categories = (...names: string[]) =>
    data(
      element(
        'Calendar:Categories',
        names.map((name) => element('Calendar:Category', name)),
      ),
    )
  const read = (item: Appointment, ...names: string[]) => ({
    ...item,
    ...itemMappers.appointment.read(categories(...names), reading<'appointment'>(item)),
  })

  test('R-ONO-111 the kind is sent as a category', () => {
    const node = write(appointment({ type: 'Beratung' })).children.find(
      (one) => one.tag === 'Calendar:Categories',
    )
    expect(node?.children.map((child) => child.text)).toEqual(['Beratung'])
  })

  test('R-ONO-121 the first known category becomes the kind, the others come back', () => {
    const item = read(appointment(), 'Rot', 'beratung', 'Urlaub')
    expect(item.type).toBe('Beratung')
    const node = write(item).children.find((one) => one.tag === 'Calendar:Categories')
    expect(node?.children.map((child) => child.text)).toEqual(['Beratung', 'Rot', 'Urlaub'])
    expect(read(item, 'Beratung', 'Rot', 'Urlaub')).toEqual(item)
  })

  test('R-ONO-121 no known category leaves the kind alone', () => {
    expect(read(appointment({ type: 'Urlaub' }), 'Rot').type).toBe('Urlaub')
    expect(read(appointment({ type: 'Urlaub' })).type).toBe('Urlaub')
  })
})

describe('attendees', () => {
  const sent = (participants: Participant[]) => write(appointment({ participants }))
  const attendees = (...people: [string, string][]) =>
    data(
      element(
        'Calendar:Attendees',
        people.map(([email, name]) =>
          element('Calendar:Attendee', [
            element('Calendar:Email', email),
            element('Calendar:Name', name),
          ]),
        ),
      ),
    )
  const read = (item: Appointment, node: Element, within: Within) => ({
    ...item,
    ...itemMappers.appointment.read(node, reading<'appointment'>(item, within)),
  })
  const directory = (email: string) =>
    email.toLowerCase() === 'raum5@example.test'
      ? ({ kind: 'resource', refId: 3, name: 'Raum 5' } as const)
      : undefined
  const ignore = { ...business, attendees: 'ignore' as const }

  test('R-ONO-113 R-ONO-114 others are attendees, the user is organizer', () => {
    const item = sent([self, guest])
    const nodes = item.children.find((child) => child.tag === 'Calendar:Attendees')?.children ?? []
    expect(nodes.map((node) => node.children.map((child) => child.text))).toEqual([
      ['gast@example.test', 'Gast', '3', '2'],
    ])
    expect(find(item, 'Calendar:OrganizerName')).toBe('Theobald Tiger')
  })

  test('R-ONO-115 resources have AttendeeType 3', () => {
    const nodes = sent([room]).children.find(
      (child) => child.tag === 'Calendar:Attendees',
    )?.children
    expect(nodes?.[0] && find(nodes[0], 'Calendar:AttendeeType')).toBe('3')
  })

  test('R-ONO-118 it is a meeting only with somebody else', () => {
    expect(find(sent([self]), 'Calendar:MeetingStatus')).toBe('0')
    expect(tags(sent([self]))).not.toContain('Calendar:Attendees')
    expect(find(sent([self, guest]), 'Calendar:MeetingStatus')).toBe('1')
  })

  test('R-ONO-113 who has no address stands in the note', () => {
    const item = sent([{ ...guest, email: null }])
    expect(tags(item)).not.toContain('Calendar:Attendees')
    expect(dataOf(item)).toContain('Teilnehmer: Gast')
  })

  test('R-ONO-125 reading A: known addresses are assigned, unknown ones dropped, none removed', () => {
    const node = attendees(['RAUM5@example.test', 'x'], ['fremd@example.test', 'Fremd'])
    const item = read(appointment({ participants: [self, guest] }), node, { directory })
    expect(item.participants.slice(0, 2)).toEqual([self, guest])
    expect(item.participants.slice(2)).toMatchObject([
      { kind: 'resource', refId: 3, name: 'Raum 5' },
    ])
    expect(read(item, node, { directory })).toEqual(item)
    expect(attendeeAddresses(node)).toEqual(['RAUM5@example.test', 'fremd@example.test'])
  })

  test('R-ONO-124 R-ONO-125 reading B: nothing is written back', () => {
    const item = appointment({ participants: [guest] })
    expect(
      read(item, attendees(['raum5@example.test', 'x']), { directory, rules: ignore }),
    ).toEqual(item)
  })

  test('the exchange rules keep all attendees as sent', () => {
    const item = appointment({ participants: [self, guest] })
    const told = attendees(['gast@example.test', 'Gast'], ['fremd@example.test', 'Fremd'])
    const item2 = read(item, told, { rules: exchange })
    expect(item2.participants).toMatchObject([
      self,
      { ...guest, optional: false },
      { kind: 'external', refId: null, name: 'Fremd' },
    ])
    expect(read(item2, attendees(), { rules: exchange }).participants).toEqual([self])
  })
})

describe('notes and what is put into them', () => {
  const item = appointment({ properties: ['Seestraße 5', 'Haus am Hang'] })

  test('R-ONO-116 linked estates are a block at the end of the note', () => {
    expect(dataOf(write(item))).toBe(
      'Schlüssel mitnehmen\r\n\r\n--- Verknüpft ---\r\nImmobilie: Seestraße 5\r\nImmobilie: Haus am Hang\r\n--- · ---',
    )
  })

  test('R-ONO-126 ten edits do not pile it up, and editing it changes no estate', () => {
    let current = item
    for (let edit = 0; edit < 10; edit++) {
      const shown = (dataOf(write(current)) ?? '').replace('Haus am Hang', `Haus ${edit}`)
      const patch = itemMappers.appointment.read(
        body(`${edit}${shown}`),
        reading<'appointment'>(current),
      )
      current = { ...current, ...patch }
    }
    expect(current.note).toBe('9876543210Schlüssel mitnehmen')
    expect(current.properties).toEqual(item.properties)
  })

  test.each([
    [
      'its end',
      (text: string) => text.replace('--- · ---', 'Nachtrag'),
      'Schlüssel mitnehmen\nNachtrag',
    ],
    [
      'its beginning',
      (text: string) => text.replace('--- Verknüpft ---\r\n', ''),
      'Schlüssel mitnehmen',
    ],
    ['all of it', () => 'Neu', 'Neu'],
    [
      'nothing, with text after it',
      (text: string) => `${text}\r\nNachtrag`,
      'Schlüssel mitnehmen\nNachtrag',
    ],
  ])('R-ONO-126 the block goes when the user deletes %s', (_, edit, note) => {
    const patch = itemMappers.appointment.read(
      body(edit(dataOf(write(item)) ?? '')),
      reading<'appointment'>(item),
    )
    expect(patch.note).toBe(note)
  })

  test('an echo of the note, plain or as HTML, changes nothing', () => {
    const html = [{ type: 2 }]
    for (const bodyPreferences of [[{ type: 1 }], html]) {
      const sent = write(item, { bodyPreferences })
      const patch = itemMappers.appointment.read(
        sent,
        reading<'appointment'>(item, { bodyPreferences }),
      )
      expect(patch.note).toBeUndefined()
    }
  })
})
