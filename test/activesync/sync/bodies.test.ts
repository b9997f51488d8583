import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { BodyPreference } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem } from './support.js'

type Kind = 'Calendar' | 'Tasks' | 'Contacts'
const KINDS: [Kind, string][] = [
  ['Calendar', 'appointment'],
  ['Tasks', 'task'],
  ['Contacts', 'contact'],
]
const PLAIN: BodyPreference = { type: 1 }
const HTML: BodyPreference = { type: 2 }

/** 2.5 asks for no kind of body: version-2-5.test.ts. */
const WITH_PREFERENCES = PROTOCOL_VERSIONS.filter((version) => version !== '2.5')

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const upload = (text: string, type = 1, ...more: Element[]) =>
  applicationData(
    element('AirSyncBase:Body', [
      element('AirSyncBase:Type', type),
      ...more,
      element('AirSyncBase:Data', text),
    ]),
  )

describe.each(
  WITH_PREFERENCES.flatMap((version) => KINDS.map(([kind, table]) => ({ version, kind, table }))),
)('$version, the note of a $table', ({ version, kind, table }) => {
  let office: Office

  beforeEach(async () => {
    office = await newOffice(database, gateway.baseUrl)
  })

  /** A phone that has the one item, by what it asks for. */
  async function phoneWith(...bodyPreferences: BodyPreference[]): Promise<Phone> {
    const phone = await office.phone({ version })
    phone.use(kind, { bodyPreferences })
    await phone.sync(kind)
    return phone
  }
  const make = (note: string) => office[table as 'task']({ note })
  const bodyOn = (phone: Phone) =>
    childOf(phone.items(kind).get(onlyItem(phone, kind)), 'AirSyncBase:Body')
  const data = (phone: Phone) => textOf(bodyOn(phone), 'AirSyncBase:Data')
  const size = (phone: Phone) => textOf(bodyOn(phone), 'AirSyncBase:EstimatedDataSize')
  const truncated = (phone: Phone) => textOf(bodyOn(phone), 'AirSyncBase:Truncated')
  async function stored(): Promise<unknown> {
    const [row] = await office.tenant.sql(`select note from ${table} where tenant_id = $1`, [
      office.tenant.id,
    ])
    return row?.note
  }
  const send = (phone: Phone, item: Element) => phone.change(kind, onlyItem(phone, kind), item)

  test('R-ONO-71 is plain with CRLF, or HTML for who takes nothing else', async () => {
    await make('a < b\nzwei  Leerzeichen')
    expect(data(await phoneWith(PLAIN))).toBe('a < b\r\nzwei  Leerzeichen')
    expect(data(await phoneWith(HTML, PLAIN))).toBe('a < b\r\nzwei  Leerzeichen')
    const html = await phoneWith(HTML)
    expect(textOf(bodyOn(html), 'AirSyncBase:Type')).toBe('2')
    expect(data(html)).toBe('<html><body>a &lt; b<br>\r\nzwei&nbsp; Leerzeichen</body></html>')
  })

  test('is cut at a character, with the size of the whole, and fetched whole', async () => {
    await make('äöü\nRest')
    const phone = await phoneWith({ type: 1, truncationSize: 5 })
    expect([data(phone), size(phone), truncated(phone)]).toEqual(['äö', '12', '1'])
    const fetched = await phone.client.itemOperationsFetch({
      collectionId: phone.folderId(kind),
      serverId: onlyItem(phone, kind),
      bodyPreferences: [PLAIN],
    })
    const whole = childOf(fetched.properties, 'AirSyncBase:Body')
    expect(textOf(whole, 'AirSyncBase:Data')).toBe('äöü\r\nRest')
    expect(textOf(whole, 'AirSyncBase:EstimatedDataSize')).toBe('12')
    expect(textOf(whole, 'AirSyncBase:Truncated')).toBeUndefined()
  })

  test('echoed truncated stays whole, and so does a shorter beginning of that', async () => {
    const note = 'Der Schlüssel liegt beim Nachbarn.\n'.repeat(40).trimEnd()
    await make(note)
    const phone = await phoneWith({ type: 1, truncationSize: 500 })
    const sent = data(phone) ?? ''
    expect(sent.length).toBeGreaterThan(400)
    for (const text of [sent, sent.slice(0, 300), sent.replaceAll('\r\n', '\n')]) {
      await send(phone, upload(text, 1, element('AirSyncBase:Truncated', 1)))
      await send(phone, upload(text))
      expect(await stored()).toBe(note)
    }
    await send(phone, upload('Etwas anderes'))
    expect(await stored()).toBe('Etwas anderes')
  })

  test('echoed as HTML is no change, however the client dresses it', async () => {
    const note = 'Größe & Preis\n  eingerückt  doppelt\n\n\nnach zwei Leerzeilen'
    await make(note)
    const phone = await phoneWith(HTML)
    await send(phone, upload(data(phone) ?? '', 2))
    expect(await stored()).toBe(note)
    const [first = '', ...rest] = note.split('\n')
    const dressed = `<HTML><HEAD><STYLE>p{margin:0}</STYLE></HEAD><BODY><DIV>${first.replace('&', '&amp;')}</DIV>`
    await send(
      phone,
      upload(`${dressed}${rest.map((line) => `<DIV>${line}<br></DIV>`).join('')}`, 2),
    )
    expect(await stored()).toBe(note)
  })

  test('sent as HTML is reduced to its text', async () => {
    await make('')
    const phone = await phoneWith(PLAIN)
    const html =
      '<p onclick="x()">F&uuml;r <b>Anna</b></p><script>alert(1)</script><img src=x onerror=y>' +
      '<ul><li>eins</li><li>zwei</li></ul><a href="https://firma.example/a">Plan</a>'
    await send(phone, upload(html, 2))
    expect(await stored()).toBe('Für Anna\neins\nzwei\nPlan <https://firma.example/a>')
  })

  test('has LF in the store and no control characters', async () => {
    await make('')
    const phone = await phoneWith(PLAIN)
    await send(phone, upload('eins\r\nzwei\rdrei\nvier\u0001\u000b\tTab'))
    expect(await stored()).toBe('eins\nzwei\ndrei\nvier\tTab')
    await office.tenant.sql(`update ${table} set note = $2 where tenant_id = $1`, [
      office.tenant.id,
      'a\u0002b\r\nc',
    ])
    expect(data(await phoneWith(PLAIN))).toBe('ab\r\nc')
  })

  test('of a megabyte goes both ways', async () => {
    const note = `${'Zeile mit Umlauten äöü\n'.repeat(40_000)}Ende`
    await make('')
    const phone = await phoneWith(PLAIN)
    await send(phone, upload(note.replaceAll('\n', '\r\n')))
    expect(await stored()).toBe(note)
    // 22 letters, 3 bytes more for the umlauts, CRLF; and the last word
    const bytes = String(40_000 * 27 + 4)
    const short = await phoneWith({ type: 1, truncationSize: 512 })
    expect([size(short), truncated(short)]).toEqual([bytes, '1'])
    const whole = await phoneWith(PLAIN)
    expect([size(whole), data(whole)?.length]).toEqual([bytes, 40_000 * 24 + 4])
  })

  test('of a type that is none of a text is refused, and the stored one stays', async () => {
    await make('bleibt')
    const phone = await phoneWith(PLAIN)
    await expect(send(phone, upload('e1xydGY=', 3))).rejects.toMatchObject({ status: 6 })
    expect(await stored()).toBe('bleibt')
  })
})
