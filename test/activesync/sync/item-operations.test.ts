import { childOf, type Element, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let serverId: string

const NOTE = 'Schlüssel beim Nachbarn, '.repeat(40)

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  await office.contact({ last_name: 'Kaufmann', first_name: 'Eva', note: NOTE })
  phone = await office.phone()
  phone.use('Contacts', { bodyPreferences: [{ type: 1, truncationSize: 10 }] })
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
})

const collection = () => element('AirSync:CollectionId', phone.folderId('Contacts'))
const fetchOf = (id: string, ...more: Element[]) =>
  element('ItemOperations:Fetch', [
    element('ItemOperations:Store', 'Mailbox'),
    collection(),
    element('AirSync:ServerId', id),
    ...more,
  ])
async function ask(...operations: Element[]) {
  const root = element('ItemOperations:ItemOperations', operations)
  const { body } = await phone.client.command('ItemOperations', root)
  const responses = childOf(body, 'ItemOperations:Response')?.children ?? []
  return { status: textOf(body, 'ItemOperations:Status'), responses }
}
const bodyOf = (response: Element | undefined) =>
  textOf(
    childOf(childOf(response, 'ItemOperations:Properties'), 'AirSyncBase:Body'),
    'AirSyncBase:Data',
  )
const preference = (size?: number) =>
  element('AirSyncBase:BodyPreference', [
    element('AirSyncBase:Type', 1),
    size === undefined ? null : element('AirSyncBase:TruncationSize', size),
  ])
const options = (...children: Element[]) => element('ItemOperations:Options', children)

test('R-ONO-11a a body that Sync sent truncated is fetched whole', async () => {
  const held = childOf(phone.items('Contacts').get(serverId), 'AirSyncBase:Body')
  expect(textOf(held, 'AirSyncBase:Data')?.length).toBeLessThanOrEqual(10)
  expect(textOf(held, 'AirSyncBase:Truncated')).toBe('1')
  const { status, responses } = await ask(fetchOf(serverId, options(preference())))
  expect(status).toBe('1')
  expect(textOf(responses[0], 'ItemOperations:Status')).toBe('1')
  expect(textOf(responses[0], 'AirSync:ServerId')).toBe(serverId)
  expect(bodyOf(responses[0])?.trim()).toBe(NOTE.trim())
})

test('R-ONO-11a a truncation asked for is kept', async () => {
  const { responses } = await ask(fetchOf(serverId, options(preference(100))))
  expect(bodyOf(responses[0])?.length).toBeLessThanOrEqual(100)
})

test('Schema names the only elements that come', async () => {
  const schema = element('ItemOperations:Schema', [element('Contacts:LastName')])
  const { responses } = await ask(fetchOf(serverId, options(schema)))
  const properties = childOf(responses[0], 'ItemOperations:Properties')
  expect(properties?.children.map(({ tag }) => tag)).toEqual(['Contacts:LastName'])
})

test('an unknown item gets 6, and the others of the request are fetched', async () => {
  const { status, responses } = await ask(fetchOf(`${serverId}9`), fetchOf(serverId))
  expect(status).toBe('1')
  expect(responses.map((one) => textOf(one, 'ItemOperations:Status'))).toEqual(['6', '1'])
})

test("another account's item gets 6", async () => {
  const stranger = await office.tenant.account()
  const id = await office.tenant.insert('contact', { last_name: 'Fremd' })
  await office.tenant.insert('contact_sync', { account_id: stranger.id, contact_id: id })
  const { responses } = await ask(fetchOf(`${phone.folderId('Contacts')}:${id}`))
  expect(textOf(responses[0], 'ItemOperations:Status')).toBe('6')
})

test('a request without operations gets 2', async () => {
  expect(await ask()).toEqual({ status: '2', responses: [] })
})

test('R-ONO-03 a mail folder is emptied with success, an address list is not', async () => {
  const empty = (folder: string) =>
    element('ItemOperations:EmptyFolderContents', [
      element('AirSync:CollectionId', folder),
      options(element('ItemOperations:DeleteSubFolders')),
    ])
  const { responses } = await ask(empty(phone.folderId('Inbox')), empty(phone.folderId('Contacts')))
  expect(responses.map((one) => textOf(one, 'ItemOperations:Status'))).toEqual(['1', '2'])
  expect(await office.count('contact')).toBe(1)
})

test('Move of a conversation is refused', async () => {
  const move = element('ItemOperations:Move', [
    { ...element('ItemOperations:ConversationId'), opaque: Buffer.from('abcd', 'hex') },
    element('ItemOperations:DstFldId', phone.folderId('Inbox')),
  ])
  const { responses } = await ask(move)
  expect(textOf(responses[0], 'ItemOperations:Status')).toBe('156')
})
