import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../src/store/database.js'
import { findDevice, type ListedDevice } from '../../../src/store/device-admin.js'
import { type LogEntry, readDeviceLog } from '../../../src/store/device-log.js'
import {
  type NewRecording,
  startRecording,
  stopRecording,
} from '../../../src/store/device-recording.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { appointmentData, inDays, newOffice, type Office } from '../sync/support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let device: ListedDevice
let counter = 0

const HOUR_MS = 3_600_000

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  const deviceId = `LOG${process.pid}x${counter++}`
  phone = await office.phone({ deviceId })
  device = await findDevice(database, { tenantId: office.tenant.id, deviceId })
})

const record = (how: Partial<NewRecording> = {}) =>
  startRecording(database, device, {
    ...{ hours: 2, contents: false, reason: '', actor: 'web chefin', now: gateway.now(), ...how },
  })

const logged = () => readDeviceLog(database, device, { now: gateway.now(), limit: 1_000 })

/** Writing goes on behind the answers. */
async function loggedAs(count: number): Promise<LogEntry[]> {
  for (;;) {
    const entries = await logged()
    if (entries.length >= count) return entries
    await sleep(50)
  }
}

const addVisit = () => phone.add('Calendar', appointmentData('Besichtigung Müller', inDays(2)))
const badKey = () => phone.send('Calendar', { key: 'unbekannt' }).catch(() => null)

test('what fails is kept without contents, once a minute; what works is not', async () => {
  await phone.sync('Calendar')
  await badKey()
  await badKey()
  const [entry, ...others] = await loggedAs(1)
  expect(others).toEqual([])
  expect(entry).toMatchObject({
    ...{ command: 'Sync', http: 200, status: '3', version: '16.1', masked: true, recorded: false },
  })
  expect(entry?.request).toContain('<SyncKey>unbekannt</SyncKey>')
  expect(entry?.response).toContain('<Status>3</Status>')
  gateway.advance(2 * 60_000)
  await badKey()
  expect(await loggedAs(2)).toHaveLength(2)
})

test('a request that is refused by HTTP is kept with the reason', async () => {
  await phone.client.bytes('GibtEsNicht', null)
  await phone.client.bytes('Sync', Buffer.from('kein WBXML'))
  const [second, first] = await loggedAs(2)
  expect(first).toMatchObject({ http: 501, response: expect.stringContaining('HTTP 501: ') })
  expect(second?.request).toMatch(/^\(no valid WBXML: /)
})

test('a recorded device has all kept, masked, until its time is over', async () => {
  await record()
  await phone.sync('Calendar')
  await addVisit()
  const entries = await loggedAs(3)
  const text = entries.map(({ request, response }) => request + response).join()
  expect(text).toContain('<ApplicationData>')
  expect(text).toContain('<Subject xmlns="Calendar">‹19 characters›</Subject>')
  expect(text).not.toMatch(/Besichtigung|Müller|T\d{6}Z/)
  expect(entries.every((one) => one.masked && one.recorded)).toBe(true)
  gateway.advance(2 * HOUR_MS + 1)
  await phone.sync('Calendar')
  await badKey()
  expect((await loggedAs(entries.length + 1))[0]).toMatchObject({ status: '3', recorded: false })
})

test('contents are kept with a reason only, audited, and seen for a day', async () => {
  const why = 'Termin fehlt, Anruf vom 21.'
  for (const refused of [{ reason: '' }, { reason: 'nur' }, { hours: 25, reason: why }]) {
    await expect(record({ contents: true, ...refused })).rejects.toThrow(/reason|24 hours/)
  }
  await record({ contents: true, reason: why, hours: 24 })
  await phone.sync('Calendar')
  await addVisit()
  const [entry] = await loggedAs(3)
  expect(entry).toMatchObject({ masked: false })
  expect(entry?.request).toContain('Besichtigung Müller')
  await stopRecording(database, device, 'web chefin')
  await phone.sync('Calendar')
  const lines = await office.tenant.sql(
    `select actor, action, subject, details from audit where tenant_id = $1 and action like
     'device.record%' order by id`,
    [office.tenant.id],
  )
  expect(lines).toMatchObject([
    { actor: 'web chefin', action: 'device.record', details: { contents: true, reason: why } },
    { actor: 'web chefin', action: 'device.record.stop', subject: office.account.name },
  ])
  gateway.advance(24 * HOUR_MS + 1)
  expect(await logged()).toEqual([])
})

test('the newest 500 of a recorded device stay, and 20 that failed', async () => {
  const { tenant } = office
  const row = (recorded: boolean, count: number) =>
    tenant.sql(
      `insert into device_log (tenant_id, device_id, at, command, version, http, ms, bytes_in,
        bytes_out, request, response, masked, recorded)
      select $1, $2, now(), 'Sync', '16.1', 200, n, 0, 0, '', '', true, $3
      from generate_series(1, $4::integer) n`,
      [tenant.id, device.id, recorded, count],
    )
  await row(true, 600)
  await row(false, 30)
  await badKey()
  await loggedAs(1)
  for (;;) {
    const entries = await logged()
    if (entries.length > 520) await sleep(50)
    else {
      expect(entries.filter(({ recorded }) => recorded).map(({ ms }) => ms)).toContain(600)
      expect(entries).toHaveLength(520)
      return
    }
  }
})

test('the log is forgotten after a week, contents after a day', async () => {
  await badKey()
  await loggedAs(1)
  await record({ contents: true, reason: 'Termin fehlt' })
  await phone.sync('Calendar')
  await loggedAs(2)
  const left = () => office.count('device_log')
  const before = await left()
  gateway.advance(24 * HOUR_MS + 60_000)
  await gateway.upkeep()
  expect(await left()).toBeLessThan(before)
  expect(await logged()).toHaveLength(await left())
  gateway.advance(6 * 24 * HOUR_MS)
  await gateway.upkeep()
  expect(await left()).toBe(0)
})
