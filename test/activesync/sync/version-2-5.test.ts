import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import { type EasAnswer, EasClient } from '../../../src/client/eas-client.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { expectValid } from '../../support/schema.js'
import { PASSWORD, type Row } from '../../support/tenant.js'
import { inDays, newOffice, type Office } from './support.js'

/** What 2.5 has of its own, in its own tags: this client translates nothing. */

let database: Database
let gateway: ClockGateway
let office: Office
let client: EasClient

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  client = clientOf('2.5')
})
afterEach(() => client.close())

function clientOf(version: string, user = office.account.login): EasClient {
  const url = `${gateway.baseUrl}/Microsoft-Server-ActiveSync`
  const device = { deviceId: `old${version}`, deviceType: 'PocketPC' }
  return new EasClient({ url, user, password: PASSWORD, version, ...device })
}

const CLASSES = [
  ['Calendar', 'appointment'],
  ['Contacts', 'contact'],
  ['Tasks', 'task'],
] as const
type ClassName = (typeof CLASSES)[number][0]

/** One collection, named by its class only, as Windows Mobile did. */
async function sync(className: string, key: string, ...more: Element[]): Promise<Element> {
  const answer = await request(collection(className, key, ...more))
  expect(answer.status).toBe(200)
  const found = childOf(childOf(answer.body, 'AirSync:Collections'), 'AirSync:Collection')
  if (!found) throw new Error('An answer without a collection')
  return found
}

function collection(className: string, key: string, ...more: Element[]): Element {
  return element('AirSync:Collection', [
    element('AirSync:Class', className),
    element('AirSync:SyncKey', key),
    ...more,
  ])
}

function request(...collections: Element[]): Promise<EasAnswer> {
  return client.command(
    'Sync',
    element('AirSync:Sync', [element('AirSync:Collections', collections)]),
  )
}

const keyOf = (answer: Element) => textOf(answer, 'AirSync:SyncKey') ?? ''
const commands = (answer: Element, op: Tag = 'AirSync:Add') =>
  childrenOf(childOf(answer, 'AirSync:Commands'), op)
const getChanges = element('AirSync:GetChanges')
const truncation = (value: number) =>
  element('AirSync:Options', [element('AirSync:Truncation', value)])

/** The key and the data of the one item that is there. */
async function firstSync(className: ClassName, ...more: Element[]) {
  const initial = await sync(className, '0')
  const answer = await sync(className, keyOf(initial), getChanges, ...more)
  const [add] = commands(answer)
  const data = childOf(add, 'AirSync:ApplicationData')
  return { key: keyOf(answer), serverId: textOf(add, 'AirSync:ServerId') ?? '', data }
}

function change(serverId: string, ...data: Element[]): Element {
  return element('AirSync:Commands', [
    element('AirSync:Change', [
      element('AirSync:ServerId', serverId),
      element('AirSync:ApplicationData', data),
    ]),
  ])
}

async function stored(table: string): Promise<Row | undefined> {
  const text = `select * from ${table} where tenant_id = $1`
  return (await office.tenant.sql(text, [office.tenant.id]))[0]
}

describe.each(CLASSES)('the text of an item of %s', (className, table) => {
  const body: Tag = `${className}:Body`
  const bodyTruncated: Tag = `${className}:BodyTruncated`
  const make = (note: string) => office[table as 'task']({ note })

  test('R-ONO-71 stands in the tags of its class', async () => {
    await make('Grüße\nund mehr')
    const { data } = await firstSync(className)
    expect(textOf(data, body)).toBe('Grüße\r\nund mehr')
    expect(textOf(data, bodyTruncated)).toBe('0')
    const sizes = { Calendar: undefined, Contacts: '17', Tasks: '17' }
    expect(data?.children.find(({ tag }) => tag.endsWith(':BodySize'))?.text).toBe(sizes[className])
    expect(data?.children.filter(({ tag }) => tag.startsWith('AirSyncBase:'))).toEqual([])
  })

  test('is cut where Truncation says so', async () => {
    await make('x'.repeat(600))
    const { data } = await firstSync(className, truncation(1))
    expect(textOf(data, body)).toBe('x'.repeat(512))
    expect(textOf(data, bodyTruncated)).toBe('1')
  })

  test.each([
    [0, 0],
    [2, 1_024],
    [3, 2_048],
    [4, 5_120],
    [5, 10_240],
    [6, 20_480],
    [7, 51_200],
    [8, 102_400],
    [9, 110_000],
  ])('with Truncation %d has %d bytes', async (value, bytes) => {
    await make('x'.repeat(110_000))
    const { data } = await firstSync(className, truncation(value))
    expect((textOf(data, body) ?? '').length).toBe(bytes)
    expect(textOf(data, bodyTruncated)).toBe(value === 9 ? '0' : '1')
  })

  test('comes from the phone in them, and what it was sent cut is not cut by it', async () => {
    await make('x'.repeat(600))
    const { key, serverId, data } = await firstSync(className, truncation(1))
    const echo = await sync(className, key, change(serverId, ...(data?.children ?? [])))
    expect((await stored(table))?.note).toBe('x'.repeat(600))
    const kept = data?.children.filter(({ tag }) => !tag.includes(':Body')) ?? []
    await sync(className, keyOf(echo), change(serverId, ...kept, element(body, 'Neu')))
    expect((await stored(table))?.note).toBe('Neu')
  })

  test('RTF beside it says nothing new', async () => {
    await make('Notiz')
    const { key, serverId, data } = await firstSync(className)
    const rtf: Tag = `${className}:Rtf`
    const sent = [...(data?.children ?? []), element(rtf, 'AAAA')]
    const answer = await sync(className, key, change(serverId, ...sent))
    expect(childOf(answer, 'AirSync:Responses')).toBeUndefined()
    expect((await stored(table))?.note).toBe('Notiz')
  })
})

