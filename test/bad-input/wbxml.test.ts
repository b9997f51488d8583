import fc from 'fast-check'
import { type Element, element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { ENDPOINT } from '../../src/client/check-report.js'
import { EasClient } from '../../src/client/eas-client.js'
import { syncElement } from '../../src/client/requests.js'
import { appointment, inDays } from '../acceptance/items.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { Phone } from '../support/phone.js'
import { PASSWORD } from '../support/tenant.js'
import { type Someone, someone } from './raw.js'

jest.setTimeout(120_000)

let gateway: Gateway
let who: Someone
let phone: Phone
/** Without the phone's check of each answer against the schemas. */
let client: EasClient

beforeAll(async () => {
  gateway = await startGateway({ env: { LOG_LEVEL: 'debug' } })
  who = await someone(gateway)
  phone = newPhone()
  await phone.setUp()
  await phone.syncAll()
  client = new EasClient({
    url: gateway.baseUrl + ENDPOINT,
    user: who.account.login,
    password: PASSWORD,
    deviceId: 'badinput',
    deviceType: 'TestPhone',
  })
})
afterAll(async () => {
  phone.close()
  client.close()
  await gateway.stop()
})
// Whatever came before: the gateway lives, and has told of no fault of its own.
afterEach(async () => {
  expect((await client.options()).status).toBe(200)
  expect(gateway.logs).not.toContain('unexpected error')
})

function newPhone(): Phone {
  return new Phone({ baseUrl: gateway.baseUrl, user: who.account.login, password: PASSWORD })
}

function syncOf(key: string, ...children: Element[]): Element {
  return element('AirSync:Sync', [
    element('AirSync:Collections', [
      element('AirSync:Collection', [
        element('AirSync:SyncKey', key),
        element('AirSync:CollectionId', phone.folderId('Calendar')),
        ...children,
      ]),
    ]),
  ])
}

/** A whole Sync with an Add in it, which must not be applied in part. */
function goodSync(): Element {
  return syncElement(
    {
      collections: [
        {
          collectionId: phone.folderId('Calendar'),
          syncKey: phone.replica('Calendar').syncKey,
          getChanges: true,
          windowSize: 25,
          filterType: 5,
          bodyPreferences: [{ type: 1, truncationSize: 200 }],
          commands: [{ kind: 'add', clientId: 'c1', data: appointment('Halb', inDays(1)) }],
        },
      ],
    },
    '16.1',
  )
}

function goodPing(): Element {
  const folder = [element('Ping:Id', phone.folderId('Tasks')), element('Ping:Class', 'Tasks')]
  return element('Ping:Ping', [
    element('Ping:HeartbeatInterval', 60),
    element('Ping:Folders', [element('Ping:Folder', folder)]),
  ])
}

function folderSync(): Element {
  return element('FolderHierarchy:FolderSync', [element('FolderHierarchy:SyncKey', '0')])
}

/** HTTP status of a body of any bytes, or 102 when its answer says just that; 0 when it parks. */
async function statusOf(command: string, body: Uint8Array, milliseconds = 20_000): Promise<number> {
  const signal = AbortSignal.timeout(milliseconds)
  try {
    const { status, body: answer } = await client.bytes(command, body, { signal })
    const [only, ...others] = answer?.children ?? []
    return only?.text === '102' && others.length === 0 ? 102 : status
  } catch (error) {
    if (signal.aborted) return 0
    throw error
  }
}

test.each([
  ['Sync', goodSync],
  ['Ping', goodPing],
  ['FolderSync', folderSync],
])('every truncation of a %s is status 102', async (command, good) => {
  const whole = encode(good())
  const found: [number, number][] = []
  for (let length = 1; length < whole.length; length++) {
    const status = await statusOf(command, whole.subarray(0, length))
    if (status !== 102) found.push([length, status])
  }
  expect(found).toEqual([])
  const count = 'select count(*) as n from appointment where tenant_id = $1'
  expect(await who.tenant.sql(count, [who.tenant.id])).toEqual([{ n: 0 }])
})

const PROLOGUE = [0x03, 0x01, 0x6a, 0x00]
const SYNC = 0x45

test.each<[string, number[]]>([
  ['nothing but a prologue', PROLOGUE],
  ['another format', [...Buffer.from('<?xml version="1.0"?><Sync/>')]],
  ['nesting of 100,000 elements', [...PROLOGUE, ...new Array(100_000).fill(SYNC)]],
  ['a million elements in one', [...PROLOGUE, SYNC, ...new Array(1_000_000).fill(0x05), 0x01]],
  ['a string table of 4 GB', [0x03, 0x01, 0x6a, 0x8f, 0xff, 0xff, 0xff, 0x7f]],
  ['an opaque of 2 GB', [...PROLOGUE, SYNC, 0xc3, 0x87, 0xff, 0xff, 0xff, 0x7f, 0x41]],
  ['a number without an end', [...PROLOGUE, SYNC, 0xc3, ...new Array(50).fill(0xff)]],
  ['a string without an end', [...PROLOGUE, SYNC, 0x03, ...new Array(1_000).fill(0x41)]],
  ['a code page that ends the document', [...PROLOGUE, 0x00]],
  ['ends without a beginning', [...PROLOGUE, 0x01, 0x01, 0x01]],
  ['bytes behind the root', [...PROLOGUE, 0x05, 0x41, 0x42]],
])('%s is status 102', async (_, bytes) => {
  expect(await statusOf('Sync', Uint8Array.from(bytes))).toBe(102)
})

test.each<[string, () => Element]>([
  ['another command', folderSync],
  ['an unknown collection', () => syncWithId('cal-999999999999999999999')],
  ['a collection id of SQL', () => syncWithId("cal-1' or '1'='1")],
  ['a collection id with a NUL', () => syncWithId('cal-1\u0001')],
  ['a collection id of 100 KB', () => syncWithId('x'.repeat(100_000))],
  ['a key of SQL', () => syncOf("'; drop table appointment; --")],
  ['a key of 100 KB', () => syncOf('{'.repeat(100_000))],
  ['numbers that are none', () => syncOf('0', element('AirSync:WindowSize', 'many'))],
  ['a window without bounds', () => syncOf('0', element('AirSync:WindowSize', '9'.repeat(400)))],
  ['a negative window', () => syncOf('0', element('AirSync:WindowSize', '-1'))],
  ['10,000 collections', () => manyCollections(10_000)],
  ['the same collection 300 times', () => manyCollections(300, phone.folderId('Calendar'))],
  ['5,000 commands', () => syncOf(phone.replica('Calendar').syncKey, manyAdds(5_000))],
  ['a command without a body', () => withCommand(element('AirSync:Add'))],
  ['an Add without data', () => withCommand(element('AirSync:Add', [clientId('x')]))],
  ['an Add with a ClientId of 1 MB', () => withCommand(add('x'.repeat(1_000_000)))],
  ['a Change of nothing', () => withCommand(element('AirSync:Change'))],
  ['a Delete of SQL', () => withCommand(element('AirSync:Delete', [serverId("' or 1=1 --")]))],
  ['a Fetch of what is not there', () => withCommand(element('AirSync:Fetch', [serverId('99')]))],
])('a Sync with %s gets a status of its own', async (_, root) => {
  const answer = await phone.client.command('Sync', root())
  expect([200, 400]).toContain(answer.status)
  if (answer.status === 200) expect(JSON.stringify(answer.body)).toMatch(/AirSync:Status/)
})

test('a Sync that names no collection repeats the one before: nothing changed', async () => {
  await phone.sync('Calendar')
  // Only a request that was answered with nothing new may be repeated (MS-ASCMD_R670).
  expect((await phone.sync('Calendar')).pages).toBe(0)
  for (const child of [element('AirSync:Collections'), element('AirSync:Status', 1)]) {
    const { status, body } = await phone.client.command('Sync', element('AirSync:Sync', [child]))
    expect({ status, body }).toEqual({ status: 200, body: null })
  }
})

const clientId = (text: string) => element('AirSync:ClientId', text)
const serverId = (text: string) => element('AirSync:ServerId', text)
const add = (id: string) => element('AirSync:Add', [clientId(id), appointment('Lang', inDays(1))])

function withCommand(command: Element): Element {
  return syncOf(phone.replica('Calendar').syncKey, element('AirSync:Commands', [command]))
}

function manyAdds(count: number): Element {
  const data = element('AirSync:ApplicationData', [element('Calendar:Subject', 'x')])
  const adds = Array.from({ length: count }, (_, index) =>
    element('AirSync:Add', [clientId(`n${index}`), data]),
  )
  return element('AirSync:Commands', adds)
}

function syncWithId(id: string): Element {
  return manyCollections(1, id)
}

function manyCollections(count: number, id?: string): Element {
  const collections = Array.from({ length: count }, (_, index) =>
    element('AirSync:Collection', [
      element('AirSync:SyncKey', '0'),
      element('AirSync:CollectionId', id ?? `cal-${index}`),
    ]),
  )
  return element('AirSync:Sync', [element('AirSync:Collections', collections)])
}

test('documents with bytes changed at random are answered, each in its time', async () => {
  const goods = [
    ['Sync', encode(goodSync())],
    ['FolderSync', encode(folderSync())],
    ['Ping', encode(goodPing())],
    ['Settings', encode(settings())],
  ] as const
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...goods),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      async ([command, good], changes) => {
        const bytes = Buffer.from(good)
        for (const { at, byte } of changes) {
          const place = 4 + Math.floor(at * (bytes.length - 4))
          if (place < bytes.length) bytes[place] = byte
        }
        // What is still valid may park: a Ping does, and a Sync that has become one that waits.
        const status = await statusOf(command, bytes, command === 'Ping' ? 100 : 5_000)
        expect([200, 102, ...(command === 'Ping' ? [0] : [])]).toContain(status)
      },
    ),
    { numRuns: 400, seed: 20_261_121, endOnFailure: true },
  )
})

test('random bytes are answered with a status', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('Sync', 'FolderSync', 'Provision', 'GetItemEstimate', 'ItemOperations'),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.boolean(),
      async (command, bytes, prologue) => {
        const body = prologue ? Buffer.concat([Buffer.from(PROLOGUE), bytes]) : bytes
        expect([200, 102]).toContain(await statusOf(command, body))
      },
    ),
    { numRuns: 400, seed: 20_261_121, endOnFailure: true },
  )
})

function settings(): Element {
  return element('Settings:Settings', [
    element('Settings:DeviceInformation', [
      element('Settings:Set', [element('Settings:Model', 'Fuzz'), element('Settings:OS', 'None')]),
    ]),
    element('Settings:UserInformation', [element('Settings:Get')]),
  ])
}

test('after all this phones are set up and sync as ever', async () => {
  const other = newPhone()
  await other.setUp()
  await other.syncAll()
  const id = await other.add('Calendar', appointment('Danach', inDays(1)))
  await phone.sync('Calendar')
  expect([...phone.items('Calendar').keys()]).toContain(id)
  other.close()
})
