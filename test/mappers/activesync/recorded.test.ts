import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../../src/activesync/wbxml/decode.js'
import type { Element } from '../../../src/activesync/wbxml/element.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import { reading } from './samples.js'

/** Items as a client really sent them, in requests recorded with another server. */
const wire = join(process.cwd(), 'test', 'fixtures', 'wire')

function applicationData(node: Element): Element | undefined {
  if (node.tag === 'AirSync:ApplicationData') return node
  for (const child of node.children) {
    const found = applicationData(child)
    if (found) return found
  }
  return undefined
}

function sentIn(name: string): Element {
  const found = applicationData(decode(readFileSync(join(wire, name))))
  if (!found) throw new Error(`no item in ${name}`)
  return found
}

const recorded = existsSync(wire) ? describe : describe.skip

recorded('recorded items', () => {
  test('a weekly series with a deleted and a moved occurrence', () => {
    const data = sentIn('011-devA-calendar-add.req.wbxml')
    const patch = itemMappers.appointment.read(data, reading<'appointment'>(null))
    expect(patch).toMatchObject({
      uid: 'smoke-0b2ce62d',
      title: 'Wöchentlich 0b2ce62d',
      location: 'Köln, Raum 5',
      note: 'Zeile 1\nZeile 2 – ü€😀',
      reminderMinutes: 15,
      privacy: 'normal',
      showAs: 'busy',
      rrule: 'FREQ=WEEKLY;COUNT=8;BYDAY=MO',
      span: { allDay: false, timeZone: 'Europe/Berlin', start: new Date('2026-03-09T09:00:00Z') },
      clientData: { 'Calendar:Categories': { 'Calendar:Category': ['Business', 'Travel'] } },
    })
    expect(patch.overrides).toEqual([
      { recurrenceId: '2026-03-16T09:00:00Z', cancelled: true, changes: {}, clientData: {} },
      {
        recurrenceId: '2026-03-23T09:00:00Z',
        cancelled: false,
        clientData: {},
        changes: {
          title: 'Verschoben 0b2ce62d',
          span: {
            allDay: false,
            start: new Date('2026-03-23T12:00:00Z'),
            end: new Date('2026-03-23T13:00:00Z'),
            timeZone: 'Europe/Berlin',
          },
        },
      },
    ])
  })

  test('a contact with fields that the application does not have', () => {
    const data = sentIn('022-devA-contacts-add.req.wbxml')
    const patch = itemMappers.contact.read(data, reading<'contact'>(null))
    expect(patch).toMatchObject({
      firstName: 'Jörg',
      title: 'Dr.',
      street: 'Straße 1',
      city: 'Köln',
      birthday: '1980-02-29',
      note: 'Notiz ä',
      clientData: {
        'Contacts:JobTitle': 'Boss',
        'Contacts:OtherAddressCity': 'Bonn',
        'Contacts:Children': { 'Contacts:Child': 'Kim' },
        'Contacts2:ManagerName': 'Max',
      },
    })
    expect(patch.slots).toEqual({
      email1: 'joerg@example.net',
      email2: 'joerg2@example.net',
      mobile: '+49 171 1',
      business: '+49 30 2',
      home: '+49 30 3',
      'home-fax': '+49 30 4',
      business2: '+49 30 5',
      pager: '6',
      car: '7',
    })
  })

  test('a recurring task with a reminder', () => {
    const data = sentIn('033-devA-tasks-add.req.wbxml')
    expect(itemMappers.task.read(data, reading<'task'>(null))).toMatchObject({
      title: 'Aufgabe 0b2ce62d',
      priority: 2,
      startDate: '2026-03-09',
      dueDate: '2026-03-10',
      deadline: true,
      reminderAt: new Date('2026-03-09T08:00:00Z'),
      rrule: 'FREQ=WEEKLY;BYDAY=MO',
      note: 'Text der Aufgabe',
    })
  })
})
