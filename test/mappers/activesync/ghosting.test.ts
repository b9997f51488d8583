import fc from 'fast-check'
import {
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
} from '../../../src/activesync/protocol-version.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { ItemMapper } from '../../../src/mappers/activesync/mapper.js'
import type { ItemKind, ItemOf } from '../../../src/store/model.js'
import { business, exchange } from '../../../src/store/rule-set.js'
import { appointment, contact, context, data, task } from './samples.js'

/** Elements of a class that a client may leave out, each with the fields it stands for. */
type Part = { sent: Element[]; fields: string[]; absent?: 'keep' }

const one = (tag: Tag, text: string, field: string): Part => ({
  sent: [element(tag, text)],
  fields: [field],
})
const kept = (tag: Tag, text = 'anders'): Part => one(tag, text, `clientData ${tag}`)
const body = (): Part => ({
  sent: [
    element('AirSyncBase:Body', [
      element('AirSyncBase:Type', '1'),
      element('AirSyncBase:Data', 'andere Notiz'),
    ]),
  ],
  fields: ['note'],
})

const CONTACT: Part[] = [
  one('Contacts:FirstName', 'Anders', 'firstName'),
  one('Contacts:LastName', 'Anders', 'lastName'),
  one('Contacts:Title', 'Prof.', 'title'),
  one('Contacts:CompanyName', 'Anders AG', 'company'),
  one('Contacts:BusinessAddressStreet', 'Andere Straße', 'street'),
  one('Contacts:BusinessAddressPostalCode', '99999', 'postalCode'),
  one('Contacts:BusinessAddressCity', 'Andernach', 'city'),
  one('Contacts:BusinessAddressCountry', 'Andorra', 'country'),
  one('Contacts:WebPage', 'https://anders.example/', 'homepage'),
  one('Contacts:Birthday', '1999-09-09T00:00:00.000Z', 'birthday'),
  one('Contacts:Picture', 'AAAA', 'picture'),
  { ...body(), absent: 'keep' },
  one('Contacts:HomePhoneNumber', '9', 'slots home'),
  one('Contacts:HomeFaxNumber', '9', 'slots home-fax'),
  one('Contacts:Email1Address', 'anders@example.test', 'slots email1'),
  kept('Contacts:Department'),
  kept('Contacts:HomeAddressCity'),
  kept('Contacts2:NickName'),
]
const TASK: Part[] = [
  one('Tasks:Subject', 'Anders', 'title'),
  body(),
  { ...one('Tasks:Importance', '0', 'priority'), absent: 'keep' },
  one('Tasks:Categories', '', 'type'),
  one('Tasks:Sensitivity', '0', 'privacy'),
  {
    sent: [
      element('Tasks:Recurrence', [
        element('Tasks:Type', '0'),
        element('Tasks:Start', '2026-11-20T00:00:00.000Z'),
        element('Tasks:Interval', '3'),
      ]),
    ],
    fields: ['rrule'],
  },
  {
    sent: [
      element('Tasks:UtcStartDate', '2026-12-01T00:00:00.000Z'),
      element('Tasks:StartDate', '2026-12-01T00:00:00.000Z'),
    ],
    fields: ['startDate'],
  },
  {
    sent: [
      element('Tasks:UtcDueDate', '2026-12-09T00:00:00.000Z'),
      element('Tasks:DueDate', '2026-12-09T00:00:00.000Z'),
    ],
    fields: ['dueDate', 'deadline'],
  },
  {
    sent: [
      element('Tasks:ReminderSet', '1'),
      element('Tasks:ReminderTime', '2026-12-01T09:00:00.000Z'),
    ],
    fields: ['reminderAt'],
  },
  kept('Tasks:OrdinalDate', '2026-12-01T00:00:00.000Z'),
]
const APPOINTMENT: Part[] = [
  one('Calendar:Subject', 'Anders', 'title'),
  one('Calendar:Sensitivity', '0', 'privacy'),
  one('Calendar:BusyStatus', '0', 'showAs'),
  one('Calendar:Reminder', '30', 'reminderMinutes'),
  { ...one('Calendar:Categories', '', 'type') },
  body(),
  {
    sent: [
      element('Calendar:StartTime', '20261124T090000Z'),
      element('Calendar:EndTime', '20261124T100000Z'),
    ],
    fields: ['span', 'rrule', 'overrides'],
  },
]

