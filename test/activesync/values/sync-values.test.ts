import {
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import { readSync } from '../../../src/client/answers.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { FolderKind, Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem, taskData } from '../sync/support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone({ version: '14.1' })
})

const KINDS = ['Calendar', 'Tasks', 'Contacts', 'Inbox'] as const
const base = (name: string, ...content: [] | [string | number]) =>
  element(`AirSyncBase:${name}` as Tag, ...content)
const preference = (...children: Element[]) => element('AirSyncBase:BodyPreference', children)
const options = (...children: Element[]) => element('AirSync:Options', children)

/** Status of the only collection of a Sync, with what follows its id. */
async function syncStatus(kind: FolderKind, ...more: Element[]): Promise<number | undefined> {
  const { body } = await phone.client.command(
    'Sync',
    element('AirSync:Sync', [
      element('AirSync:Collections', [
        element('AirSync:Collection', [
          element('AirSync:SyncKey', phone.replica(kind).syncKey),
          element('AirSync:CollectionId', phone.folderId(kind)),
          ...more,
        ]),
      ]),
    ]),
  )
  // an empty body: all is well, and nothing is new
  return body ? readSync(body).collections[0]?.status : 1
}

/** The same of a GetItemEstimate. */
async function estimateStatus(kind: FolderKind, ...more: Element[]): Promise<string | undefined> {
  const { body } = await phone.client.command(
    'GetItemEstimate',
    element('GetItemEstimate:GetItemEstimate', [
      element('GetItemEstimate:Collections', [
        element('GetItemEstimate:Collection', [
          element('AirSync:SyncKey', phone.replica(kind).syncKey),
          ...(more[0]?.tag === 'AirSync:ConversationMode' ? more : []),
          element('GetItemEstimate:CollectionId', phone.folderId(kind)),
          ...(more[0]?.tag === 'AirSync:ConversationMode' ? [] : more),
        ]),
      ]),
    ]),
  )
  const [answer] = childrenOf(body ?? undefined, 'GetItemEstimate:Response')
  return answer && textOf(answer, 'GetItemEstimate:Status')
}

/** MS-ASAIRS, Validating XML. */
const PREFERENCES: [string, Element[]][] = [
  ['MS-ASAIRS_R348 Type last', [preference(base('TruncationSize', 9), base('Type', 1))]],
  [
    'MS-ASAIRS_R348 AllOrNone before TruncationSize',
    [preference(base('Type', 1), base('AllOrNone', 1), base('TruncationSize', 9))],
  ],
  ['MS-ASAIRS_R349 one Type twice', [preference(base('Type', 1)), preference(base('Type', 1))]],
  [
    'MS-ASAIRS_R350 AllOrNone of 2',
    [preference(base('Type', 1), base('TruncationSize', 9), base('AllOrNone', 2))],
  ],
  [
    'MS-ASAIRS_R351 AllOrNone twice',
    [preference(base('Type', 1), base('AllOrNone', 1), base('AllOrNone', 1))],
  ],
]

