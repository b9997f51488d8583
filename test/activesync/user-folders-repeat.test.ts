import { setTimeout as sleep } from 'node:timers/promises'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import {
  ask,
  create,
  type FolderFields,
  madeFolders,
  remove,
  syncFolders,
  TYPES,
  update,
} from './folder-commands.js'
import { appointmentData, inDays, newOffice, type Office } from './sync/support.js'

/** User-made folders when answers get lost and requests come twice or at once, and in a Ping. */

let gateway: Gateway
let office: Office
let one: Phone
let other: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  one = await office.phone()
  other = await office.phone()
})

const NEW: FolderFields = { parentId: '0', displayName: 'Arbeit', type: TYPES.calendar }

/** Collections beyond the four that come with the account. */
const made = async () => (await office.count('collection')) - 4

test('a FolderCreate whose answer got lost gives the same folder and key again', async () => {
  const lost = await ask(one, 'FolderCreate', NEW)
  expect(lost.status).toBe(1)
  for (let time = 1; time <= 3; time++) expect(await ask(one, 'FolderCreate', NEW)).toEqual(lost)
  expect(await made()).toBe(1)
})

test('… also when the other phone has renamed it meanwhile', async () => {
  const lost = await ask(one, 'FolderCreate', NEW)
  await syncFolders(other)
  await update(other, lost.serverId ?? '', { displayName: 'Büro' })
  expect(await ask(one, 'FolderCreate', NEW)).toEqual(lost)
  expect(await made()).toBe(1)
  one.folderKey = lost.key ?? ''
  expect((await syncFolders(one)).updated).toMatchObject([{ displayName: 'Büro' }])
})

test('a phone that asks for the folders instead is told of the folder it made', async () => {
  const lost = await ask(one, 'FolderCreate', NEW)
  expect((await syncFolders(one)).added).toMatchObject([{ serverId: lost.serverId }])
  expect(await ask(one, 'FolderCreate', NEW)).toEqual({ status: 2 })
  await one.syncFolders('0')
  expect(madeFolders(one)).toEqual(['13 Arbeit in 0'])
})

test('four identical FolderCreates at once make one folder', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => ask(one, 'FolderCreate', NEW)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]?.status).toBe(1)
  expect(await made()).toBe(1)
})

test('the same folder made on two phones at once is one, and 2 for the later', async () => {
  const answers = await Promise.all([one, other].map((phone) => ask(phone, 'FolderCreate', NEW)))
  expect(answers.map(({ status }) => status).sort()).toEqual([1, 2])
  expect(await made()).toBe(1)
})

test('another request with a key that is used up gets 9', async () => {
  await ask(one, 'FolderCreate', NEW)
  const second = { ...NEW, displayName: 'Privat' }
  expect(await ask(one, 'FolderCreate', second)).toEqual({ status: 9 })
  expect(await made()).toBe(1)
})

test('a lost FolderSync is not taken for a lost answer of a command', async () => {
  const serverId = await create(one, 'Arbeit', TYPES.calendar)
  await syncFolders(other)
  await remove(one, serverId)
  const second = await create(one, 'Privat', TYPES.calendar)
  const before = other.folderKey
  await other.syncFolders()
  // It knows of neither, and would never hear of the second with the key of both.
  expect(await ask(other, 'FolderDelete', { key: before, serverId })).toEqual({ status: 9 })
  other.folderKey = before
  expect((await syncFolders(other)).added).toMatchObject([{ serverId: second }])
})

test('a FolderUpdate repeated is one, and gives the same key', async () => {
  const serverId = await create(one, 'Arbeit', TYPES.calendar)
  const change = { serverId, parentId: '0', displayName: 'Büro' }
  const lost = await ask(one, 'FolderUpdate', change)
  expect(lost.status).toBe(1)
  expect(await ask(one, 'FolderUpdate', change)).toEqual(lost)
  one.folderKey = lost.key ?? ''
  // And with the new key: there is nothing to change.
  expect(await ask(one, 'FolderUpdate', change)).toEqual(lost)
})

