import { randomBytes } from 'node:crypto'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { ClientCommand } from '../../../src/client/requests.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { withTexts } from '../../support/phone.js'
import {
  appointmentData,
  contactData,
  inDays,
  newOffice,
  type Office,
  taskData,
} from './support.js'

type Kind = 'Calendar' | 'Tasks' | 'Contacts'

let gateway: Gateway
let office: Office

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
})

const good: Record<Kind, (title: string) => Element> = {
  Calendar: (title) => appointmentData(title, inDays(1)),
  Tasks: (title) => taskData(title),
  Contacts: (title) => contactData(title),
}
const TABLE = { Calendar: 'appointment', Tasks: 'task', Contacts: 'contact' } as const
const TITLE = {
  Calendar: 'Calendar:Subject',
  Tasks: 'Tasks:Subject',
  Contacts: 'Contacts:LastName',
} as const
const VERSIONS = ['12.1', '14.1', '16.1']

/** A good item with these elements beside, or instead of, its own. */
function withElements(kind: Kind, ...elements: Element[]): Element {
  const data = good[kind]('Kaputt')
  const tags = new Set(elements.map(({ tag }) => tag))
  return { ...data, children: [...data.children.filter(({ tag }) => !tags.has(tag)), ...elements] }
}
const texts = (kind: Kind, more: Partial<Record<Tag, string>>) =>
  withTexts(good[kind]('Kaputt'), more)

function recurrence(space: 'Calendar' | 'Tasks', parts: Record<string, string>): Element {
  const children = Object.entries(parts).map(([name, text]) =>
    element(`${space}:${name}` as Tag, text),
  )
  return element(`${space}:Recurrence` as Tag, children)
}
/** Nothing that compresses. */
const LONG = randomBytes(200_000).toString('hex')

/** MS-ASCMD, Status (Sync): 6, the client has sent a malformed or invalid item. */
const BROKEN: [kind: Kind, what: string, data: () => Element][] = [
  ['Calendar', 'no time as start', () => texts('Calendar', { 'Calendar:StartTime': 'gestern' })],
  ['Calendar', 'a month 13', () => texts('Calendar', { 'Calendar:StartTime': '20271301T100000Z' })],
  [
    'Calendar',
    'a recurrence of no type',
    () => withElements('Calendar', recurrence('Calendar', { Type: '9', Interval: '1' })),
  ],
  [
    'Calendar',
    'a recurrence of words',
    () => withElements('Calendar', recurrence('Calendar', { Type: '0', Interval: 'oft' })),
  ],
  [
    'Calendar',
    'a recurrence on no day',
    () =>
      withElements(
        'Calendar',
        recurrence('Calendar', { Type: '1', Interval: '1', DayOfWeek: '0' }),
      ),
  ],
  [
    'Calendar',
    'a reminder that no column holds',
    () => texts('Calendar', { 'Calendar:Reminder': '99999999999999' }),
  ],
  [
    'Tasks',
    'no date as due date',
    () => texts('Tasks', { 'Tasks:DueDate': 'bald', 'Tasks:UtcDueDate': 'bald' }),
  ],
  [
    'Tasks',
    'a recurrence of no type',
    () =>
      withElements(
        'Tasks',
        recurrence('Tasks', { Type: '9', Start: '2026-11-20T00:00:00.000Z', Interval: '1' }),
      ),
  ],
  ['Tasks', 'an importance of words', () => texts('Tasks', { 'Tasks:Importance': 'sehr' })],
  ['Contacts', 'no date as birthday', () => texts('Contacts', { 'Contacts:Birthday': 'im Mai' })],
  ['Contacts', 'no picture as picture', () => texts('Contacts', { 'Contacts:Picture': '%%%' })],
]

