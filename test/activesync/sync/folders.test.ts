import { element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

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

const enable = (kind: 'tasks' | 'calendar' | 'contacts', on: boolean) =>
  office.tenant.sql(`update account set ${kind}_enabled = $2 where tenant_id = $1`, [
    office.tenant.id,
    on,
  ])

test.each(['12.1', '14.1', '16.1'])(
  'R-ONO-03 a mail folder lives its whole life with nothing in it (%s)',
  async (version) => {
    phone = await office.phone({ version })
    const initial = await phone.send('Inbox')
    expect(initial?.syncKey).not.toBe('0')
    if (initial) phone.take('Inbox', initial)
    phone.use('Inbox', { windowSize: 25, filterType: 2 })
    expect(await phone.send('Inbox')).toBeNull()
    const serverId = `${phone.folderId('Inbox')}:1`
    const read = applicationData(element('Email:Read', 1))
    const answer = await phone.send('Inbox', {
      commands: [
        { kind: 'change', serverId, data: read },
        { kind: 'delete', serverId },
        { kind: 'fetch', serverId },
      ],
    })
    expect(answer?.results.map(({ kind, status }) => [kind, status])).toEqual([
      ['change', 8],
      ['delete', 8],
      ['fetch', 8],
    ])
    expect(await phone.send('Inbox', { key: initial?.syncKey ?? '' })).toMatchObject({
      syncKey: answer?.syncKey,
    })
    if (answer) phone.take('Inbox', answer)
    expect(await phone.send('Inbox')).toBeNull()
  },
)

test('R-ONO-12 a folder switched off gets 12, and FolderSync deletes it', async () => {
  await office.task()
  await phone.syncAll()
  const id = phone.folderId('Tasks')
  await enable('tasks', false)
  await expect(phone.send('Tasks')).rejects.toMatchObject({ status: 12 })
  const add = { kind: 'add', clientId: 'a', data: taskData('Zu spät') } as const
  await expect(phone.send('Tasks', { commands: [add] })).rejects.toMatchObject({ status: 12 })
  expect(await office.count('task')).toBe(1)
  await phone.syncFolders()
  expect(phone.folders.map(({ serverId }) => serverId)).not.toContain(id)
  expect((await phone.sync('Calendar')).pages).toBe(0)
})

test('R-ONO-12, 61 switched on again it begins anew, with nothing doubled', async () => {
  await office.task({ title: 'Eine' })
  await phone.syncAll()
  const old = phone.replica('Tasks').syncKey
  await enable('tasks', false)
  await phone.syncFolders()
  await enable('tasks', true)
  await phone.syncFolders()
  await expect(phone.send('Tasks', { key: old })).rejects.toMatchObject({ status: 3 })
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Eine'])
})

test('R-ONO-59 FolderSync with key 0 leaves the folders and their keys as they are', async () => {
  await office.task()
  await phone.syncAll()
  const ids = phone.folders.map(({ serverId }) => serverId)
  const { added } = await phone.client.folderSync('0')
  expect(added.map(({ serverId }) => serverId)).toEqual(ids)
  expect(await phone.send('Tasks')).toBeNull()
})

test('R-ONO-36 R-ONO-40 a task is there for responsible and editor, once, and leaves with either', async () => {
  const colleague = await office.tenant.account()
  const id = await office.task({ responsible_id: colleague.id, title: 'Gemeinsam' })
  await phone.sync('Tasks')
  expect(phone.items('Tasks').size).toBe(0)
  await office.tenant.insert('task_editor', { task_id: id, account_id: office.account.id })
  expect((await phone.sync('Tasks')).add).toHaveLength(1)
  await office.tenant.sql('update task set responsible_id = $2 where tenant_id = $1', [
    office.tenant.id,
    office.account.id,
  ])
  expect((await phone.sync('Tasks')).pages).toBe(0)
  await office.tenant.sql('delete from task_editor where tenant_id = $1', [office.tenant.id])
  expect((await phone.sync('Tasks')).pages).toBe(0)
  await office.tenant.sql('update task set responsible_id = $2 where tenant_id = $1', [
    office.tenant.id,
    colleague.id,
  ])
  expect((await phone.sync('Tasks')).delete).toHaveLength(1)
})

test('R-ONO-80 a task done or cancelled in the office is a Delete', async () => {
  for (const status of ['done', 'cancelled']) {
    const id = await office.task()
    expect((await phone.sync('Tasks')).add).toHaveLength(1)
    await office.tenant.sql('update task set status = $3 where tenant_id = $1 and id = $2', [
      office.tenant.id,
      id,
      status,
    ])
    expect((await phone.sync('Tasks')).delete).toHaveLength(1)
  }
})
