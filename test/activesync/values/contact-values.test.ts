import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
} from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone, withTexts } from '../../support/phone.js'
import { body, withElements } from '../sync/elements.js'
import { contactData, newOffice, type Office, onlyItem } from '../sync/support.js'
import { addOf, changeOf, namesOf } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

/** MS-ASCNTC, Picture: 48 KB of base64. */
const PICTURE_LIMIT = 48 * 1024
const many = (count: number, parent: Tag, child: Tag) =>
  element(
    parent,
    Array.from({ length: count }, (_, n) => element(child, `Nummer ${n}`)),
  )

describe.each(['2.5', '12.1', '14.1', '16.1'] as const)('in %s', (version) => {
  let phone: Phone
  beforeEach(async () => {
    phone = await office.phone({ version })
    await phone.sync('Contacts')
  })
  const add = (data: Element) => addOf(phone, 'Contacts', data)
  const change = (id: string, data: Element) => changeOf(phone, 'Contacts', id, data)
  async function shown(): Promise<Element | undefined> {
    const other = await office.phone({ version })
    await other.sync('Contacts')
    return other.items('Contacts').get(onlyItem(other, 'Contacts'))
  }
  const told = async (tag: Tag) => childOf(await shown(), tag)?.text

  test('MS-ASCNTC_R384 a Picture over 48 KB of base64 is 6, in an Add and in a Change', async () => {
    const over = contactData('Groß', { 'Contacts:Picture': 'A'.repeat(PICTURE_LIMIT + 4) })
    expect((await add(over)).status).toBe(6)
    const { serverId } = await add(contactData('Klein'))
    expect(await change(serverId, over)).toBe(6)
    expect(await told('Contacts:LastName')).toBe('Klein')
    const most = contactData('Klein', { 'Contacts:Picture': 'A'.repeat(PICTURE_LIMIT) })
    expect(await change(serverId, most)).toBe(1)
  })

  test.each(['Birthday', 'Anniversary'] as const)('%s that is no date is 6', async (name) => {
    const data = contactData('x', { [`Contacts:${name}`]: 'im Mai' })
    expect((await add(data)).status).toBe(6)
    const { serverId } = await add(contactData('x'))
    expect(await change(serverId, data)).toBe(6)
  })

  test('MS-ASCNTC_R97 MS-ASCNTC_R107 what only phones know is kept and told', async () => {
    const texts = {
      'Contacts:Anniversary': '2010-06-01T00:00:00.000Z',
      'Contacts2:AccountName': 'Konto 7',
      'Contacts2:CustomerId': 'K-1',
      'Contacts2:GovernmentId': 'G-2',
      'Contacts2:ManagerName': 'Chefin',
      'Contacts2:MMS': 'mms',
    } as const
    expect((await add(contactData('Voll', texts))).status).toBe(1)
    const item = await shown()
    for (const [tag, text] of Object.entries(texts)) {
      expect([tag, childOf(item, tag as Tag)?.text]).toEqual([tag, text])
    }
  })

  test('MS-ASCNTC_R183 MS-ASCNTC_R194 MS-ASCNTC_R10040 300 categories and children are kept, no more', async () => {
    const data = withElements(
      contactData('Kinderreich'),
      many(301, 'Contacts:Categories', 'Contacts:Category'),
      many(301, 'Contacts:Children', 'Contacts:Child'),
    )
    expect((await add(data)).status).toBe(1)
    const item = await shown()
    expect(childrenOf(childOf(item, 'Contacts:Categories'), 'Contacts:Category')).toHaveLength(300)
    expect(childrenOf(childOf(item, 'Contacts:Children'), 'Contacts:Child')).toHaveLength(300)
  })
})

