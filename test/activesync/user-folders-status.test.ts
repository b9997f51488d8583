import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import {
  ask,
  create,
  type FolderCommandName,
  type FolderFields,
  madeFolders,
  syncFolders,
  TYPES,
} from './folder-commands.js'
import { newOffice, type Office } from './sync/support.js'

/** MS-ASCMD, Status (FolderCreate, FolderUpdate, FolderDelete): what is refused, and with what. */

let gateway: Gateway
let office: Office
let phone: Phone
/** User-made folders that are there. */
let work: string
let below: string

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  phone = await office.phone()
  work = await create(phone, 'Arbeit', TYPES.calendar)
  below = await create(phone, 'Darunter', TYPES.mail, work)
  await create(phone, 'Haus', TYPES.tasks)
})
afterAll(() => gateway.stop())

/** Refused with this status, without a SyncKey or a ServerId, and nothing has changed. */
async function refused(
  name: FolderCommandName,
  fields: FolderFields,
  status: number,
): Promise<void> {
  const before = await office.tenant.sql('select * from collection where tenant_id = $1', [
    office.tenant.id,
  ])
  expect(await ask(phone, name, fields)).toEqual({ status })
  const after = await office.tenant.sql('select * from collection where tenant_id = $1', [
    office.tenant.id,
  ])
  expect(after).toEqual(before)
  expect(await syncFolders(phone)).toMatchObject({ added: [], updated: [], deleted: [] })
}

const TOP = { parentId: '0', displayName: 'Neu', type: 13 }

test.each<[string, FolderFields, number]>([
  ['2 for a name that is taken', { ...TOP, displayName: 'Arbeit' }, 2],
  ['… also by a folder of another kind', { ...TOP, displayName: 'Haus' }, 2],
  ['… in any case and form', { ...TOP, displayName: ' ARBEIT' }, 2],
  ['… by a default folder', { ...TOP, displayName: 'Kalender' }, 2],
  ['… by an empty mail folder', { ...TOP, displayName: 'Posteingang', type: 12 }, 2],
  ['5 for a parent that is not there', { ...TOP, parentId: 'cal-999999999' }, 5],
  ['5 for a parent that never was one', { ...TOP, parentId: 'x'.repeat(65) }, 5],
  ['9 for a key that never was one', { ...TOP, key: 'f123' }, 9],
  ['9 for the key 0', { ...TOP, key: '0' }, 9],
  ['9 for a key that is too long', { ...TOP, key: 'f'.repeat(65) }, 9],
  ['10 without a key', { ...TOP, key: undefined }, 10],
  ['10 for an empty key', { ...TOP, key: '' }, 10],
  ['10 without a parent', { ...TOP, parentId: undefined }, 10],
  ['10 without a name', { ...TOP, displayName: undefined }, 10],
  ['10 for an empty name', { ...TOP, displayName: '' }, 10],
  ['10 for a blank name', { ...TOP, displayName: ' \t' }, 10],
  ['10 for a name of 257 characters', { ...TOP, displayName: 'ü'.repeat(257) }, 10],
  ['10 for a name with control characters', { ...TOP, displayName: 'a\nb' }, 10],
  ['10 without a type', { ...TOP, type: undefined }, 10],
  ['10 for the type of a default folder', { ...TOP, type: 8 }, 10],
  ['10 for the recipient information cache', { ...TOP, type: 19 }, 10],
  ['10 for a type that is none', { ...TOP, type: 256 }, 10],
  ['10 for a type that is no number', { ...TOP, type: 'constructor' }, 10],
  ['11 for a folder of journals, which are not here', { ...TOP, type: 16 }, 11],
  ['11 for a folder of notes', { ...TOP, type: 17 }, 11],
])('MS-ASCMD_R4570 MS-ASCMD_R3904 FolderCreate: %s', async (_, fields, status) => {
  await refused('FolderCreate', fields, status)
})

const there = () => ({ serverId: work, parentId: '0', displayName: 'Neu' })

test.each<[string, () => FolderFields, number]>([
  ['2 for a name that is taken', () => ({ ...there(), displayName: 'Haus' }), 2],
  ['2 for a default folder', () => ({ ...there(), serverId: phone.folderId('Calendar') }), 2],
  ['2 for a mail folder', () => ({ ...there(), serverId: phone.folderId('Inbox') }), 2],
  ['4 for a folder that is not there', () => ({ ...there(), serverId: 'cal-999999999' }), 4],
  ['5 for a parent that is not there', () => ({ ...there(), parentId: 'cal-999999999' }), 5],
  ['9 for a wrong key', () => ({ ...there(), key: 'f123' }), 9],
  ['10 without a key (R4568)', () => ({ ...there(), key: undefined }), 10],
  ['10 with a Status in the request (R3102)', () => ({ ...there(), status: 1 }), 10],
  ['10 without a ServerId', () => ({ ...there(), serverId: undefined }), 10],
  ['10 without a parent', () => ({ ...there(), parentId: undefined }), 10],
  ['10 without a name', () => ({ ...there(), displayName: undefined }), 10],
  ['10 for a folder put into itself', () => ({ ...there(), parentId: work }), 10],
  ['10 for a folder put below itself', () => ({ ...there(), parentId: below }), 10],
])('MS-ASCMD_R4102 MS-ASCMD_R5786 FolderUpdate: %s', async (_, fields, status) => {
  await refused('FolderUpdate', fields(), status)
})