test('a task in the bytes of 2.5 is stored, its note in page 9, token 5', async () => {
  const initial = await sync('Tasks', '0')
  const key = Buffer.from(keyOf(initial)).toString('hex')
  const inline = (text: string) => `03${Buffer.from(text).toString('hex')}00`
  const bytes = [
    '03016a00', // WBXML 1.3, UTF-8, no strings
    '455c4f', // Sync, Collections, Collection
    `50${inline('Tasks')}01`, // Class
    `4b03${key}0001`, // SyncKey
    '5647', // Commands, Add
    `4c${inline('c1')}01`, // ClientId
    '5d', // ApplicationData
    `0009${'60'}${inline('Anruf')}01`, // page 9, Subject
    `45${inline('Zuerst Müller')}01`, // Body
    `47${inline('0')}01`, // BodyTruncated
    '01'.repeat(6),
  ].join('')
  const answer = await client.bytes('Sync', Buffer.from(bytes, 'hex'))
  expect(answer.status).toBe(200)
  expect(await stored('task')).toMatchObject({ title: 'Anruf', note: 'Zuerst Müller' })
})

test('a note of an exception of a series is in the tags of Calendar too', async () => {
  const start = inDays(1)
  const appointment_id = await office.appointment({ rrule: 'FREQ=DAILY;COUNT=3' })
  const second = new Date(inDays(2, start)).toISOString()
  await office.tenant.insert('appointment_override', {
    appointment_id,
    recurrence_id: second,
    changes: JSON.stringify({ note: 'nur heute' }),
  })
  const { data } = await firstSync('Calendar')
  const exceptions = childOf(data, 'Calendar:Exceptions')
  const exception = childOf(exceptions, 'Calendar:Exception')
  expect(textOf(exception, 'Calendar:Body')).toBe('nur heute')
})

test('attendees have neither status nor type, and keep those that they have', async () => {
  office = await newOffice(database, gateway.baseUrl, { rule_set: 'exchange' })
  client.close()
  client = clientOf('2.5')
  const appointment_id = await office.appointment({ title: 'Runde' })
  const guest = { appointment_id, email: 'gast@example.com', name: 'Gast', optional: true }
  await office.tenant.insert('appointment_participant', { ...guest, status: 'accepted' })
  const { key, serverId, data } = await firstSync('Calendar')
  const attendee = childOf(childOf(data, 'Calendar:Attendees'), 'Calendar:Attendee')
  expect(attendee?.children.map(({ tag }) => tag)).toEqual(['Calendar:Email', 'Calendar:Name'])
  await sync('Calendar', key, change(serverId, ...(data?.children ?? [])))
  const told = { email: 'gast@example.com', status: 'accepted', optional: true }
  expect(await stored('appointment_participant')).toMatchObject(told)
})

test('MS-ASCMD Class, a collection named by its class is the default one', async () => {
  await office.task({ title: 'Anruf' })
  const initial = await sync('Tasks', '0')
  expect(textOf(initial, 'AirSync:CollectionId')).toBe(`tasks-${office.account.tasks}`)
  expect(textOf(initial, 'AirSync:Class')).toBe('Tasks')
  const estimate = await client.command(
    'GetItemEstimate',
    element('GetItemEstimate:GetItemEstimate', [
      element('GetItemEstimate:Collections', [
        element('GetItemEstimate:Collection', [
          element('GetItemEstimate:Class', 'Tasks'),
          element('AirSync:FilterType', 0),
          element('AirSync:SyncKey', keyOf(initial)),
        ]),
      ]),
    ]),
  )
  const response = childOf(estimate.body, 'GetItemEstimate:Response')
  const counted = childOf(response, 'GetItemEstimate:Collection')
  expect(textOf(counted, 'GetItemEstimate:Estimate')).toBe('1')
  expect(textOf(counted, 'GetItemEstimate:Class')).toBe('Tasks')
})

