import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { create, madeFolders, remove, syncFolders, TYPES, update } from './folder-commands.js'
import {
  appointmentData,
  contactData,
  inDays,
  newOffice,
  type Office,
  taskData,
} from './sync/support.js'

/** Folders that a user makes, renames, moves and deletes on one phone, and has on the other. */

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

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

test.each(Object.entries(TYPES))(
  'a folder of %s (type %d) is made, and the other phone has it',
  async (_, type) => {
    const serverId = await create(one, 'Privat', type)
    expect(serverId).toMatch(/^(cal|tasks|contacts|mail)-\d{1,16}$/)
    const folder = { serverId, parentId: '0', displayName: 'Privat', type }
    expect(await syncFolders(other)).toMatchObject({ added: [folder], updated: [], deleted: [] })
    // The phone that made it has nothing to learn.
    expect(await syncFolders(one)).toMatchObject({ added: [], updated: [], deleted: [] })
  },
)

test.each(['12.1', '14.0', '14.1', '16.0'])(
  'version %s makes, renames and deletes folders',
  async (version) => {
    const old = await office.phone({ version })
    expect(old.client.version).toBe(version)
    const folder = await create(old, 'Arbeit', TYPES.tasks)
    await old.sync(folder)
    await old.add(folder, taskData('Streichen'))
    await update(old, folder, { displayName: 'Haus' })
    await syncFolders(one)
    expect(madeFolders(one)).toEqual(['15 Haus in 0'])
    await one.sync(folder)
    expect(one.list(folder, 'Tasks:Subject')).toEqual(['Streichen'])
    await remove(old, folder)
    expect((await syncFolders(one)).deleted).toEqual([folder])
  },
)

test('a folder renamed and moved is an Update for the other phone, with the same ServerId', async () => {
  const serverId = await create(one, 'Arbeit', TYPES.calendar)
  await syncFolders(other)
  const calendar = one.folderId('Calendar')
  await update(one, serverId, { displayName: 'Büro', parentId: calendar })
  expect(await syncFolders(other)).toMatchObject({
    updated: [{ serverId, parentId: calendar, displayName: 'Büro', type: 13 }],
    ...{ added: [], deleted: [] },
  })
  expect(await syncFolders(one)).toMatchObject({ updated: [] })
})

test('what is in a folder stays on the phones when it is renamed', async () => {
  const folder = await create(one, 'Arbeit', TYPES.calendar)
  await one.sync(folder)
  await one.add(folder, appointmentData('Notar', inDays(1)))
  await syncFolders(other)
  await other.sync(folder)
  await update(one, folder, { displayName: 'Büro' })
  await syncFolders(other)
  for (const phone of [one, other]) {
    const { add, change, delete: gone } = await phone.sync(folder)
    expect([add, change, gone]).toEqual([[], [], []])
    expect(phone.list(folder, 'Calendar:Subject')).toEqual(['Notar'])
  }
})

test('a folder deleted is a Delete for the other phone, and its ServerId never comes again', async () => {
  const first = await create(one, 'Arbeit', TYPES.calendar)
  await syncFolders(other)
  await remove(one, first)
  expect(await syncFolders(other)).toMatchObject({ deleted: [first], added: [], updated: [] })
  const second = await create(one, 'Arbeit', TYPES.calendar)
  expect(second).not.toBe(first)
  expect(await syncFolders(one)).toMatchObject({ added: [], deleted: [] })
})

test('folders in folders: parents come before children, and go after them', async () => {
  const outer = await create(one, 'Außen', TYPES.mail)
  const inner = await create(one, 'Innen', TYPES.calendar)
  const middle = await create(one, 'Mitte', TYPES.tasks, outer)
  await update(one, inner, { displayName: 'Innen', parentId: middle })
  expect((await syncFolders(other)).added.map(({ serverId }) => serverId)).toEqual([
    ...[outer, middle, inner],
  ])
  await remove(one, outer)
  expect((await syncFolders(other)).deleted).toEqual([inner, middle, outer])
  // It knows of the one it deleted, and is told of those below.
  expect((await syncFolders(one)).deleted).toEqual([inner, middle])
  expect(madeFolders(one)).toEqual([])
})

test('FolderSync 0 gives the same ServerIds, and what is in the folders stays', async () => {
  const folder = await create(one, 'Arbeit', TYPES.calendar)
  await one.sync(folder)
  await one.add(folder, appointmentData('Notar', inDays(1)))
  const before = one.folders.map(({ serverId }) => serverId).sort()
  await one.syncFolders('0')
  expect(one.folders.map(({ serverId }) => serverId).sort()).toEqual(before)
  expect(await one.send(folder)).toBeNull()
})

