import { folderSync } from '../../src/activesync/commands/folder-sync.js'
import { type Element, element } from '../../src/activesync/wbxml/element.js'
import { readFolderSync } from '../../src/client/answers.js'
import type { Database } from '../../src/store/database.js'
import { type CommandDevice, newDevice, type RunOptions } from '../support/command.js'
import { newTenant, testDatabase } from '../support/database.js'
import type { AccountFixture, Row, TenantFixture } from '../support/tenant.js'

const NO_MAIL = { env: { MAIL_FOLDERS: 'off' } }

let database: Database

beforeAll(async () => {
  database = await testDatabase()
})

type Place = { tenant: TenantFixture; account: AccountFixture; device: CommandDevice }

async function newPlace(fields: Row = {}, tenantFields: Row = {}): Promise<Place> {
  const tenant = await newTenant(database, tenantFields)
  const account = await tenant.account(fields)
  return { tenant, account, device: await newDevice(database, { tenant, account }) }
}

function request(key?: string): Element {
  const children = key === undefined ? [] : [element('FolderHierarchy:SyncKey', key)]
  return element('FolderHierarchy:FolderSync', children)
}

async function sync(device: CommandDevice, key: string, options: RunOptions = NO_MAIL) {
  return readFolderSync(await device.run(folderSync, request(key), options))
}

async function set({ tenant, account }: Place, fields: Row): Promise<void> {
  const columns = Object.keys(fields).map((column, index) => `${column} = $${index + 3}`)
  await tenant.sql(`update account set ${columns.join(', ')} where tenant_id = $1 and id = $2`, [
    tenant.id,
    account.id,
    ...Object.values(fields),
  ])
}

/** A folder that the device has synchronized, with one item and one ClientId. */
async function synchronized({ tenant, device }: Place, folderId: string): Promise<void> {
  const key = { device_id: device.id, folder_id: folderId }
  await tenant.insert('sync_state', { ...key, epoch: 'e' })
  await tenant.insert('sync_item', { ...key, server_id: 'x', item_id: 1 })
  const client = { client_id: 'c', content_hash: Buffer.of(1), item_id: 1 }
  await tenant.insert('sync_client_id', { ...key, ...client })
}

async function stateOf({ tenant, device }: Place, folderId: string): Promise<number[]> {
  const counts: number[] = []
  for (const table of ['sync_state', 'sync_item', 'sync_client_id']) {
    const rows = await tenant.sql(
      `select 1 from ${table} where tenant_id = $1 and device_id = $2 and folder_id = $3`,
      [tenant.id, device.id, folderId],
    )
    counts.push(rows.length)
  }
  return counts
}

test('R-ONO-01 key 0 lists calendar, contacts and tasks as default folders', async () => {
  const { account, device } = await newPlace()
  const answer = await sync(device, '0')
  expect(answer).toMatchObject({ status: 1, count: 3, updated: [], deleted: [] })
  expect(answer.added).toEqual([
    { serverId: `cal-${account.calendar}`, parentId: '0', displayName: 'Kalender', type: 8 },
    { serverId: `contacts-${account.contacts}`, parentId: '0', displayName: 'Kontakte', type: 9 },
    { serverId: `tasks-${account.tasks}`, parentId: '0', displayName: 'Aufgaben', type: 7 },
  ])
})

test('R-ONO-03 five empty mail folders stand beside them unless they are switched off', async () => {
  const { device } = await newPlace()
  const { added, count } = await sync(device, '0', {})
  expect(count).toBe(8)
  expect(added.filter((folder) => folder.serverId.startsWith('mail-'))).toEqual([
    { serverId: 'mail-inbox', parentId: '0', displayName: 'Posteingang', type: 2 },
    { serverId: 'mail-drafts', parentId: '0', displayName: 'Entwürfe', type: 3 },
    { serverId: 'mail-deleted', parentId: '0', displayName: 'Gelöschte Elemente', type: 4 },
    { serverId: 'mail-sent', parentId: '0', displayName: 'Gesendete Elemente', type: 5 },
    { serverId: 'mail-outbox', parentId: '0', displayName: 'Postausgang', type: 6 },
  ])
})

test('R-ONO-28 there is no notes folder, so that the switch for notes does no harm', async () => {
  const { device } = await newPlace()
  const types = (await sync(device, '0', {})).added.map((folder) => folder.type)
  expect(types).not.toContain(10)
})

test('folder names are in the account’s language', async () => {
  const { device } = await newPlace({ language: 'en' })
  const names = (await sync(device, '0')).added.map((folder) => folder.displayName)
  expect(names).toEqual(['Calendar', 'Contacts', 'Tasks'])
})

test('R-ONO-12 an account without switches has none of the three', async () => {
  const off = { calendar_enabled: false, tasks_enabled: false, contacts_enabled: false }
  const { device } = await newPlace(off)
  expect(await sync(device, '0')).toMatchObject({ status: 1, count: 0, added: [] })
})

test('R-ONO-13 a tenant without the module has none of the three', async () => {
  const { device } = await newPlace({}, { module_enabled: false })
  expect((await sync(device, '0')).added).toEqual([])
})