test('a FolderDelete repeated is done, and one of what another phone deleted as well', async () => {
  const first = await create(one, 'Arbeit', TYPES.calendar)
  const second = await create(one, 'Privat', TYPES.calendar)
  await syncFolders(other)
  const lost = await ask(one, 'FolderDelete', { serverId: first })
  expect(lost.status).toBe(1)
  expect(await ask(one, 'FolderDelete', { serverId: first })).toEqual(lost)
  one.folderKey = lost.key ?? ''
  expect(await ask(one, 'FolderDelete', { serverId: first })).toEqual({ status: 4 })
  await remove(other, first)
  await remove(other, second)
  expect(await syncFolders(other)).toMatchObject({ added: [], updated: [], deleted: [] })
  expect((await syncFolders(one)).deleted).toEqual([second])
  expect(await made()).toBe(0)
})

test('folders made, renamed and deleted on both phones at once end up equal', async () => {
  const both = [one, other]
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      both.map(async (phone, index) => {
        const name = `${index}-${round}`
        const serverId = await create(phone, name, TYPES.tasks)
        await update(phone, serverId, { displayName: `${name}!` })
        if (round % 2 === 0) await remove(phone, serverId)
      }),
    )
  }
  for (const phone of both) await phone.syncFolders()
  expect(madeFolders(one)).toEqual(madeFolders(other))
  expect(madeFolders(one)).toHaveLength(4)
})

/** What a parked Ping of the other phone answers while `work` runs, or 'parked'. */
async function pinged(kinds: FolderKind[], work: () => Promise<unknown>) {
  const stop = new AbortController()
  const answer = other.ping(kinds, { signal: stop.signal }).catch(() => 'parked' as const)
  await sleep(400)
  await work()
  const soon = sleep(700).then(() => stop.abort())
  const found = await answer
  await soon
  return found
}

test.each<[string, FolderKind[]]>([
  ['one of its folders', ['Tasks']],
  ['mail folders only', ['Inbox']],
])('a Ping on %s says 7 when a folder is made, renamed or deleted', async (_, kinds) => {
  for (const kind of ['Tasks', 'Inbox'] as const) await other.sync(kind)
  let serverId: FolderKind = 'Tasks'
  const changes = [
    async () => {
      serverId = await create(one, 'Arbeit', TYPES.mail)
    },
    () => update(one, serverId, { displayName: 'Büro' }),
    () => remove(one, serverId),
  ]
  for (const change of changes) {
    expect(await pinged(kinds, change)).toMatchObject({ status: 7 })
    await syncFolders(other)
  }
  expect(await pinged(kinds, async () => {})).toBe('parked')
})

test('the phone that makes a folder is not told by its own Ping', async () => {
  await one.sync('Tasks')
  const parked = one.ping(['Tasks'], { signal: AbortSignal.timeout(1_500) }).catch(() => 'parked')
  await sleep(400)
  await create(one, 'Arbeit', TYPES.calendar)
  expect(await parked).toBe('parked')
})

test('a Ping and a hanging Sync on a folder that goes hear of it', async () => {
  const folder = await create(one, 'Arbeit', TYPES.calendar)
  await syncFolders(other)
  await other.sync(folder)
  const hanging = other.client.sync({
    collections: [{ collectionId: folder, syncKey: other.replica(folder).syncKey }],
    heartbeatInterval: 60,
  })
  expect(await pinged([folder], () => remove(one, folder))).toMatchObject({ status: 7 })
  const [collection] = (await hanging).collections
  expect(collection?.status).toBe(12)
})

test('a Ping reports what another phone adds to a user-made folder', async () => {
  const folder = await create(one, 'Arbeit', TYPES.calendar)
  await one.sync(folder)
  await syncFolders(other)
  await other.sync(folder)
  await other.sync('Tasks')
  const added = () => one.add(folder, appointmentData('Notar', inDays(1)))
  expect(await pinged([folder, 'Tasks'], added)).toMatchObject({ status: 2, folders: [folder] })
})
