import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { watchedDatabase } from '../../support/watched-database.js'
import { newOffice, type Office, taskData } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
/** Rows that each transaction of the upkeep returned, by statement. */
const batches: { name: string; rows: number }[] = []

beforeAll(async () => {
  database = await testDatabase()
  const watched = watchedDatabase(database, (statement) => {
    if (statement.name.startsWith('forget-')) batches.push(statement)
  })
  gateway = await startClockGateway(watched)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
})

const inTenant = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

/** Titles of tasks that the journal has, the item's number where it is gone. */
async function journalled(): Promise<unknown[]> {
  const rows = await inTenant(
    `select coalesce(t.title, j.item_id::text) as title from journal j
     join collection c on c.tenant_id = j.tenant_id and c.id = j.collection_id
     left join task t on t.tenant_id = j.tenant_id and t.id = j.item_id
     where j.tenant_id = $1 and c.kind = 'tasks' and j.item_id <> 0 order by 1`,
  )
  return rows.map(({ title }) => title)
}

const aMonthPasses = () =>
  inTenant("update journal set changed_at = changed_at - interval '31 days' where tenant_id = $1")

test('the journal keeps a deleted item until every device knows, and no longer', async () => {
  const behind = await office.phone()
  const one = await office.task({ title: 'Eins' })
  await office.task({ title: 'Zwei' })
  for (const each of [phone, behind]) await each.sync('Tasks')
  await inTenant("delete from task where tenant_id = $1 and title = 'Eins'")
  expect((await phone.sync('Tasks')).delete).toHaveLength(1)
  await office.task({ title: 'Drei' })
  await phone.sync('Tasks')
  await aMonthPasses()
  await gateway.upkeep()
  expect(await journalled()).toEqual([String(one), 'Drei', 'Zwei'])

  const late = await behind.sync('Tasks')
  expect([late.delete.length, late.add.length]).toEqual([1, 1])
  await gateway.upkeep()
  expect(await journalled()).toEqual(['Drei', 'Zwei'])
  for (const each of [phone, behind]) {
    expect((await each.sync('Tasks')).pages).toBe(0)
    expect(each.list('Tasks', 'Tasks:Subject')).toEqual(['Drei', 'Zwei'])
  }

  // The application takes its delete back.
  await office.task({ id: one, title: 'Eins' })
  await inTenant("update task set title = 'Zwei b' where tenant_id = $1 and title = 'Zwei'")
  for (const each of [phone, behind]) {
    await each.sync('Tasks')
    expect(each.list('Tasks', 'Tasks:Subject')).toEqual(['Drei', 'Eins', 'Zwei b'])
  }
})

test('an item that was handed on and deleted there leaves the first list after months', async () => {
  const other = await office.tenant.account()
  const one = await office.task({ title: 'Eins' })
  await office.task({ title: 'Zwei' })
  await inTenant(
    'update task set responsible_id = $2 where tenant_id = $1 and id = $3',
    other.id,
    one,
  )
  await office.task({ title: 'Drei' })
  await aMonthPasses()
  await gateway.upkeep()
  await inTenant('delete from task where tenant_id = $1 and id = $2', one)
  await gateway.upkeep()
  const gone = async () => (await journalled()).filter((title) => title === String(one))
  expect(await gone()).toHaveLength(2)
  await aMonthPasses()
  await inTenant(
    "update journal_pruned set walk_since = now() - interval '91 days' where tenant_id = $1",
  )
  const pruned =
    'select collection_id, revision from journal_pruned where tenant_id = $1 order by 1'
  const before = await inTenant(pruned)
  await gateway.upkeep()
  // In the other's list it is the last entry, which nothing has followed yet.
  expect(await gone()).toHaveLength(1)
  expect(await inTenant(pruned)).toEqual(before)
})

test('a device that was away keeps what it needs until its state is forgotten', async () => {
  await office.task({ title: 'Eins' })
  await office.task({ title: 'Zwei' })
  await phone.sync('Tasks')
  await inTenant("delete from task where tenant_id = $1 and title = 'Eins'")
  await office.task({ title: 'Drei' })
  await aMonthPasses()
  await gateway.upkeep()
  expect(await journalled()).toHaveLength(3)
  for (const [table, column] of [
    ['device', 'last_seen_at'],
    ['sync_state', 'changed_at'],
  ]) {
    await inTenant(
      `update ${table} set ${column} = now() - interval '91 days' where tenant_id = $1`,
    )
  }
  await gateway.upkeep()
  expect(await journalled()).toEqual(['Drei', 'Zwei'])
  await expect(phone.send('Tasks')).rejects.toMatchObject({ status: 3 })
  phone.replica('Tasks').reset()
  expect((await phone.sync('Tasks')).add).toHaveLength(2)
})

test('a backlog goes in small transactions, while a phone syncs', async () => {
  await phone.sync('Tasks')
  await office.tenant.insert('device', { account_id: office.account.id, device_id: 'away' })
  const away = "(select id from device where tenant_id = $1 and device_id = 'away')"
  await inTenant(
    `update device set created_at = now() - interval '100 days' where id = ${away}
     and tenant_id = $1`,
  )
  await inTenant(
    `insert into sync_state (tenant_id, device_id, folder_id, collection_id, epoch, changed_at)
     select $1, ${away}, 'tasks-' || n, $2, 'away', now() - interval '100 days'
     from generate_series(1, 12) n`,
    office.account.tasks,
  )
  await inTenant(
    `insert into sync_item (tenant_id, device_id, folder_id, server_id, item_id)
     select $1, ${away}, 'tasks-' || (1 + n % 12), n::text, n from generate_series(1, 2000) n`,
  )
  await inTenant(
    `insert into sign_in (tenant_id, account_id, at, last_at)
     select $1, $2, now() - interval '91 days', now() - interval '91 days'
     from generate_series(1, 1200)`,
    office.account.id,
  )
  batches.length = 0

  let over = false
  const forgetting = gateway.upkeep().finally(() => {
    over = true
  })
  for (let n = 0; !over || n < 3; n++) {
    await phone.add('Tasks', taskData(`Aufgabe ${n}`))
    expect((await phone.sync('Tasks')).delete).toEqual([])
  }
  await forgetting
  const most = (name: string) =>
    Math.max(...batches.filter((one) => one.name === name).map(({ rows }) => rows))
  // Gateways of other tests may do some of it, too.
  expect(most('forget-holdings')).toBeLessThanOrEqual(2)
  expect(most('forget-sign-ins')).toBeLessThanOrEqual(500)
  const left = await inTenant(
    `select (select count(*)::integer from sync_item where tenant_id = $1 and device_id = ${away}) as away,
       (select count(*)::integer from sign_in where tenant_id = $1 and last_at < now() - interval '90 days')
         as "signIns",
       (select count(*)::integer from sync_item where tenant_id = $1) as held`,
  )
  expect(left).toEqual([{ away: 0, signIns: 0, held: phone.items('Tasks').size }])
  expect((await phone.sync('Tasks')).pages).toBe(0)
})