test('the current key is answered with no changes and the same key', async () => {
  const { device } = await newPlace()
  const { syncKey } = await sync(device, '0')
  const before = await device.row()
  expect(await sync(device, syncKey)).toEqual({
    status: 1,
    syncKey,
    count: 0,
    added: [],
    updated: [],
    deleted: [],
  })
  expect(await device.row()).toEqual(before)
})

test('R-ONO-12 a switch turned off deletes its folder and forgets what was synchronized', async () => {
  const place = await newPlace()
  const { syncKey } = await sync(place.device, '0')
  const tasks = `tasks-${place.account.tasks}`
  await synchronized(place, tasks)
  await set(place, { tasks_enabled: false })
  const answer = await sync(place.device, syncKey)
  expect(answer).toMatchObject({ status: 1, count: 1, added: [], deleted: [tasks] })
  expect(answer.syncKey).not.toBe(syncKey)
  expect(await stateOf(place, tasks)).toEqual([0, 0, 0])
})

test('R-ONO-61 turned on again, the folder is added under its old id with a fresh state', async () => {
  const place = await newPlace()
  const { syncKey: first } = await sync(place.device, '0')
  await set(place, { tasks_enabled: false })
  const { syncKey: second } = await sync(place.device, first)
  await set(place, { tasks_enabled: true })
  const answer = await sync(place.device, second)
  expect(answer.added.map((folder) => folder.serverId)).toEqual([`tasks-${place.account.tasks}`])
  expect(answer.deleted).toEqual([])
})

test('a renamed folder is updated', async () => {
  const place = await newPlace({ tasks_enabled: false, contacts_enabled: false })
  const { syncKey } = await sync(place.device, '0')
  await set(place, { language: 'en' })
  const answer = await sync(place.device, syncKey)
  expect(answer).toMatchObject({ count: 1, added: [], deleted: [] })
  expect(answer.updated).toEqual([
    { serverId: `cal-${place.account.calendar}`, parentId: '0', displayName: 'Calendar', type: 8 },
  ])
})

test('R-ONO-59 key 0 again gives the same ids and the same key, and leaves item states alone', async () => {
  const place = await newPlace()
  const first = await sync(place.device, '0')
  const calendar = `cal-${place.account.calendar}`
  await synchronized(place, calendar)
  expect(await sync(place.device, '0')).toEqual(first)
  expect(await stateOf(place, calendar)).toEqual([1, 1, 1])
})

test('the key before gives the same answer again, whatever happened since', async () => {
  const place = await newPlace()
  const { syncKey } = await sync(place.device, '0')
  await set(place, { tasks_enabled: false })
  const lost = await sync(place.device, syncKey)
  expect(await sync(place.device, syncKey)).toEqual(lost)

  await set(place, { contacts_enabled: false })
  expect(await sync(place.device, syncKey)).toEqual(lost)
  const next = await sync(place.device, lost.syncKey)
  expect(next.deleted).toEqual([`contacts-${place.account.contacts}`])
})

test('a lost deletion is told even if the switch is on again by then', async () => {
  const place = await newPlace()
  const tasks = `tasks-${place.account.tasks}`
  const { syncKey } = await sync(place.device, '0')
  await set(place, { tasks_enabled: false })
  await sync(place.device, syncKey)
  await set(place, { tasks_enabled: true })
  const repeated = await sync(place.device, syncKey)
  expect(repeated.deleted).toEqual([tasks])
  const next = await sync(place.device, repeated.syncKey)
  expect(next.added.map((folder) => folder.serverId)).toEqual([tasks])
})

test('four identical requests at once get one answer, and its key works', async () => {
  const place = await newPlace()
  const firsts = await Promise.all([1, 2, 3, 4].map(() => sync(place.device, '0')))
  for (const answer of firsts) expect(answer).toEqual(firsts[0])
  const key = firsts[0]?.syncKey ?? ''
  await set(place, { tasks_enabled: false })
  const seconds = await Promise.all([1, 2, 3, 4].map(() => sync(place.device, key)))
  for (const answer of seconds) expect(answer).toEqual(seconds[0])
  expect(await sync(place.device, seconds[0]?.syncKey ?? '')).toMatchObject({ status: 1, count: 0 })
})

test.each([
  ['an unknown key', request('f0000000000000000'), 9],
  ['a key that is too long', request('f'.repeat(65)), 9],
  ['no key', request(), 10],
  ['an empty key', request(''), 10],
  ['no document', null, 10],
  ['another document', element('Ping:Ping'), 10],
])(
  'MS-ASCMD_R4083 MS-ASCMD_R4581 MS-ASCMD_R4086 %s is refused without a key in the answer',
  async (_, root, status) => {
    const { device } = await newPlace()
    await sync(device, '0')
    const answer = readFolderSync(await device.run(folderSync, root))
    expect(answer).toMatchObject({ status, syncKey: '', count: null })
  },
)

test('a device’s key is unknown to another device', async () => {
  const place = await newPlace()
  const other = await newDevice(database, place)
  const { syncKey } = await sync(place.device, '0')
  await sync(other, '0')
  expect((await sync(other, syncKey)).status).toBe(9)
})

test('folder ids neither begin with 0 nor look like numbers, and fit 64 characters', async () => {
  const { device } = await newPlace()
  for (const { serverId } of (await sync(device, '0', {})).added) {
    expect(serverId).toMatch(/^[a-z]+-[a-z0-9]{1,50}$/)
  }
})
