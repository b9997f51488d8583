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

const fetchBy = (store: string | null, ...by: Element[]) =>
  element('ItemOperations:Fetch', [
    store === null ? null : element('ItemOperations:Store', store),
    ...by,
  ])
const statusesOf = (responses: readonly Element[]) =>
  responses.map((one) => textOf(one, 'ItemOperations:Status'))

test('what is no item of a folder has its own status, and names what was asked for', async () => {
  const file = element('AirSyncBase:FileReference', 'file-1')
  const long = element('Search:LongId', 'long-1')
  const link = element('DocumentLibrary:LinkId', '\\\\server\\share\\secret.doc')
  const { status, responses } = await ask(
    fetchBy('Mailbox', file),
    fetchBy('Mailbox', long),
    fetchBy('DocumentLibrary', link),
    fetchBy('Mailbox', link),
    fetchBy('Elsewhere', element('AirSync:ServerId', serverId)),
    fetchBy('Mailbox', collection()),
    fetchBy('Mailbox', element('AirSync:CollectionId', 'cal-99'), element('AirSync:ServerId', 'x')),
    fetchBy('mailbox', collection(), element('AirSync:ServerId', serverId)),
  )
  expect(status).toBe('1')
  expect(statusesOf(responses)).toEqual(['15', '6', '16', '16', '9', '2', '6', '1'])
  expect(responses[0]?.children).toContainEqual(file)
  expect(responses[1]?.children).toContainEqual(long)
  expect(responses[2]?.children).toContainEqual(link)
})

test('Range and MIMESupport are no error', async () => {
  const more = [element('ItemOperations:Range', '0-9'), element('AirSync:MIMESupport', 2)]
  const { responses } = await ask(fetchOf(serverId, options(preference(), ...more)))
  expect(bodyOf(responses[0])?.trim()).toBe(NOTE.trim())
})

test('MS-ASCMD_R193 all operations of a request are answered, in the order of the schema', async () => {
  const empty = element('ItemOperations:EmptyFolderContents', [
    element('AirSync:CollectionId', phone.folderId('Inbox')),
  ])
  const move = element('ItemOperations:Move', [
    { ...element('ItemOperations:ConversationId'), opaque: Buffer.from('abcd', 'hex') },
    element('ItemOperations:DstFldId', phone.folderId('Inbox')),
  ])
  const { responses } = await ask(fetchOf(serverId), empty, move, fetchOf('nothing'))
  expect(responses.map(({ tag }) => tag.split(':')[1])).toEqual([
    ...['Move', 'EmptyFolderContents', 'Fetch', 'Fetch'],
  ])
  expect(statusesOf(responses)).toEqual(['156', '1', '1', '6'])
})

test('R-ONO-105 no calendar, task list or address list is emptied, and nothing is lost', async () => {
  await office.appointment()
  await office.task()
  const kinds = ['Calendar', 'Tasks', 'Contacts'] as const
  const folders = [...kinds.map((kind) => phone.folderId(kind)), 'cal-99', '']
  const { responses } = await ask(
    ...folders.map((id) =>
      element('ItemOperations:EmptyFolderContents', [element('AirSync:CollectionId', id)]),
    ),
  )
  expect(statusesOf(responses)).toEqual(['2', '2', '2', '2', '2'])
  await phone.syncAll()
  expect(kinds.map((kind) => phone.items(kind).size)).toEqual([1, 1, 1])
})

test('MS-ASCMD_R7490 more than 100 operations are 11, and none is done', async () => {
  const most = Array.from({ length: 100 }, () => fetchOf('nothing'))
  expect((await ask(...most)).responses).toHaveLength(100)
  expect(await ask(...most, fetchOf(serverId))).toEqual({ status: '11', responses: [] })
})
