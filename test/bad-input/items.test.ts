import { childOf, type Element, element, type Tag } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { type ClientCommand, syncElement } from '../../src/client/requests.js'
import { appointment, contact, inDays, task } from '../acceptance/items.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { applicationData, type FolderKind, Phone, withTexts } from '../support/phone.js'
import { PASSWORD } from '../support/tenant.js'
import { type Someone, someone } from './raw.js'

jest.setTimeout(120_000)

let gateway: Gateway
let who: Someone
const phones: Phone[] = []

beforeAll(async () => {
  gateway = await startGateway({ env: { LOG_LEVEL: 'debug' } })
})
beforeEach(async () => {
  who = await someone(gateway)
})
afterEach(() => {
  for (const phone of phones.splice(0)) phone.close()
  expect(gateway.logs).not.toContain('unexpected error')
})
afterAll(() => gateway.stop())

async function newPhone(): Promise<Phone> {
  const { login } = who.account
  const phone = new Phone({ baseUrl: gateway.baseUrl, user: login, password: PASSWORD })
  phones.push(phone)
  await phone.setUp()
  await phone.syncAll()
  return phone
}

/** Names of texts that have harmed others, and what a reader must find of them. */
const TEXTS: [name: string, sent: string, kept: string][] = [
  ['SQL', "'); drop table appointment; --", "'); drop table appointment; --"],
  ['a parameter of SQL', 'costs $1 and ? and :name', 'costs $1 and ? and :name'],
  ['markup', '<b>&amp;</b> ]]> <!-- x', '<b>&amp;</b> ]]> <!-- x'],
  ['control characters', 'a\u0001\u0007\u001bb', 'ab'],
  ['right-to-left', 'שלום \u202eabc\u202c مرحبا', 'שלום \u202eabc\u202c مرحبا'],
  ['emoji and combining marks', '👩‍👩‍👧‍👦 e\u0301 🇩🇪', '👩‍👩‍👧‍👦 e\u0301 🇩🇪'],
  ['the last character there is', 'x\u{10ffff}', 'x\u{10ffff}'],
  ['a path', '../../../../etc/passwd', '../../../../etc/passwd'],
  ['a prototype', '__proto__', '__proto__'],
  ['a formula', '=HYPERLINK("http://x")', '=HYPERLINK("http://x")'],
]

/** Every element of text, by kind of item. */
const FIELDS: Record<'Calendar' | 'Tasks' | 'Contacts', { make: () => Element; tags: Tag[] }> = {
  Calendar: {
    make: () => appointment('x', inDays(2)),
    tags: ['Calendar:Subject', 'Calendar:UID'],
  },
  Tasks: { make: () => task('x', inDays(2)), tags: ['Tasks:Subject'] },
  Contacts: {
    make: () => contact('x'),
    tags: [
      'Contacts:LastName',
      'Contacts:FirstName',
      'Contacts:CompanyName',
      'Contacts:BusinessAddressStreet',
      'Contacts:BusinessAddressCity',
      'Contacts:BusinessAddressPostalCode',
      'Contacts:BusinessAddressCountry',
      'Contacts:HomePhoneNumber',
      'Contacts:Email1Address',
      'Contacts:WebPage',
      'Contacts:Title',
      'Contacts2:NickName',
    ],
  },
}
const KINDS = Object.keys(FIELDS) as (keyof typeof FIELDS)[]

test.each(KINDS)('every text of %s takes whatever people and attackers write', async (kind) => {
  const { make, tags } = FIELDS[kind]
  const [phone, other] = [await newPhone(), await newPhone()]
  const wanted: [Tag, string, string][] = []
  const commands = tags.flatMap((tag) =>
    TEXTS.map(([, sent, kept]): ClientCommand => {
      wanted.push([tag, sent, kept])
      return {
        kind: 'add',
        clientId: `c${wanted.length}`,
        data: withTexts(make(), { [tag]: sent }),
      }
    }),
  )
  const answer = await phone.send(kind, { commands })
  const results = new Map(answer?.results.map((result) => [result.clientId, result]))
  await other.sync(kind)
  for (const [index, [tag, sent, kept]] of wanted.entries()) {
    const { status, serverId = '' } = results.get(`c${index + 1}`) ?? {}
    // Refused is allowed, half stored is not.
    const shown = childOf(other.items(kind).get(serverId), tag)?.text
    if (status === 1) expect([tag, sent, shown]).toEqual([tag, sent, kept])
    else expect([tag, sent, status]).toEqual([tag, sent, 6])
  }
  const refused = [...results.values()].filter(({ status }) => status !== 1)
  expect(refused.length).toBeLessThan(results.size / 2)
})