describe.each(['2.5', '12.0'])('%s has no Sync without a body, and no silence', (version) => {
  beforeEach(() => {
    client.close()
    client = clientOf(version)
  })

  test('nothing new is told in a document, with the key it had', async () => {
    const initial = await sync('Tasks', '0')
    const first = await sync('Tasks', keyOf(initial), getChanges)
    for (const answer of [first, await sync('Tasks', keyOf(first), getChanges)]) {
      expect(textOf(answer, 'AirSync:Status')).toBe('1')
      expect(commands(answer)).toEqual([])
      expect(keyOf(answer)).toBe(keyOf(first))
    }
  })

  test('an empty request, and one without collections, are HTTP 400', async () => {
    await sync('Tasks', '0')
    expect((await client.command('Sync', null)).status).toBe(400)
    const empty = element('AirSync:Sync', [element('AirSync:Collections')])
    expect((await client.command('Sync', empty)).status).toBe(400)
  })

  test('Wait and Partial, which it does not have, are passed over', async () => {
    const initial = await sync('Tasks', '0')
    const collections = element('AirSync:Collections', [
      collection('Tasks', keyOf(initial), getChanges),
    ])
    const more = [element('AirSync:Wait', 59), element('AirSync:Partial')]
    const answer = await client.command('Sync', element('AirSync:Sync', [collections, ...more]))
    const found = childOf(childOf(answer.body, 'AirSync:Collections'), 'AirSync:Collection')
    expect(textOf(found, 'AirSync:Status')).toBe('1')
  })
})

describe('MS-ASCMD GetHierarchy', () => {
  test.each(['2.5', '12.0', '12.1'])(
    'MS-ASCMD_R6026 in %s it lists the mail folders and nothing else',
    async (version) => {
      client.close()
      client = clientOf(version)
      const { status, body } = await client.command('GetHierarchy', null)
      expect(status).toBe(200)
      expectValid(body)
      const folders = childrenOf(body, 'FolderHierarchy:Folder')
      expect(folders.map((folder) => textOf(folder, 'FolderHierarchy:Type'))).toEqual([
        '2',
        '3',
        '4',
        '5',
        '6',
      ])
      expect(textOf(folders[0], 'FolderHierarchy:ServerId')).toBe('mail-inbox')
    },
  )

  test.each(['14.0', '14.1', '16.0', '16.1'])(
    'MS-ASCMD_R6049 in %s it is no command',
    async (version) => {
      client.close()
      client = clientOf(version)
      expect((await client.command('GetHierarchy', null)).status).toBe(501)
    },
  )
})

describe('MS-ASPROV_R965 Provision', () => {
  const policyOf = (answer: EasAnswer) =>
    childOf(childOf(answer.body, 'Provision:Policies'), 'Provision:Policy')
  const ask = (...content: Element[]) =>
    client.command(
      'Provision',
      element('Provision:Provision', [
        element('Provision:Policies', [element('Provision:Policy', content)]),
      ]),
    )
  const type = (name: string) => element('Provision:PolicyType', name)

  test('gives a policy in XML that demands nothing, and a key in two phases', async () => {
    const first = policyOf(await ask(type('MS-WAP-Provisioning-XML')))
    expect(textOf(first, 'Provision:PolicyType')).toBe('MS-WAP-Provisioning-XML')
    // 4131: 1 is "no password is required"
    expect(textOf(first, 'Provision:Data')).toContain('<parm name="4131" value="1"/>')
    const key = element('Provision:PolicyKey', textOf(first, 'Provision:PolicyKey'))
    const acknowledged = [type('MS-WAP-Provisioning-XML'), key, element('Provision:Status', 1)]
    const second = policyOf(await ask(...acknowledged))
    expect(textOf(second, 'Provision:Status')).toBe('1')
    expect(textOf(second, 'Provision:PolicyKey')).not.toBe(key.text)
    expect(childOf(second, 'Provision:Data')).toBeUndefined()
  })

  test('each version has a policy type of its own', async () => {
    const other = policyOf(await ask(type('MS-EAS-Provisioning-WBXML')))
    expect(textOf(other, 'Provision:Status')).toBe('3')
    client.close()
    client = clientOf('12.0')
    const wap = policyOf(await ask(type('MS-WAP-Provisioning-XML')))
    expect(textOf(wap, 'Provision:Status')).toBe('3')
    const own = policyOf(await ask(type('MS-EAS-Provisioning-WBXML')))
    const document = childOf(childOf(own, 'Provision:Data'), 'Provision:EASProvisionDoc')
    // Such as AllowCamera came with 12.1.
    expect(document?.children.map(({ tag }) => tag)).toEqual([
      'Provision:DevicePasswordEnabled',
      'Provision:PasswordRecoveryEnabled',
      'Provision:AttachmentsEnabled',
      'Provision:AllowSimpleDevicePassword',
    ])
  })
})
