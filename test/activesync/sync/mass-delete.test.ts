import type { ClientCommand } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database, { MASS_DELETE_COUNT: '5', MASS_DELETE_PERCENT: '30' })
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

/** A phone that holds so many tasks. */
async function phoneWith(tasks: number): Promise<Phone> {
  const { tenant, account } = office
  await tenant.sql(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'Nr. ' || n from generate_series(1, $3::integer) n`,
    [tenant.id, account.id, tasks],
  )
  phone = await office.phone({ deviceId: `wild${tenant.id}` })
  await phone.sync('Tasks')
  expect(phone.items('Tasks').size).toBe(tasks)
  return phone
}

const held = (from: number, to: number) => [...phone.items('Tasks').keys()].slice(from, to)
const deletes = (ids: readonly string[]): ClientCommand[] =>
  ids.map((serverId) => ({ kind: 'delete', serverId }))

/** One Sync request that deletes what the phone holds from..to. */
async function remove(from: number, to: number): Promise<void> {
  const ids = held(from, to)
  const answer = await phone.send('Tasks', { commands: deletes(ids) })
  expect(answer?.results).toEqual([])
  for (const id of ids) phone.replica('Tasks').items.delete(id)
  if (answer) phone.take('Tasks', answer)
}

const actions = async () => {
  const rows = await office.tenant.sql(
    `select deletes, held, mass, (select count(*)::integer from device_deletion_item i
       where i.tenant_id = d.tenant_id and i.deletion_id = d.id) as items
     from device_deletion d where tenant_id = $1 order by id`,
    [office.tenant.id],
  )
  return rows
}
const audits = () =>
  office.tenant.sql(
    `select actor, subject, details from audit
     where tenant_id = $1 and action = 'account.mass-deletion' order by id`,
    [office.tenant.id],
  )
const warnings = () =>
  gateway.logs().filter(({ level, tenant }) => level === 40 && tenant === office.tenant.name)

test('R-ONO-170 more than the number in one Sync is one action, told once', async () => {
  await phoneWith(40)
  await remove(0, 6)
  expect(await actions()).toEqual([{ deletes: 6, held: 40, mass: true, items: 6 }])
  expect(await audits()).toMatchObject([
    {
      actor: `device wild${office.tenant.id}`,
      subject: office.account.name,
      details: { device: `wild${office.tenant.id}`, kind: 'task', deletes: 6, held: 40 },
    },
  ])
  expect(warnings()).toMatchObject([{ user: office.account.name, deletes: 6 }])
  await remove(0, 6)
  expect(await actions()).toEqual([{ deletes: 12, held: 40, mass: true, items: 12 }])
  expect(await audits()).toHaveLength(1)
  expect(warnings()).toHaveLength(1)
})

test('R-ONO-170 as many as the number is no mass, one more soon after makes it one', async () => {
  await phoneWith(40)
  await remove(0, 5)
  expect(await actions()).toEqual([{ deletes: 5, held: 40, mass: false, items: 5 }])
  expect(await audits()).toEqual([])
  gateway.advance(9 * 60_000)
  await remove(0, 1)
  expect(await actions()).toEqual([{ deletes: 6, held: 40, mass: true, items: 6 }])
  expect(await audits()).toHaveLength(1)
})

test('R-ONO-170 a greater share than the percentage is a mass: 4 of 10, not 3 of 10', async () => {
  await phoneWith(10)
  await remove(0, 3)
  expect(await actions()).toMatchObject([{ deletes: 3, held: 10, mass: false }])
  await remove(0, 1)
  expect(await actions()).toMatchObject([{ deletes: 4, held: 10, mass: true }])
})

test('R-ONO-170 two of two are no mass, and deletes a while later are another action', async () => {
  await phoneWith(4)
  await remove(0, 2)
  gateway.advance(11 * 60_000)
  await remove(0, 2)
  expect(await actions()).toMatchObject([
    { deletes: 2, held: 4, mass: false },
    { deletes: 2, held: 2, mass: false },
  ])
})

test('a repeated request records its deletes once', async () => {
  await phoneWith(10)
  const key = phone.replica('Tasks').syncKey
  const commands = deletes(held(0, 3))
  await phone.send('Tasks', { commands })
  await phone.send('Tasks', { key, commands })
  await phone.sendAtOnce(3, 'Tasks', { key, commands })
  expect(await actions()).toEqual([{ deletes: 3, held: 10, mass: false, items: 3 }])
  // What it says beyond that is new.
  await phone.send('Tasks', { key, commands: [...commands, ...deletes(held(3, 5))] })
  expect(await actions()).toEqual([{ deletes: 5, held: 10, mass: true, items: 5 }])
})

test('0 takes no number and no share for a mass', async () => {
  gateway = await startClockGateway(database, { MASS_DELETE_COUNT: '0', MASS_DELETE_PERCENT: '0' })
  office = await newOffice(database, gateway.baseUrl)
  await phoneWith(20)
  await remove(0, 20)
  expect(await actions()).toEqual([{ deletes: 20, held: 20, mass: false, items: 20 }])
})
