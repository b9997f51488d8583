import { setTimeout as sleep } from 'node:timers/promises'
import { between, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'

let gateway: Gateway
let office: Office
let phone: Phone
let broken: number
let device = ''
let counter = 0

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  device = `device${counter++}`
  phone = await office.phone({ deviceType: 'Testtelefon', deviceId: device })
  broken = await office.appointment({
    title: 'Notar\nim Haus',
    rrule: 'FREQ=DAILY;COUNT=5',
    ...between(inDays(3), 60),
  })
  // An override whose span says nothing cannot be rendered, whatever the table allowed to store.
  await office.tenant.insert('appointment_override', {
    appointment_id: broken,
    recurrence_id: `${inDays(4).toISOString().slice(0, 19)}Z`,
    changes: JSON.stringify({ note: { nothing: true } }),
  })
})

const heal = () =>
  office.tenant.sql('delete from appointment_override where tenant_id = $1', [office.tenant.id])
const problems = async (...args: string[]) => {
  const { code, stdout, stderr } = await gateway.cli('problems', ...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
const mine = () => problems('--tenant', office.tenant.name)

test('lists what a device does not get, with item, reason and time', async () => {
  expect(await mine()).toEqual([])
  await phone.sync('Calendar')
  const serverId = `${phone.folderId('Calendar')}:${broken}`
  expect(await mine()).toEqual([
    {
      tenant: office.tenant.name,
      user: office.account.login,
      device: device,
      deviceType: 'Testtelefon',
      folder: phone.folderId('Calendar'),
      kind: 'calendar',
      serverId,
      itemId: broken,
      title: 'Notar\nim Haus',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      reason: expect.stringMatching(/./),
      onDevice: false,
    },
  ])
  const { stdout } = await gateway.cli('problems', '--user', office.account.login)
  expect(stdout).toContain('Notar im Haus')
  expect(stdout).toContain(`Testtelefon ${device}`)
})

test('the filters choose', async () => {
  await phone.sync('Calendar')
  const serverId = `${phone.folderId('Calendar')}:${broken}`
  const other = await office.tenant.account()
  for (const [args, count] of [
    [['--user', office.account.login], 1],
    [['--user', other.login], 0],
    [['--device', device], 1],
    [['--device', 'nobody'], 0],
    [['--item', serverId], 1],
    [['--item', `${serverId}0`], 0],
    [['--tenant', office.tenant.name, '--item', serverId], 1],
  ] as const) {
    expect([args, await problems(...args)]).toMatchObject([args, { length: count }])
  }
})

test('the log and the audit name it once', async () => {
  await phone.sync('Calendar')
  await office.task()
  for (let n = 0; n < 3; n++) await phone.syncAll()
  const serverId = `${phone.folderId('Calendar')}:${broken}`
  const audit = await office.tenant.sql(
    "select subject, details from audit where tenant_id = $1 and action = 'item.set-aside'",
    [office.tenant.id],
  )
  const details = { count: 1, items: { [serverId]: expect.any(String) } }
  expect(audit).toMatchObject([{ subject: office.account.login, details }])
  // The log comes by a pipe, some time after the answer.
  const told = () => gateway.logs.split('\n').filter((line) => line.includes('set aside'))
  const named = () => told().filter((line) => line.includes(serverId))
  while (named().length === 0) await sleep(20)
  expect(named()).toHaveLength(1)
  expect(told().join()).not.toContain('Notar')
})

test('retry wakes the parked Ping of a device whose item can be sent now', async () => {
  await phone.sync('Calendar')
  // As if the device had refused it.
  await heal()
  await phone.sync('Calendar')
  await office.tenant.sql(
    "update sync_item set refused = hash, hash = null, problem = 'damals' where tenant_id = $1",
    [office.tenant.id],
  )
  phone.replica('Calendar').items.clear()
  expect((await phone.sync('Calendar')).pages).toBe(0)
  const ping = phone.ping(['Calendar'])
  expect(await problems('retry', '--user', office.account.login)).toEqual({ retried: 1 })
  expect(await ping).toMatchObject({ status: 2 })
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
  expect(await mine()).toEqual([])
  expect(await problems('retry', '--user', office.account.login)).toEqual({ retried: 0 })
  const audit = await office.tenant.sql(
    "select actor, details from audit where tenant_id = $1 and action = 'problems.retry'",
    [office.tenant.id],
  )
  expect(audit).toEqual([{ actor: 'cli', details: { count: 1 } }])
})

test('what is still broken after a retry stays set aside', async () => {
  await phone.sync('Calendar')
  const [before] = await mine()
  expect(await problems('retry', '--tenant', office.tenant.name)).toEqual({ retried: 1 })
  expect((await phone.sync('Calendar')).pages).toBe(0)
  expect(await mine()).toEqual([before])
})

test('retry without saying which is wrong use', async () => {
  const { code, stderr } = await gateway.cli('problems', 'retry')
  expect(code).toBe(2)
  expect(stderr).toContain('Say which')
})

test('a gateway of another version tries again what failed', async () => {
  await phone.sync('Calendar')
  await heal()
  await phone.sync('Calendar')
  await office.tenant.sql(
    `update sync_item set refused = hash, hash = null, problem = 'damals', problem_version = '0.0.1'
     where tenant_id = $1`,
    [office.tenant.id],
  )
  phone.replica('Calendar').items.clear()
  expect((await phone.sync('Calendar')).pages).toBe(0)
  const databaseUrl = gateway.env.DATABASE_URL ?? null
  if (!databaseUrl) await gateway.kill('SIGTERM')
  const next = await startGateway({ databaseUrl, dataDir: gateway.dataDir })
  try {
    phone.close()
    const moved = await office.phone({ baseUrl: next.baseUrl, deviceId: device })
    moved.replica('Calendar').syncKey = phone.replica('Calendar').syncKey
    expect(await moved.ping(['Calendar'])).toMatchObject({ status: 2 })
    expect((await moved.sync('Calendar')).add).toHaveLength(1)
  } finally {
    await next.kill('SIGTERM')
  }
})