test.each<[string, () => FolderFields, number]>([
  ['3 for a default folder', () => ({ serverId: phone.folderId('Tasks') }), 3],
  ['3 for a mail folder', () => ({ serverId: phone.folderId('Inbox') }), 3],
  ['4 for a folder that is not there', () => ({ serverId: 'cal-999999999' }), 4],
  ['4 for the root', () => ({ serverId: '0' }), 4],
  ['9 for a wrong key', () => ({ serverId: work, key: 'f123' }), 9],
  ['10 without a key', () => ({ serverId: work, key: undefined }), 10],
  ['10 without a ServerId', () => ({ serverId: undefined }), 10],
])('MS-ASCMD_R5785 FolderDelete: %s', async (_, fields, status) => {
  await refused('FolderDelete', fields(), status)
})

test('another account’s folder is not there', async () => {
  const stranger = await office.tenant.account()
  const theirs = await office.phone({ user: stranger.login })
  expect(await ask(theirs, 'FolderDelete', { serverId: work })).toEqual({ status: 4 })
  const update = { serverId: work, parentId: '0', displayName: 'Meins' }
  expect(await ask(theirs, 'FolderUpdate', update)).toEqual({ status: 4 })
  expect(await ask(theirs, 'FolderCreate', { ...TOP, parentId: work })).toEqual({ status: 5 })
})

test.each(['FolderCreate', 'FolderUpdate', 'FolderDelete'] as const)(
  '%s with another document, or without one, gets 10',
  async (name) => {
    const { status, body } = await phone.client.command(name, null)
    expect([status, body?.children.map(({ text }) => text)]).toEqual([200, ['10']])
  },
)

test('a name may have 256 characters, of any script', async () => {
  const mine = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  const [maker, reader] = [await mine.phone(), await mine.phone()]
  const name = '📅'.repeat(255).concat('&')
  await create(maker, name, TYPES.calendar)
  expect((await syncFolders(reader)).added).toMatchObject([{ displayName: name }])
})

test('the same name in another folder, and the own one in another case, are free', async () => {
  const mine = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  const maker = await mine.phone()
  const outer = await create(maker, 'Arbeit', TYPES.calendar)
  await create(maker, 'Arbeit', TYPES.calendar, outer)
  const renamed = { serverId: outer, parentId: '0', displayName: 'ARBEIT' }
  expect(await ask(maker, 'FolderUpdate', renamed)).toMatchObject({ status: 1 })
})

test('FolderCreate: 3 for a kind that the account does not have', async () => {
  const mine = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  await mine.tenant.sql('update account set tasks_enabled = false where tenant_id = $1', [
    mine.tenant.id,
  ])
  const maker = await mine.phone()
  expect(await ask(maker, 'FolderCreate', { ...TOP, type: TYPES.tasks })).toEqual({ status: 3 })
  expect(await ask(maker, 'FolderCreate', TOP)).toMatchObject({ status: 1 })
})

test('FolderCreate: 11 beyond 100 folders', async () => {
  const mine = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  await mine.tenant.sql(
    `insert into collection (tenant_id, account_id, kind, name)
     select $1, $2, 'mail', 'M' || n from generate_series(1, 99) n`,
    [mine.tenant.id, mine.account.id],
  )
  const maker = await mine.phone()
  await create(maker, 'Der hundertste', TYPES.calendar)
  expect(await ask(maker, 'FolderCreate', TOP)).toEqual({ status: 11 })
})

describe('under the business rules', () => {
  let ruled: Office
  let maker: Phone
  beforeEach(async () => {
    ruled = await newOffice(gateway, gateway.baseUrl)
    maker = await ruled.phone()
  })

  test.each(Object.values(TYPES))('no folder of type %d is made: 3', async (type) => {
    expect(await ask(maker, 'FolderCreate', { ...TOP, type })).toEqual({ status: 3 })
    expect(await ruled.count('collection')).toBe(4)
  })

  test('the default folders are refused as everywhere', async () => {
    const serverId = maker.folderId('Contacts')
    const update = { serverId, parentId: '0', displayName: 'Freunde' }
    expect(await ask(maker, 'FolderUpdate', update)).toEqual({ status: 2 })
    expect(await ask(maker, 'FolderDelete', { serverId })).toEqual({ status: 3 })
    expect(await ask(maker, 'FolderCreate', { ...TOP, type: 9 })).toEqual({ status: 10 })
  })

  test('folders from before stay as they are, with what is in them', async () => {
    const { tenant, account } = ruled
    const fields = { account_id: account.id, kind: 'tasks', name: 'Haus' }
    const home = await tenant.insert('collection', fields)
    await ruled.task({ title: 'Streichen', collection_id: home })
    await maker.syncFolders()
    expect(madeFolders(maker)).toEqual(['15 Haus in 0'])
    const serverId = `tasks-${home}` as const
    const update = { serverId, parentId: '0', displayName: 'Heim' }
    expect(await ask(maker, 'FolderUpdate', update)).toEqual({ status: 3 })
    expect(await ask(maker, 'FolderDelete', { serverId })).toEqual({ status: 3 })
    await maker.sync(serverId)
    expect(maker.list(serverId, 'Tasks:Subject')).toEqual(['Streichen'])
  })

  test('a setting of its own lets a tenant make folders', async () => {
    await ruled.tenant.sql(
      `update tenant set rule_settings = '{"userFolders": true}' where id = $1`,
      [ruled.tenant.id],
    )
    await create(maker, 'Arbeit', TYPES.calendar)
  })
})
