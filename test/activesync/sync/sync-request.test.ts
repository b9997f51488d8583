import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { readSync } from '../../../src/client/answers.js'
import type { SyncCollection } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { contactData, newOffice, type Office, onlyItem, taskData } from './support.js'

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
  phone = await office.phone()
})

/** Sends a Sync element as it stands. */
async function ask(...children: Element[]) {
  const { body } = await phone.client.command('Sync', element('AirSync:Sync', children))
  return readSync(body)
}
const collections = (...list: Element[][]) =>
  element(
    'AirSync:Collections',
    list.map((children) => element('AirSync:Collection', children)),
  )
const of = (kind: 'Tasks' | 'Contacts', ...more: Element[]) => [
  element('AirSync:SyncKey', phone.replica(kind).syncKey),
  element('AirSync:CollectionId', phone.folderId(kind)),
  ...more,
]
const manyTasks = (count: number) =>
  office.tenant.sql(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'Aufgabe ' || n from generate_series(1, $3::integer) n`,
    [office.tenant.id, office.account.id, count],
  )
const named = (kind: 'Tasks' | 'Contacts' | 'Calendar', more: Partial<SyncCollection> = {}) => {
  const { syncKey, collectionId } = phone.replica(kind)
  return { syncKey, collectionId, ...more }
}

test('a folder named twice in one request is answered for the first, and 4 for the others', async () => {
  await manyTasks(2)
  await phone.sync('Tasks')
  await manyTasks(1)
  const answer = await ask(collections(of('Tasks'), of('Tasks'), of('Contacts'), of('Tasks')))
  expect(answer.collections.map(({ status, commands }) => [status, commands.length])).toEqual([
    [1, 1],
    [4, 0],
    [1, 0],
    [4, 0],
  ])
  if (answer.collections[0]) phone.take('Tasks', answer.collections[0])
  expect((await phone.sync('Tasks')).pages).toBe(0)
})

test('GetChanges with SyncKey 0 gets 4, absent or 0 not', async () => {
  const status = async (...more: Element[]) =>
    (await ask(collections(of('Tasks', ...more)))).collections[0]?.status
  const getChanges = (text?: string) => element('AirSync:GetChanges', text)
  expect([await status(getChanges()), await status(getChanges('1'))]).toEqual([4, 4])
  expect([await status(getChanges('0')), await status()]).toEqual([1, 1])
})

test('R-ONO-11a MS-ASCMD_R4767 MS-ASCMD_R3460 WindowSize: 100 without one, 512 for 0 or more than 512', async () => {
  await manyTasks(700)
  for (const [size, most] of [
    [undefined, 100],
    [0, 512],
    [9999, 512],
    [30, 30],
    [512, 512],
  ] as const) {
    phone.use('Tasks', size === undefined ? {} : { windowSize: size })
    phone.replica('Tasks').reset()
    const initial = await phone.send('Tasks')
    if (initial) phone.take('Tasks', initial)
    const request = {
      collections: [named('Tasks', size === undefined ? {} : { windowSize: size })],
    }
    const [answer] = (await phone.client.sync(request)).collections
    expect(answer?.commands).toHaveLength(most)
    expect(answer?.moreAvailable).toBe(true)
  }
})

test('MS-ASCMD_R3456 MoreAvailable ends with the last item, also when the items fill the window exactly', async () => {
  await manyTasks(20)
  phone.use('Tasks', { windowSize: 10 })
  const initial = await phone.send('Tasks')
  if (initial) phone.take('Tasks', initial)
  const more: boolean[] = []
  for (let page = 0; page < 2; page++) {
    const answer = await phone.send('Tasks')
    if (!answer) break
    expect(answer.commands).toHaveLength(10)
    more.push(answer.moreAvailable)
    phone.take('Tasks', answer)
  }
  expect(more).toEqual([true, false])
  expect(await phone.send('Tasks')).toBeNull()
})

test('a WindowSize over all collections is kept, and the others come with the next request', async () => {
  await manyTasks(30)
  for (let n = 0; n < 5; n++) await office.contact({ last_name: `Kontakt ${n}` })
  for (const kind of ['Tasks', 'Contacts'] as const) {
    const initial = await phone.send(kind)
    if (initial) phone.take(kind, initial)
  }
  let requests = 0
  for (;;) {
    const answer = await phone.client.sync({
      collections: [named('Tasks'), named('Contacts')],
      windowSize: 12,
    })
    if (answer.empty) break
    const sent = answer.collections.reduce((sum, { commands }) => sum + commands.length, 0)
    expect(sent).toBeLessThanOrEqual(12)
    expect(sent).toBeGreaterThan(0)
    for (const one of answer.collections) {
      phone.take(one.collectionId === phone.folderId('Tasks') ? 'Tasks' : 'Contacts', one)
    }
    requests++
  }
  expect(requests).toBe(3)
  expect([phone.items('Tasks').size, phone.items('Contacts').size]).toEqual([30, 5])
})

test('several collections in one request are answered each, one failing alone', async () => {
  await office.task()
  await office.contact()
  await phone.syncAll()
  await office.contact({ last_name: 'Neu' })
  const answer = await phone.client.sync({
    collections: [
      named('Tasks', {
        commands: [{ kind: 'add', clientId: 'a', data: taskData('Vom Telefon') }],
      }),
      named('Calendar', { syncKey: '{ffffffffffff}3' }),
      { syncKey: '1', collectionId: 'nowhere' },
      named('Contacts'),
    ],
  })
  expect(answer.collections.map(({ collectionId, status }) => [collectionId, status])).toEqual([
    [phone.folderId('Tasks'), 1],
    [phone.folderId('Calendar'), 3],
    ['nowhere', 12],
    [phone.folderId('Contacts'), 1],
  ])
  expect(answer.collections[0]?.results).toHaveLength(1)
  expect(answer.collections[3]?.commands).toHaveLength(1)
})

test('more than 200 commands get 4, 200 are applied', async () => {
  await phone.sync('Tasks')
  const adds = (count: number) =>
    Array.from({ length: count }, (_, n) => {
      return { kind: 'add', clientId: `c${n}`, data: taskData(`T${n}`) } as const
    })
  await expect(phone.send('Tasks', { commands: adds(201) })).rejects.toMatchObject({ status: 4 })
  expect(await office.count('task')).toBe(0)
  expect((await phone.send('Tasks', { commands: adds(200) }))?.results).toHaveLength(200)
  expect(await office.count('task')).toBe(200)
})

test('GetChanges 0 takes what the client has and sends nothing; the next Sync does', async () => {
  await phone.sync('Tasks')
  await office.task({ title: 'Vom Büro' })
  const answer = await phone.send('Tasks', {
    getChanges: false,
    commands: [{ kind: 'add', clientId: 'a', data: taskData('Vom Telefon') }],
  })
  expect(answer?.commands).toEqual([])
  expect(answer?.results).toHaveLength(1)
  if (answer) phone.take('Tasks', answer)
  expect((await phone.sync('Tasks')).add).toHaveLength(1)
})

test('Fetch brings an item that the phone holds, and 8 for others', async () => {
  await office.task({ title: 'Geholt' })
  await phone.sync('Tasks')
  const serverId = onlyItem(phone, 'Tasks')
  const answer = await phone.send('Tasks', {
    commands: [
      { kind: 'fetch', serverId },
      { kind: 'fetch', serverId: `${serverId}0` },
    ],
  })
  expect(answer?.results.map(({ kind, status }) => [kind, status])).toEqual([
    ['fetch', 1],
    ['fetch', 8],
  ])
  expect(answer?.results[0]?.data?.children).toContainEqual(element('Tasks:Subject', 'Geholt'))
  expect(answer?.syncKey).toBe(phone.replica('Tasks').syncKey)
})

test('an unchanged Sync has an empty body and writes nothing', async () => {
  await office.task()
  await phone.syncAll()
  await phone.sync('Tasks')
  const before = await office.tenant.sql(
    'select xmin::text, * from sync_state where tenant_id = $1',
    [office.tenant.id],
  )
  for (let n = 0; n < 3; n++) expect(await phone.send('Tasks')).toBeNull()
  expect(
    await office.tenant.sql('select xmin::text, * from sync_state where tenant_id = $1', [
      office.tenant.id,
    ]),
  ).toEqual(before)
})

describe('the empty request', () => {
  test('gets 13 when nothing is remembered', async () => {
    expect(await phone.client.sync(null)).toMatchObject({ status: 13, collections: [] })
  })

  test('is the request before again', async () => {
    await phone.syncAll()
    expect(
      await phone.client.sync({ collections: [named('Tasks'), named('Contacts')] }),
    ).toMatchObject({ empty: true })
    expect(await phone.client.sync(null)).toMatchObject({ empty: true })
    await office.contact({ last_name: 'Neu' })
    const answer = await phone.client.sync(null)
    expect(answer.collections.map(({ collectionId }) => collectionId)).toEqual([
      phone.folderId('Contacts'),
    ])
    // Its answer got lost: the same request, the same answer.
    expect(await phone.client.sync(null)).toEqual(answer)
    for (const one of answer.collections) phone.take('Contacts', one)
    expect(phone.items('Contacts').size).toBe(1)
  })

  test('gets 13 after changes were sent: nobody can mean to send those again', async () => {
    await phone.sync('Contacts')
    await phone.add('Contacts', contactData('Neu'))
    expect(await phone.client.sync(null)).toMatchObject({ status: 13 })
  })
})

describe('Partial', () => {
  test('names some collections, the others are as in the request before', async () => {
    await phone.syncAll()
    await phone.client.sync({ collections: [named('Tasks'), named('Contacts')] })
    await office.task()
    await office.contact()
    const answer = await phone.client.sync({
      collections: [named('Tasks', { windowSize: 5 })],
      partial: true,
    })
    expect(answer.collections.map(({ collectionId }) => collectionId).sort()).toEqual(
      [phone.folderId('Tasks'), phone.folderId('Contacts')].sort(),
    )
  })

  test('with nothing remembered gets 13', async () => {
    expect(await ask(element('AirSync:Partial'))).toMatchObject({ status: 13 })
  })
})

test.each([
  [{ wait: 0 }, 14, 1],
  [{ wait: 60 }, 14, 59],
  [{ heartbeatInterval: 59 }, 14, 60],
  [{ heartbeatInterval: 3541 }, 14, 3540],
  [{ wait: 5, heartbeatInterval: 300 }, 4, null],
])('%j gets %d with the limit %p', async (times, status, limit) => {
  await phone.sync('Tasks')
  const answer = await phone.client.sync({ collections: [named('Tasks')], ...times })
  expect(answer).toMatchObject({ status, limit, collections: [] })
})

test('a collection without a key, or with one too long, gets 4', async () => {
  const id = element('AirSync:CollectionId', phone.folderId('Tasks'))
  for (const key of [[], [element('AirSync:SyncKey', 'x'.repeat(65))]]) {
    expect((await ask(collections([...key, id]))).collections[0]?.status).toBe(4)
  }
})

test('R-ONO-35 a key works months later, with all that happened meanwhile', async () => {
  const id = await office.task({ title: 'Alt' })
  await phone.sync('Tasks')
  await office.tenant.sql("update task set title = 'Neu' where tenant_id = $1 and id = $2", [
    office.tenant.id,
    id,
  ])
  await office.task({ title: 'Dazu' })
  gateway.advance(200 * 86_400_000)
  const brought = await phone.sync('Tasks')
  expect([brought.add.length, brought.change.length]).toEqual([1, 1])
})

test('up to 12.1 a collection may be named by its class alone', async () => {
  const old = await office.phone({ version: '12.1' })
  const { body } = await old.client.command(
    'Sync',
    element('AirSync:Sync', [
      collections([element('AirSync:Class', 'Contacts'), element('AirSync:SyncKey', '0')]),
    ]),
  )
  expect(readSync(body).collections[0]).toMatchObject({
    status: 1,
    collectionId: phone.folderId('Contacts'),
  })
})