describe('a body preference', () => {
  beforeEach(() => phone.sync('Tasks'))

  test.each(PREFERENCES)('%s is Status 4, and nothing is applied', async (_, preferences) => {
    const add = element('AirSync:Commands', [
      element('AirSync:Add', [element('AirSync:ClientId', 'a'), taskData('x')]),
    ])
    expect(await syncStatus('Tasks', options(...preferences), add)).toBe(4)
    expect(await office.count('task')).toBe(0)
    expect(await syncStatus('Tasks', add)).toBe(1)
  })

  test.each([
    ['in its order', [base('Type', 1), base('TruncationSize', 9), base('AllOrNone', 1)]],
    ['with a preview', [base('Type', 1), base('TruncationSize', 9), base('Preview', 50)]],
    ['with an empty AllOrNone', [base('Type', 1), base('AllOrNone')]],
  ])('%s is taken', async (_, children) => {
    const two = [preference(...children), preference(base('Type', 2))]
    expect(await syncStatus('Tasks', options(...two))).toBe(1)
  })

  test.each(PREFERENCES)('%s is 2 for an ItemOperations (R346)', async (_, preferences) => {
    await office.task()
    await phone.sync('Tasks')
    const ask = async (...children: Element[]) => {
      const fetch = element('ItemOperations:Fetch', [
        element('ItemOperations:Store', 'Mailbox'),
        element('AirSync:CollectionId', phone.folderId('Tasks')),
        element('AirSync:ServerId', onlyItem(phone, 'Tasks')),
        element('ItemOperations:Options', children),
      ])
      const root = element('ItemOperations:ItemOperations', [fetch])
      const { body } = await phone.client.command('ItemOperations', root)
      const [response] = childrenOf(body ?? undefined, 'ItemOperations:Response')
      const [fetched] = childrenOf(response, 'ItemOperations:Fetch')
      return fetched && textOf(fetched, 'ItemOperations:Status')
    }
    expect(await ask(...preferences)).toBe('2')
    expect(await ask(preference(base('Type', 1)))).toBe('1')
  })
})