test.each(['12.1', '14.1', '16.1'])(
  'MS-ASCNTC_R512 MS-ASCNTC_R461 in %s the note is cut as asked, and stays without a Body',
  async (version) => {
    const phone = await office.phone({ version })
    phone.use('Contacts', { bodyPreferences: [{ type: 1, truncationSize: 5 }] })
    await phone.sync('Contacts')
    const data = withElements(contactData('Notiz'), body('Ruft gern an'))
    const { serverId } = await addOf(phone, 'Contacts', data)
    await changeOf(phone, 'Contacts', serverId, contactData('Anders'))
    const other = await office.phone({ version })
    other.use('Contacts', { bodyPreferences: [{ type: 1, truncationSize: 5 }] })
    await other.sync('Contacts')
    const item = other.items('Contacts').get(onlyItem(other, 'Contacts'))
    const note = childOf(item, 'AirSyncBase:Body')
    expect(childOf(note, 'AirSyncBase:Data')?.text).toBe('Ruft ')
    expect(childOf(note, 'AirSyncBase:Truncated')?.text).toBe('1')
    expect(childOf(note, 'AirSyncBase:EstimatedDataSize')?.text).toBe('12')
  },
)

describe.each([
  ['MS-ASCNTC_R485', 'Contacts', 'Contacts:LastName'],
  ['MS-ASTASK_R358', 'Tasks', 'Tasks:Subject'],
  ['MS-ASCAL_R530', 'Calendar', 'Calendar:Subject'],
] as const)('%s', (_, kind, tag) => {
  test(`an ItemOperations of ${kind} returns what its Schema names, and nothing else`, async () => {
    await office.contact()
    await office.task({ note: 'x', priority: 1 })
    await office.appointment({ location: 'Büro' })
    const phone = await office.phone({ version: '14.1' })
    await phone.sync(kind)
    const fetch = element('ItemOperations:Fetch', [
      element('ItemOperations:Store', 'Mailbox'),
      element('AirSync:CollectionId', phone.folderId(kind)),
      element('AirSync:ServerId', onlyItem(phone, kind)),
      element('ItemOperations:Options', [element('ItemOperations:Schema', [element(tag)])]),
    ])
    const root = element('ItemOperations:ItemOperations', [fetch])
    const { body } = await phone.client.command('ItemOperations', root)
    const response = childOf(body ?? undefined, 'ItemOperations:Response')
    const fetched = childOf(response, 'ItemOperations:Fetch')
    const properties = childOf(fetched, 'ItemOperations:Properties')
    expect(namesOf(properties)).toEqual([tag.split(':')[1]])
  })
})

describe('MS-ASCMD_R5906 to R5912, which elements a Change deletes by leaving them out', () => {
  const full = () =>
    contactData('Alt', { 'Contacts:FirstName': 'Eva', 'Contacts:CompanyName': 'Kauf GmbH' })

  test.each([
    ['MS-ASCMD_R5906 without Supported all', undefined, [undefined, undefined]],
    [
      'MS-ASCMD_R5907 MS-ASCMD_R5908 MS-ASCMD_R5911 MS-ASCMD_R5912 what Supported lists',
      [element('Contacts:LastName'), element('Contacts:FirstName')],
      [undefined, 'Kauf GmbH'],
    ],
    ['MS-ASCMD_R5909 with an empty Supported none', [], ['Eva', 'Kauf GmbH']],
  ])('%s', async (_, supported, left) => {
    await office.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [
      office.tenant.id,
    ])
    const phone = await office.phone({ version: '14.1' })
    if (supported) phone.use('Contacts', { supported })
    await phone.sync('Contacts')
    const { serverId } = await addOf(phone, 'Contacts', withTexts(full(), {}))
    const bare = applicationData(element('Contacts:LastName', 'Neu'))
    expect(await changeOf(phone, 'Contacts', serverId, bare)).toBe(1)
    const other = await office.phone({ version: '14.1' })
    await other.sync('Contacts')
    const item = other.items('Contacts').get(onlyItem(other, 'Contacts'))
    expect([
      childOf(item, 'Contacts:LastName')?.text,
      childOf(item, 'Contacts:FirstName')?.text,
      childOf(item, 'Contacts:CompanyName')?.text,
    ]).toEqual(['Neu', ...left])
  })
})
