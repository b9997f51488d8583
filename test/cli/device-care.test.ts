import { setTimeout as sleep } from 'node:timers/promises'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { inProcess, type Result } from './termingate.js'

let gateway: Gateway
let office: Office
let phone: Phone
let counter = 0
let id = ''

beforeAll(async () => {
  // Devices are looked for in all of the database: it must be no other test's.
  gateway = await startGateway({ databaseUrl: null, env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  await office.appointment({ title: 'Besichtigung' })
  id = `CARE${counter++}`
  phone = await office.phone({ deviceId: id })
  await phone.syncAll()
})

function run(...args: string[]): Promise<Result> {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  return inProcess(args, { env: { DATA_DIR, DATABASE_URL } })
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('R-ONO-61 a device, or one folder of it, is reset; a parked Ping tells it at once', async () => {
  const contacts = phone.folderId('Contacts')
  // Nothing should be in there: what the phone may hold by mistake goes all the same.
  const parked = phone.ping(['Contacts'], { seconds: 3000 })
  await sleep(300)
  expect(await json('device', 'reset', id, '--folder', contacts)).toEqual({ reset: [contacts] })
  expect(await parked).toMatchObject({ status: 2, folders: [contacts] })
  await expect(phone.sync('Contacts')).rejects.toMatchObject({ status: 3 })
  await phone.sync('Calendar')

  const { reset } = await json('device', 'reset', id)
  expect(reset).toContain(phone.folderId('Calendar'))
  await expect(phone.sync('Calendar')).rejects.toMatchObject({ status: 3 })
  phone.replica('Calendar').reset()
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
  const { stdout } = await run('device', 'show', id)
  expect(stdout).toMatch(/cal-\d+ +\S+ +synchronized +1 items/)
  expect(stdout).toMatch(/tasks-\d+ +\S+ +begins anew +0 items/)
  const { code, stderr } = await run('device', 'reset', id, '--folder', 'cal-0')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('"cal-0"') })
})

test('R-ONO-58 a device is removed: its Ping ends without a question for the password', async () => {
  const parked = phone.ping(['Calendar'], { seconds: 3000 })
  const ended = expect(parked).rejects.toMatchObject({ status: 503 })
  await sleep(300)
  expect(await json('device', 'remove', id)).toMatchObject({ removed: { deviceId: id } })
  await ended
  expect((await run('device', 'show', id)).stderr).toContain('There is no device')
  expect(await phone.ping(['Calendar'])).toMatchObject({ status: 7 })
  await expect(phone.syncFolders()).rejects.toMatchObject({ status: 9 })
})

test('a device that is kept out is removed by force only', async () => {
  await json('device', 'block', id)
  const { code, stderr } = await run('device', 'remove', id)
  expect(code).toBe(1)
  expect(stderr).toContain('which rules may let in: it is blocked now. --force')
  await json('device', 'remove', id, '--force')
  expect((await phone.client.folderSync('0')).status).toBe(1)
})

test('a device gets a ceiling, and loses it', async () => {
  expect(await json('device', 'ceiling', id, '14.1')).toMatchObject({ versionCeiling: '14.1' })
  expect((await run('device', 'show', id)).stdout).toMatch(/ceiling +14\.1/)
  expect(await json('device', 'ceiling', id, 'none')).toMatchObject({ versionCeiling: null })
  expect((await run('device', 'ceiling', id, '15.0')).code).toBe(2)
  const audit = await office.tenant.sql(
    `select details ->> 'ceiling' as ceiling from audit where tenant_id = $1
      and action = 'device.ceiling' order by id`,
    [office.tenant.id],
  )
  expect(audit).toEqual([{ ceiling: '14.1' }, { ceiling: null }])
})