test('each change on one phone leaves what others changed meanwhile to FolderSync', async () => {
  const mine = await create(one, 'Meine', TYPES.tasks)
  const theirs = await create(other, 'Andere', TYPES.tasks)
  await update(one, mine, { displayName: 'Unsere' })
  expect(await syncFolders(one)).toMatchObject({ added: [{ serverId: theirs }], updated: [] })
  expect(await syncFolders(other)).toMatchObject({ added: [{ serverId: mine }] })
  expect(madeFolders(one)).toEqual(madeFolders(other))
  expect(madeFolders(one)).toEqual(['15 Andere in 0', '15 Unsere in 0'])
})

test('R-ONO-105 R-ONO-120 R-ONO-166 a folder goes with what is in it, which stays in the store', async () => {
  const calendar = await create(one, 'Arbeit', TYPES.calendar)
  const tasks = await create(one, 'Haus', TYPES.tasks, calendar)
  const contacts = await create(one, 'Freunde', TYPES.contacts, calendar)
  await one.syncAll([calendar, tasks, contacts, 'Calendar', 'Tasks', 'Contacts'])
  await one.add(calendar, appointmentData('Notar', inDays(1)))
  await one.add(tasks, taskData('Streichen'))
  await one.add(contacts, contactData('Kaufmann'))
  await one.add('Calendar', appointmentData('Bleibt', inDays(1)))
  await sql("update appointment set status = 'confirmed' where tenant_id = $1")
  await remove(one, calendar)
  await syncFolders(one)
  const rows = await sql(
    `select title, status, collection_id from appointment where tenant_id = $1
     union all select title, status, collection_id from task where tenant_id = $1 order by title`,
  )
  expect(rows).toEqual([
    { title: 'Bleibt', status: 'confirmed', collection_id: null },
    { title: 'Notar', status: 'cancelled', collection_id: null },
    { title: 'Streichen', status: 'cancelled', collection_id: null },
  ])
  expect(await office.count('contact')).toBe(1)
  expect(await office.count('contact_sync')).toBe(0)
  await one.syncAll()
  expect(one.list('Calendar', 'Calendar:Subject')).toEqual(['Bleibt'])
  expect([one.items('Tasks').size, one.items('Contacts').size]).toEqual([0, 0])

  const [audit] = await sql(
    "select details from audit where tenant_id = $1 and action = 'account.folder-delete'",
  )
  const number = (id: string) => Number(id.split('-')[1])
  expect(audit?.details).toMatchObject({
    folders: expect.arrayContaining([
      { id: number(calendar), kind: 'calendar', name: 'Arbeit', parent_folder: null, items: 1 },
      { id: number(tasks), kind: 'tasks', name: 'Haus', parent_folder: calendar, items: 1 },
      {
        id: number(contacts),
        kind: 'contacts',
        name: 'Freunde',
        parent_folder: calendar,
        items: 1,
      },
    ]),
  })
})

test('R-ONO-12 a switch turned off hides the user’s folders of that kind, and on again shows them', async () => {
  const serverId = await create(one, 'Haus', TYPES.tasks)
  const inbox = one.folderId('Inbox')
  const below = await create(one, 'Archiv', TYPES.mail, serverId)
  await sql('update account set tasks_enabled = false where tenant_id = $1')
  expect(await syncFolders(one)).toMatchObject({
    deleted: expect.arrayContaining([serverId]),
    // Its parent is not there now: it stands at the top.
    updated: [{ serverId: below, parentId: '0' }],
  })
  expect(one.folderId('Inbox')).toBe(inbox)
  await sql('update account set tasks_enabled = true where tenant_id = $1')
  const { added, updated } = await syncFolders(one)
  expect(added.map((folder) => folder.serverId)).toContain(serverId)
  expect(updated).toMatchObject([{ serverId: below, parentId: serverId }])
})

test('a user-made mail folder is always empty', async () => {
  const folder = await create(one, 'Archiv', TYPES.mail, one.folderId('Inbox'))
  expect(await one.sync(folder)).toMatchObject({ add: [], pages: 1 })
  expect(await one.send(folder)).toBeNull()
})

test('an old client that names the class only gets the default folder', async () => {
  await create(one, 'Arbeit', TYPES.calendar)
  await office.appointment({ title: 'Notar' })
  const old = await office.phone({ version: '12.1' })
  await old.sync('Calendar')
  expect(old.list('Calendar', 'Calendar:Subject')).toEqual(['Notar'])
})

test('another account knows nothing of a user’s folders', async () => {
  await create(one, 'Arbeit', TYPES.calendar)
  const stranger = await office.tenant.account()
  const theirs = await office.phone({ user: stranger.login })
  expect(madeFolders(theirs)).toEqual([])
})

test('an account removed takes its folders along', async () => {
  const folder = await create(one, 'Arbeit', TYPES.calendar)
  await one.sync(folder)
  await one.add(folder, appointmentData('Notar', inDays(1)))
  await sql('delete from account where tenant_id = $1')
  expect(await office.count('collection')).toBe(0)
  expect(await office.count('appointment')).toBe(1)
})