const note = (text: string) =>
  element('AirSyncBase:Body', [element('AirSyncBase:Type', 1), element('AirSyncBase:Data', text)])

test.each(KINDS)('a note of 1 MB in %s is kept whole', async (kind) => {
  const text = 'Zeile mit Umlauten: äöü\r\n'.repeat(40_000)
  const { make } = FIELDS[kind]
  const [phone, other] = [await newPhone(), await newPhone()]
  const data = make()
  const id = await phone.add(kind, { ...data, children: [...data.children, note(text)] })
  await other.sync(kind)
  const body = childOf(other.items(kind).get(id), 'AirSyncBase:Body')
  expect(childOf(body, 'AirSyncBase:Data')?.text?.trim()).toBe(text.trim())
})

/** Items that can't be stored, each beside a good one before and after it. */
const WRONG: [name: string, kind: FolderKind, data: () => Element][] = [
  ['a start that is no time', 'Calendar', () => changed({ 'Calendar:StartTime': 'morgen' })],
  [
    'a start in the year 0',
    'Calendar',
    () => changed({ 'Calendar:StartTime': '00000101T000000Z' }),
  ],
  ['the 31st of February', 'Calendar', () => changed({ 'Calendar:StartTime': '20260231T000000Z' })],
  [
    'an end before its start',
    'Calendar',
    () => changed({ 'Calendar:EndTime': '20000101T000000Z' }),
  ],
  ['a reminder that is none', 'Calendar', () => changed({ 'Calendar:Reminder': 'x' })],
  ['a reminder without bounds', 'Calendar', () => changed({ 'Calendar:Reminder': '9'.repeat(30) })],
  ['a zone that is none', 'Calendar', () => changed({ 'Calendar:Timezone': '!!!' })],
  ['a zone cut short', 'Calendar', () => changed({ 'Calendar:Timezone': 'AAAA' })],
  ['a zone of 1 MB', 'Calendar', () => changed({ 'Calendar:Timezone': 'A'.repeat(1_000_000) })],
  ['a privacy of 99', 'Calendar', () => changed({ 'Calendar:Sensitivity': '99' })],
  ['an all-day flag of x', 'Calendar', () => changed({ 'Calendar:AllDayEvent': 'x' })],
  ['a series without a type', 'Calendar', () => series([])],
  ['a series of type 99', 'Calendar', () => series([element('Calendar:Type', 99)])],
  [
    'a series without an interval',
    'Calendar',
    () => series([element('Calendar:Type', 0), interval('0')]),
  ],
  [
    'a series of 10^9 days',
    'Calendar',
    () => series([element('Calendar:Type', 0), interval('999999999')]),
  ],
  ['1,000 exceptions', 'Calendar', () => manyExceptions(1_000)],
  ['1,000 attendees', 'Calendar', () => manyAttendees(1_000)],
  ['10,000 categories', 'Calendar', () => manyCategories(10_000)],
  ['elements of a contact', 'Calendar', () => contact('Verirrt')],
  ['an element that does not belong there', 'Tasks', () => appointment('Verirrt', inDays(1))],
  [
    'a day that is none',
    'Tasks',
    () => withTexts(task('x', inDays(1)), { 'Tasks:DueDate': 'bald' }),
  ],
  [
    'an importance of 99',
    'Tasks',
    () => withTexts(task('x', inDays(1)), { 'Tasks:Importance': '99' }),
  ],
  [
    'a birthday that is none',
    'Contacts',
    () => withTexts(contact('x'), { 'Contacts:Birthday': 'x' }),
  ],
  [
    'a picture that is none',
    'Contacts',
    () => withTexts(contact('x'), { 'Contacts:Picture': '***' }),
  ],
  [
    'a picture of 3 MB',
    'Contacts',
    () => withTexts(contact('x'), { 'Contacts:Picture': 'A'.repeat(3e6) }),
  ],
  ['nothing in it', 'Contacts', () => applicationData()],
]

const changed = (texts: Partial<Record<Tag, string>>) =>
  withTexts(appointment('Falsch', inDays(2)), texts)
const interval = (text: string) => element('Calendar:Interval', text)
const series = (children: Element[]) =>
  appointment('Serie', inDays(2), element('Calendar:Recurrence', children))

function manyExceptions(count: number): Element {
  const one = element('Calendar:Exception', [element('Calendar:Deleted', 1)])
  const daily = element('Calendar:Recurrence', [element('Calendar:Type', 0), interval('1')])
  const exceptions = element('Calendar:Exceptions', new Array(count).fill(one))
  return appointment('Ausnahmen', inDays(2), daily, exceptions)
}