describe('options', () => {
  const filter = (value: number) => element('AirSync:FilterType', value)

  test.each(['Tasks', 'Calendar', 'Contacts'] as const)(
    'MS-ASCMD_R930 those of one class redefined are 4 (%s)',
    async (kind) => {
      await phone.sync(kind)
      const named = (name: string) => options(filter(0), element('AirSync:Class', name))
      expect(await syncStatus(kind, named(kind), named(kind))).toBe(4)
      expect(await syncStatus(kind, options(filter(0)), options(filter(0)))).toBe(4)
      expect(await syncStatus(kind, named(kind))).toBe(1)
    },
  )

  test.each(['MaxItems', 'Conflict', 'FilterType'] as const)(
    'MS-ASCMD_R3280 MS-ASCMD_R2075 MS-ASCMD_R3075 two %s in one Options are no error',
    async (name) => {
      await phone.sync('Tasks')
      const twice = element(`AirSync:${name}`, 0)
      const child = name === 'MaxItems' ? element('AirSync:MaxItems', 5) : twice
      expect(await syncStatus('Tasks', options(child, child))).toBe(1)
    },
  )

  test('MS-ASCMD_R3080 FilterType 8 of a mail folder is 4', async () => {
    await phone.sync('Inbox')
    expect(await syncStatus('Inbox', options(filter(8)))).toBe(4)
    expect(await syncStatus('Inbox', options(filter(5)))).toBe(1)
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'MS-ASCMD_R3078 MS-ASCMD_R3079 FilterType %i of contacts says nothing',
    async (value) => {
      await office.contact()
      phone.use('Contacts', { filterType: value })
      expect((await phone.sync('Contacts')).add).toHaveLength(1)
    },
  )

  test.each([
    ['Calendar', [0, 4, 5, 6, 7]],
    ['Tasks', [0, 8]],
    ['Inbox', [0, 1, 2, 3, 4, 5]],
  ] as const)(
    'MS-ASCMD_R3044 MS-ASCMD_R3048 MS-ASCMD_R3053 MS-ASCMD_R3061 MS-ASCMD_R3035 %s takes FilterType %j',
    async (kind, values) => {
      await phone.sync(kind)
      for (const value of values) expect(await syncStatus(kind, options(filter(value)))).toBe(1)
    },
  )
})

describe('ConversationMode', () => {
  const mode = (text: string) => element('AirSync:ConversationMode', text)

  test.each(KINDS)('MS-ASCMD_R2117 of %s in a Sync: 4, but for mail', async (kind) => {
    await phone.sync(kind)
    expect(await syncStatus(kind, mode('1'))).toBe(kind === 'Inbox' ? 1 : 4)
    expect(await syncStatus(kind)).toBe(1)
  })

  test.each(KINDS)('MS-ASCMD_R2100 of %s in an estimate: 103, but for mail', async (kind) => {
    await phone.sync(kind)
    expect(await estimateStatus(kind, mode('1'))).toBe(kind === 'Inbox' ? '1' : '103')
  })
})

test.each(KINDS)(
  'MS-ASCMD_R3265 MS-ASCMD_R3269 MaxItems in an estimate of %s is 2',
  async (kind) => {
    await phone.sync(kind)
    expect(await estimateStatus(kind, options(element('AirSync:MaxItems', 5)))).toBe('2')
    expect(await estimateStatus(kind)).toBe('1')
  },
)

describe('MS-ASCMD_R5659 more than 200 commands', () => {
  test.each([
    [200, 1],
    [201, 4],
  ])('%i are Status %i', async (count, status) => {
    await phone.sync('Tasks')
    const adds = Array.from({ length: count }, (_, n) =>
      element('AirSync:Add', [element('AirSync:ClientId', `a${n}`), taskData(`Aufgabe ${n}`)]),
    )
    expect(await syncStatus('Tasks', element('AirSync:Commands', adds))).toBe(status)
    expect(await office.count('task')).toBe(status === 1 ? count : 0)
  })
})

test('MS-ASCMD_R755 what is added to a mail folder gets item Status 6', async () => {
  await phone.sync('Inbox')
  const data = element('AirSync:ApplicationData', [element('Email:Subject', 'x')])
  const answer = await phone.send('Inbox', { commands: [{ kind: 'add', clientId: 'm', data }] })
  expect(answer?.results).toMatchObject([{ kind: 'add', clientId: 'm', status: 6 }])
})

test('MS-ASCMD_R3128 MS-ASCMD_R5838 MS-ASCMD_R3129 MS-ASCMD_R5839 GetChanges with SyncKey 0', async () => {
  const changes = (...text: [] | ['0' | '1']) => element('AirSync:GetChanges', ...text)
  expect([
    await syncStatus('Tasks', changes()),
    await syncStatus('Tasks', changes('1')),
    await syncStatus('Tasks', changes('0')),
    await syncStatus('Tasks'),
  ]).toEqual([4, 4, 1, 1])
})

describe('waiting', () => {
  test.each([
    ['MS-ASCMD_R3227', { wait: 0 }, 1],
    ['MS-ASCMD_R3228', { wait: 60 }, 59],
    ['MS-ASCMD_R3229', { heartbeatInterval: 59 }, 60],
    ['MS-ASCMD_R3230', { heartbeatInterval: 3541 }, 3540],
  ])('%s an interval out of range is 14 with the Limit', async (_, interval, limit) => {
    await phone.sync('Tasks')
    const { syncKey, collectionId } = phone.replica('Tasks')
    const answer = await phone.client.sync({
      collections: [{ syncKey, collectionId }],
      ...interval,
    })
    expect(answer).toMatchObject({ status: 14, limit })
  })

  test('MS-ASCMD_R4748 MS-ASCMD_R3162 Wait and HeartbeatInterval together are 4', async () => {
    await phone.sync('Tasks')
    const { syncKey, collectionId } = phone.replica('Tasks')
    const both = { wait: 1, heartbeatInterval: 60 }
    const answer = await phone.client.sync({ collections: [{ syncKey, collectionId }], ...both })
    expect(answer).toMatchObject({ status: 4 })
  })

  test('MS-ASCMD_R4456 an empty Sync that nothing is remembered for is 13', async () => {
    expect(await phone.client.sync(null)).toMatchObject({ status: 13 })
  })

  test('MS-ASCMD_R656 MS-ASCMD_R667 MS-ASCMD_R679 nothing new is an empty body', async () => {
    await phone.sync('Tasks')
    const { syncKey, collectionId } = phone.replica('Tasks')
    const answer = await phone.client.sync({ collections: [{ syncKey, collectionId }] })
    expect(answer.empty).toBe(true)
    expect((await phone.client.sync(null)).empty).toBe(true)
  })
})