describe.each(VERSIONS)('version %s:', (version) => {
  let phone: Phone
  beforeEach(async () => {
    phone = await office.phone({ version })
    await phone.syncAll()
  })

  test.each(BROKEN)('%s: an Add with %s gets 6, the others are stored', async (kind, _, data) => {
    const answer = await phone.send(kind, {
      commands: [
        { kind: 'add', clientId: 'a', data: good[kind]('Vorher') },
        { kind: 'add', clientId: 'b', data: data() },
        { kind: 'add', clientId: 'c', data: good[kind]('Nachher') },
      ],
    })
    expect(answer?.results.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['a', 1],
      ['b', 6],
      ['c', 1],
    ])
    expect(await office.count(TABLE[kind])).toBe(2)
  })

  test.each(BROKEN)('%s: a Change with %s gets 6, and changes nothing', async (kind, _, data) => {
    const one = await phone.add(kind, good[kind]('Eins'))
    const two = await phone.add(kind, good[kind]('Zwei'))
    const answer = await phone.send(kind, {
      commands: [
        { kind: 'change', serverId: one, data: data() },
        { kind: 'change', serverId: two, data: good[kind]('Drei') },
      ],
    })
    expect(answer?.results).toMatchObject([{ kind: 'change', serverId: one, status: 6 }])
    const other = await office.phone()
    await other.sync(kind)
    expect(other.list(kind, TITLE[kind])).toEqual(['Drei', 'Eins'])

    // The phone shows what it could not store: it gets what is there.
    if (answer) phone.take(kind, answer)
    expect((await phone.ping([kind])).status).toBe(2)
    expect(await phone.sync(kind)).toMatchObject({ add: [], change: [one], delete: [] })
    expect(phone.list(kind, TITLE[kind])).toContain('Eins')
    expect((await phone.sync(kind)).pages).toBe(0)
  })

  test.each(['Calendar', 'Tasks', 'Contacts'] as const)(
    '%s: what is not there gets 8, what has no ApplicationData 4; the others are stored',
    async (kind) => {
      const held = await phone.add(kind, good[kind]('Da'))
      // In place of ApplicationData.
      const senseless = element('AirSync:Class', kind)
      const nobody = `${phone.folderId(kind)}:99999999`
      const commands: ClientCommand[] = [
        { kind: 'change', serverId: nobody, data: good[kind]('x') },
        { kind: 'delete', serverId: nobody },
        { kind: 'fetch', serverId: nobody },
        { kind: 'change', serverId: 'unsinnig', data: good[kind]('x') },
        { kind: 'change', serverId: held, data: good[kind]('Danach') },
        { kind: 'change', serverId: held, data: senseless },
        { kind: 'add', clientId: 'm', data: senseless },
        { kind: 'add', clientId: 'n', data: good[kind]('Neu') },
      ]
      const answer = await phone.send(kind, { commands })
      expect(answer?.results.map((one) => [one.kind, one.status]).sort()).toEqual([
        ['add', 1],
        ['add', 4],
        ['change', 4],
        ['change', 8],
        ['change', 8],
        ['delete', 8],
        ['fetch', 8],
      ])
      expect(await office.count(TABLE[kind])).toBe(2)
    },
  )
})

test.each(['Calendar', 'Tasks', 'Contacts'] as const)(
  '%s: a very long text is stored and comes whole to another phone',
  async (kind) => {
    const phone = await office.phone()
    await phone.sync(kind)
    await phone.add(kind, withTexts(good[kind]('Kurz'), { [TITLE[kind]]: LONG }))
    const other = await office.phone()
    await other.sync(kind)
    expect(other.list(kind, TITLE[kind])).toEqual([LONG])
  },
)

/** Rules of the application's own, in its tables. */
const RULE = `
create function refuse_TABLE() returns trigger language plpgsql as $$
begin
  if new.COLUMN like '%Verboten%' then raise exception 'not allowed here'; end if;
  return new;
end $$;
create trigger refuse_TABLE before insert or update on TABLE
for each row execute function refuse_TABLE()`

test.each([
  ['Calendar', 'title'],
  ['Tasks', 'title'],
  ['Contacts', 'last_name'],
] as const)(
  "%s: what a trigger of the application's refuses gets 6, the others are stored",
  async (kind, column) => {
    const table = TABLE[kind]
    const phone = await office.phone()
    await phone.sync(kind)
    const held = await phone.add(kind, good[kind]('Da'))
    const rule = RULE.replaceAll('TABLE', table).replaceAll('COLUMN', column)
    for (const statement of rule.split(/(?<=\$\$);/)) await gateway.sql(statement)
    try {
      const answer = await phone.send(kind, {
        commands: [
          { kind: 'add', clientId: 'a', data: good[kind]('Vorher') },
          { kind: 'add', clientId: 'b', data: good[kind]('Verboten') },
          { kind: 'change', serverId: held, data: good[kind]('Verboten') },
          { kind: 'add', clientId: 'c', data: good[kind]('Nachher') },
        ],
      })
      const results = answer?.results.map((one) => [one.clientId ?? one.serverId, one.status])
      expect(results).toEqual([
        ['a', 1],
        ['b', 6],
        [held, 6],
        ['c', 1],
      ])
      expect(await office.count(table)).toBe(3)
    } finally {
      await gateway.sql(`drop trigger refuse_${table} on ${table}`)
      await gateway.sql(`drop function refuse_${table}()`)
    }
  },
)

test("a Delete that a trigger of the application's refuses gets 6, and the item comes again", async () => {
  const phone = await office.phone()
  await phone.sync('Tasks')
  const held = await phone.add('Tasks', good.Tasks('Bleibt'))
  await gateway.sql(`create function refuse_cancel() returns trigger language plpgsql as $$
    begin raise exception 'not allowed here'; end $$`)
  await gateway.sql(`create trigger refuse_cancel before update on task for each row
    when (new.status = 'cancelled') execute function refuse_cancel()`)
  try {
    const answer = await phone.send('Tasks', { commands: [{ kind: 'delete', serverId: held }] })
    expect(answer?.results).toMatchObject([{ kind: 'delete', serverId: held, status: 6 }])
    // As clients do, this one has deleted its copy by now.
    phone.replica('Tasks').items.delete(held)
    if (answer) phone.take('Tasks', answer)
    expect((await phone.sync('Tasks')).add).toEqual([held])
    expect(phone.list('Tasks', 'Tasks:Subject')).toContain('Bleibt')
  } finally {
    await gateway.sql('drop trigger refuse_cancel on task')
    await gateway.sql('drop function refuse_cancel()')
  }
})