const number = (kind: 'phone' | 'fax' | 'email', slot: 'home' | 'home-fax' | 'email1') => ({
  ...{ id: 1, kind, slot, type: 'office', value: `at ${slot}`, isDefault: true },
})
/** Notes have no Supported (MS-ASNOTE_R80), and rules of their own. */
type Ghosted = Exclude<ItemKind, 'note'>
const ITEMS: { [K in Ghosted]: { item: ItemOf<K>; parts: Part[]; apart: string[] } } = {
  contact: {
    item: contact({
      note: 'Notiz',
      picture: new Uint8Array([1, 2, 3]),
      numbers: [number('phone', 'home'), number('fax', 'home-fax'), number('email', 'email1')],
      clientData: {
        'Contacts:Department': 'Vertrieb',
        'Contacts:HomeAddressCity': 'Bonn',
        'Contacts2:NickName': 'Anni',
      },
    }),
    parts: CONTACT,
    apart: ['id', 'uid', 'salutation', 'companySuffix', 'responsibleId', 'createdAt', 'updatedAt'],
  },
  task: {
    item: task({
      note: 'Notiz',
      type: 'Telefon',
      priority: 1,
      startDate: '2026-11-20',
      dueDate: '2026-11-27',
      deadline: true,
      privacy: 'private',
      reminderAt: new Date('2026-11-20T08:00:00Z'),
      rrule: 'FREQ=DAILY',
      timeZone: 'Europe/Berlin',
      editorIds: [8, 9],
      clientData: { 'Tasks:OrdinalDate': '2026-11-20T00:00:00.000Z' },
    }),
    parts: TASK,
    apart: ['id', 'uid', 'responsibleId', 'editorIds', 'timeZone', 'createdAt', 'updatedAt'],
  },
  appointment: {
    item: appointment({
      type: 'Beratung',
      privacy: 'private',
      status: 'confirmed',
      rrule: 'FREQ=DAILY;COUNT=9',
      properties: ['Villa'],
      overrides: [
        {
          recurrenceId: '2026-11-25T09:00:00Z',
          cancelled: true,
          changes: {},
          clientData: {},
        },
      ],
    }),
    parts: APPOINTMENT,
    apart: ['id', 'uid', 'ownerId', 'properties', 'rdates', 'createdAt', 'updatedAt', 'status'],
  },
}

type Choice = {
  sent: Part[]
  listed: Part[]
  setting: { version: ProtocolVersion; rules: typeof business; supported: string }
}

/** A field of the item, of its client data, or what a patch does to a slot. */
function fieldIn(patched: Record<string, unknown>, field: string): unknown {
  const [name = '', key] = field.split(' ')
  const value = patched[name] as Record<string, unknown> | undefined
  return key === undefined ? value : value?.[key]
}

const settings = fc.record({
  version: fc.constantFrom(...PROTOCOL_VERSIONS),
  rules: fc.constantFrom(business, exchange),
  supported: fc.constantFrom('none', 'empty', 'listed' as const),
})

/** MS-ASCMD, Supported, as R-ONO-64 reads it: whether this absent element leaves its field alone. */
function keeps(
  { version, rules, supported }: { version: string; rules: typeof business; supported: string },
  { listed, part }: { listed: boolean; part: Part },
): boolean {
  if (part.absent === 'keep' || Number(version) >= 16 || supported === 'empty') return true
  return supported === 'none' ? rules.ghosting === 'keep' : !listed
}

describe.each(['contact', 'task', 'appointment'] as const)('%s', (kind) => {
  const { item, parts, apart } = ITEMS[kind]
  const mapper = itemMappers[kind] as unknown as ItemMapper<typeof kind>
  const chosen = fc.record({
    sent: fc.subarray(parts),
    listed: fc.subarray(parts),
    setting: settings,
  })

  function change({ sent, listed, setting }: Choice): Record<string, unknown> {
    const tags = listed.flatMap((part) => part.sent.map(({ tag }) => tag))
    const supported = { none: undefined, empty: new Set<string>(), listed: new Set<string>(tags) }
    const { version, rules } = setting
    const patch = (mapper as ItemMapper<ItemKind>).read(
      data(...sent.flatMap((part) => part.sent)),
      {
        ...{ ...context({ version, rules }), existing: item },
        supported: supported[setting.supported as keyof typeof supported],
      },
    )
    return { ...item, ...patch }
  }

  test('R-ONO-64 a Change leaves every ghosted field untouched, whatever else it says', () => {
    fc.assert(
      fc.property(chosen, (choice) => {
        const after = change(choice)
        const before = item as unknown as Record<string, unknown>
        const written = new Set(choice.sent.flatMap(({ fields }) => fields))
        for (const part of parts) {
          const listed = choice.setting.supported === 'listed' && choice.listed.includes(part)
          if (choice.sent.includes(part) || !keeps(choice.setting, { listed, part })) continue
          for (const field of part.fields) {
            if (written.has(field)) continue
            expect([field, fieldIn(after, field)]).toEqual([field, fieldIn(before, field)])
          }
        }
      }),
      { numRuns: 600 },
    )
  })

  test('R-ONO-63 no Change touches a field that has no element', () => {
    fc.assert(
      fc.property(chosen, (choice) => {
        const after = change(choice)
        const pick = (from: object) => apart.map((field) => fieldIn({ ...from }, field))
        expect(pick(after)).toEqual(pick(item))
      }),
      { numRuns: 600 },
    )
  })
})

test('R-ONO-64 what is not ghosted is cleared: listed in Supported, or by `exchange` without one', () => {
  const { item, parts } = ITEMS.contact
  const read = (within: object) =>
    itemMappers.contact.read(data(element('Contacts:LastName', 'Müller')), {
      ...{ ...context({ version: '14.1' }), existing: item, supported: undefined },
      ...within,
    })
  const cleared = { title: '', company: '', city: '', birthday: null, picture: null }
  expect(read({ rules: exchange })).toMatchObject({
    ...cleared,
    slots: { home: null, 'home-fax': null, email1: null },
    clientData: {},
  })
  const listed = new Set(parts.flatMap((part) => part.sent.map(({ tag }) => tag)))
  expect(read({ supported: listed })).toMatchObject(cleared)
  expect(read({})).not.toHaveProperty('title')
})