function manyAttendees(count: number): Element {
  const attendees = Array.from({ length: count }, (_, index) =>
    element('Calendar:Attendee', [
      element('Calendar:Email', `a${index}@example.com`),
      element('Calendar:Name', `A ${index}`),
    ]),
  )
  return appointment('Viele', inDays(2), element('Calendar:Attendees', attendees))
}

function manyCategories(count: number): Element {
  const categories = Array.from({ length: count }, (_, index) =>
    element('Calendar:Category', `k${index}`),
  )
  return appointment('Viele', inDays(2), element('Calendar:Categories', categories))
}

test.each(WRONG)('%s harms no other item of the request (%s)', async (_, kind, data) => {
  const [phone, other] = [await newPhone(), await newPhone()]
  const good = () => FIELDS[kind as keyof typeof FIELDS].make()
  const commands: ClientCommand[] = [good(), data(), good()].map((one, index) => {
    return { kind: 'add', clientId: `c${index}`, data: one }
  })
  const answer = await phone.send(kind, { commands })
  const status = (id: string) => answer?.results.find(({ clientId }) => clientId === id)?.status
  expect([status('c0'), status('c2')]).toEqual([1, 1])
  expect([1, 6]).toContain(status('c1'))
  // What was stored is shown everywhere; what was refused, nowhere.
  await other.sync(kind)
  const ids = answer?.results.flatMap((one) => (one.status === 1 && one.serverId) || []) ?? []
  const shown = [...other.items(kind).keys()]
  expect(shown).toEqual(expect.arrayContaining([ids[0], ids.at(-1)]))
  expect(shown.length).toBeLessThanOrEqual(ids.length)
  expect((await other.sync(kind)).pages).toBe(0)
})

test('a Change with wrong data leaves the item as it was', async () => {
  const [phone, other] = [await newPhone(), await newPhone()]
  const id = await phone.add('Calendar', appointment('Gut', inDays(2)))
  await other.sync('Calendar')
  const wrong = withTexts(appointment('Schlecht', inDays(2)), { 'Calendar:StartTime': 'nie' })
  await expect(other.change('Calendar', id, wrong)).rejects.toMatchObject({ status: 6 })
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Gut'])
})

describe('characters that only bytes can say', () => {
  const PLACE = 'PLACEHOLDER'

  /** An Add whose title is what these bytes of WBXML content say. */
  async function addWithTitle(phone: Phone, content: number[]): Promise<number> {
    const whole = encode(
      syncElement(
        {
          collections: [
            {
              collectionId: phone.folderId('Calendar'),
              syncKey: phone.replica('Calendar').syncKey,
              commands: [{ kind: 'add', clientId: 'c', data: appointment(PLACE, inDays(2)) }],
            },
          ],
        },
        '16.1',
      ),
    )
    // STR_I, the text, its NUL.
    const inline = Buffer.concat([Buffer.of(0x03), Buffer.from(PLACE), Buffer.of(0)])
    const at = whole.indexOf(inline)
    const bytes = Buffer.concat([
      whole.subarray(0, at),
      Buffer.from(content),
      whole.subarray(at + inline.length),
    ])
    return (await phone.client.bytes('Sync', bytes)).status
  }

  const OPAQUE = 0xc3
  const ENTITY = 0x02
  const A = 0x41

  test.each<[string, number[], string | null]>([
    ['a NUL in an opaque', [OPAQUE, 3, A, 0, A], 'AA'],
    ['an opaque that is no UTF-8', [OPAQUE, 2, 0xff, A], '\ufffdA'],
    ['half a surrogate pair in UTF-8', [OPAQUE, 4, 0xed, 0xa0, 0x80, A], '\ufffd\ufffd\ufffdA'],
    ['a NUL as entity', [ENTITY, 0, 0x03, A, 0], 'A'],
    ['half a surrogate pair as entity', [ENTITY, 0x83, 0xb0, 0x00, 0x03, A, 0], null],
    ['an entity beyond Unicode', [ENTITY, 0xc4, 0x80, 0x00, 0x03, A, 0], null],
    ['a string that is no UTF-8', [0x03, 0xc3, 0x28, 0], '\ufffd('],
  ])('%s is stored clean, or refused', async (_, content, kept) => {
    const [phone, other] = [await newPhone(), await newPhone()]
    expect([200, 400]).toContain(await addWithTitle(phone, content))
    await other.sync('Calendar')
    const titles = other.list('Calendar', 'Calendar:Subject')
    if (kept !== null) expect(titles).toEqual([kept])
    for (const title of titles) expect(Buffer.from(title).toString()).toBe(title)
  })
})
