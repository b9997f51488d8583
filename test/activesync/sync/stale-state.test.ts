import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientCommand } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let other: Phone

const onTestEnd: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of onTestEnd.splice(0).reverse()) await end()
})

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  for (const title of ['Eins', 'Zwei', 'Drei']) await office.task({ title })
  await office.appointment()
  await office.contact()
  phone = await office.phone({ deviceId: `away${office.tenant.id}` })
  other = await office.phone()
  for (const one of [phone, other]) await one.syncAll()
})

/** The phone was last here so many days ago. By SQL: other tests share the database and its clock. */
async function away(days: number, seen = true): Promise<void> {
  const { tenant } = office
  const values = [tenant.id, days, `away${tenant.id}`]
  const device = '(select id from device where tenant_id = $1 and device_id = $3)'
  const then = "now() - $2::integer * interval '1 day'"
  await tenant.sql(
    `update device set created_at = ${then}, last_seen_at = ${seen ? then : 'null'}
     where tenant_id = $1 and id = ${device}`,
    values,
  )
  for (const [table, column] of [
    ['sync_state', 'changed_at'],
    ['sync_client_id', 'created_at'],
  ]) {
    await tenant.sql(
      `update ${table} set ${column} = ${then} where tenant_id = $1 and device_id = ${device}`,
      values,
    )
  }
}

/** How many rows of a table the phone has. */
async function rows(table: string): Promise<number> {
  const [row] = await office.tenant.sql(
    `select count(*)::integer as n from ${table} x join device d
       on d.tenant_id = x.tenant_id and d.id = x.device_id
     where x.tenant_id = $1 and d.device_id = $2`,
    [office.tenant.id, `away${office.tenant.id}`],
  )
  return Number(row?.n)
}

/** Status 3, and then everything from the beginning. */
async function comesBack(kind: 'Tasks' | 'Calendar' | 'Contacts'): Promise<string[]> {
  await expect(phone.send(kind)).rejects.toMatchObject({ status: 3 })
  phone.replica(kind).reset()
  return (await phone.sync(kind)).add
}

test('what a device holds that was not seen for 90 days is forgotten, another keeps its own', async () => {
  expect(await rows('sync_item')).toBe(5)
  await away(91)
  await gateway.upkeep()
  expect(await rows('sync_item')).toBe(0)
  const key = other.replica('Tasks').syncKey
  expect((await other.sync('Tasks')).pages).toBe(0)
  expect(other.replica('Tasks').syncKey).toBe(key)
})

test('it is kept for 89 days, and with DEVICE_STATE_DAYS=0 for ever', async () => {
  await away(89)
  await gateway.upkeep()
  expect(await rows('sync_item')).toBe(5)
  await away(1)
  const keeping = await startClockGateway(database, { DEVICE_STATE_DAYS: '0' })
  expect(await keeping.upkeep()).toMatchObject({ states: 0, adds: 0 })
  const strict = await startClockGateway(database, { DEVICE_STATE_DAYS: '30' })
  await away(31)
  await strict.upkeep()
  expect(await rows('sync_item')).toBe(0)
})

test('a device that returns gets Status 3 and then each item once, FolderSync goes on', async () => {
  await away(91)
  await gateway.upkeep()
  await office.tenant.sql(
    `update task set status = 'cancelled' where tenant_id = $1 and title = 'Eins'`,
    [office.tenant.id],
  )
  await office.task({ title: 'Vier' })
  const { folderKey, folders } = phone
  await phone.syncFolders()
  expect(phone).toMatchObject({ folderKey, folders })
  expect(await comesBack('Tasks')).toHaveLength(3)
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Drei', 'Vier', 'Zwei'])
  expect(await comesBack('Calendar')).toHaveLength(1)
  expect(await comesBack('Contacts')).toHaveLength(1)
  await phone.add('Tasks', taskData('Fünf'))
  await other.sync('Tasks')
  expect(other.list('Tasks', 'Tasks:Subject')).toEqual(['Drei', 'Fünf', 'Vier', 'Zwei'])
  expect(await office.count('task')).toBe(5)
})

test('one that has just returned is not forgotten again, though it was not noted as seen yet', async () => {
  await away(91)
  await gateway.upkeep()
  await comesBack('Tasks')
  await gateway.upkeep()
  expect((await phone.sync('Tasks')).pages).toBe(0)
  expect(phone.items('Tasks').size).toBe(3)
})

test('one that returns with a Ping is told that there is something to sync', async () => {
  await away(91)
  await gateway.upkeep()
  const folders = [phone.folderId('Tasks')]
  expect(await phone.ping(['Tasks'])).toMatchObject({ status: 2, folders })
  await comesBack('Tasks')
  expect(await phone.send('Tasks')).toBeNull()
})

test('an Add whose answer got lost before is not doubled when it comes again', async () => {
  const add: ClientCommand = { kind: 'add', clientId: 'lost', data: taskData('Verloren') }
  await phone.send('Tasks', { commands: [add] })
  await away(91)
  await gateway.upkeep()
  await comesBack('Tasks')
  const answer = await phone.send('Tasks', { commands: [add] })
  expect(answer?.results).toMatchObject([{ clientId: 'lost', status: 1 }])
  expect(await office.count('task')).toBe(4)
  await away(366)
  await gateway.upkeep()
  expect(await rows('sync_client_id')).toBe(0)
})

test('a device never seen after it was entered counts from then', async () => {
  await away(91, false)
  await gateway.upkeep()
  expect(await rows('sync_item')).toBe(0)
})

test('several gateways at once do it once', async () => {
  const second = await startClockGateway(database)
  // Behind the one of its start.
  await second.upkeep()
  await away(91)
  const runs = await Promise.all([gateway.upkeep(), second.upkeep(), gateway.upkeep()])
  // Calendar, tasks and contacts, none of them twice. Gateways of other tests may have done some.
  expect(runs.reduce((sum, { states }) => sum + states, 0)).toBeLessThanOrEqual(3)
  expect(await rows('sync_item')).toBe(0)
})

test('deletes can be taken back for UNDO_DAYS', async () => {
  for (const serverId of [...phone.items('Tasks').keys()]) await phone.remove('Tasks', serverId)
  expect(await office.count('device_deletion')).toBe(1)
  const age = (days: number) =>
    office.tenant.sql(
      `update device_deletion set last_at = now() - $2::integer * interval '1 day'
       where tenant_id = $1`,
      [office.tenant.id, days],
    )
  await age(89)
  await gateway.upkeep()
  expect(await office.count('device_deletion_item')).toBe(3)
  await age(91)
  await gateway.upkeep()
  expect(await office.count('device_deletion')).toBe(0)
  expect(await office.count('device_deletion_item')).toBe(0)
})

test('a gateway does it when it starts', async () => {
  const first = await startGateway()
  onTestEnd.push(() => first.stop())
  office = await newOffice(first, first.baseUrl)
  await office.task()
  phone = await office.phone({ deviceId: `away${office.tenant.id}` })
  await phone.sync('Tasks')
  expect(await rows('sync_item')).toBe(1)
  await away(91)
  // What it noted as seen must not come after this.
  await first.kill('SIGKILL')
  const second = await startGateway({ dataDir: first.dataDir })
  onTestEnd.push(() => second.stop())
  office.tenant.sql = (text, values) => second.sql(text, values)
  while ((await rows('sync_item')) > 0) await sleep(50)
})
