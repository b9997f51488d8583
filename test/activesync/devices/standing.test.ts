import type { Database } from '../../../src/store/database.js'
import { setDeviceStatus } from '../../../src/store/device-admin.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { folderSync, isOld, newPlace, outcome, requestOf, VERSIONS } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const actor = 'test'

describe.each(VERSIONS)('in version %s', (version) => {
  test('MS-ASCMD_R4876 a blocked device is refused by every command, until it is allowed', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    const client = place.client({ version })
    expect(await folderSync(client)).toBe(1)
    await setDeviceStatus(database, await place.listed(), { status: 'blocked', actor })

    const refused = isOld(version) ? 'HTTP 403' : 129
    const { commands } = await client.options()
    for (const command of commands.filter((name) => !/^Get(Attachment|Hierarchy)$/.test(name))) {
      const answer = await client.command(command, requestOf(command))
      expect([command, outcome(answer)]).toEqual([command, refused])
    }
    await setDeviceStatus(database, await place.listed(), { status: 'allowed', actor })
    expect(await folderSync(client)).toBe(1)
    const deeds = ['test device.status', 'test device.status']
    expect(await place.audited('device.%')).toEqual(deeds)
  })

  test('MS-ASCMD_R4878 a device in quarantine may say what it is, and nothing else', async () => {
    const place = await newPlace(database, gateway.baseUrl, { new_devices: 'quarantined' })
    const client = place.client({ version })
    const refused = isOld(version) ? 'HTTP 403' : 130
    expect(await folderSync(client)).toBe(refused)
    expect(outcome(await client.command('Sync', requestOf('Sync')))).toBe(refused)
    expect(outcome(await client.command('Ping', requestOf('Ping')))).toBe(refused)
    expect(await client.provision()).toMatchObject({ status: 1, policyStatus: 1 })
    expect((await client.command('Settings', requestOf('Settings'))).status).toBe(200)
    const kept = Number(version) < 14.1 ? undefined : 'Test'
    expect(await place.listed()).toMatchObject({
      ...{ status: 'quarantined', statusBy: 'default' },
      information: kept ? { model: kept } : {},
    })
    await setDeviceStatus(database, await place.listed(), { status: 'allowed', actor })
    expect(await folderSync(client)).toBe(1)
  })
})

test('other devices of the user notice nothing', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const [one, other] = [place.client(), place.client({ deviceId: 'D2' })]
  for (const client of [one, other]) expect(await folderSync(client)).toBe(1)
  await setDeviceStatus(database, await place.listed(), { status: 'blocked', actor })
  expect([await folderSync(one), await folderSync(other)]).toEqual([129, 1])
})

test('a wrong password is 401 for a blocked device too', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await place.tenant.insert('device', {
    ...{ account_id: place.account.id, device_id: 'D1', status: 'blocked', status_by: 'admin' },
  })
  const wrong = place.client()
  await place.tenant.sql('update account set password_hash = $2 where tenant_id = $1', [
    place.tenant.id,
    'x',
  ])
  expect(await folderSync(wrong)).toBe('HTTP 401')
})

describe('MS-ASCMD_R4980 more devices than one user may have', () => {
  test.each([
    ['16.1', 177],
    ['14.0', 177],
    ['12.1', 'HTTP 403'],
  ])('are refused in version %s, unless one long unseen makes room', async (version, refused) => {
    const limited = await startClockGateway(database, { MAX_DEVICES_PER_ACCOUNT: '2' })
    const place = await newPlace(database, limited.baseUrl)
    const ask = (deviceId: string) => folderSync(place.client({ version, deviceId }))
    expect([await ask('A'), await ask('B'), await ask('C')]).toEqual([1, 1, refused])
    expect([await ask('A'), await ask('B')]).toEqual([1, 1])
    limited.advance(31 * 86_400_000)
    await ask('B')
    expect(await ask('C')).toBe(1)
  })

  test('without a limit the one longest unseen makes room at a hundred', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    const account_id = place.account.id
    for (let index = 0; index < 100; index++) {
      const last_seen_at = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString()
      await place.tenant.insert('device', { account_id, device_id: `N${index}`, last_seen_at })
    }
    // Refused ones stay: they would come back as new ones.
    const sql = `update device set status = 'blocked', status_by = 'admin'
      where tenant_id = $1 and device_id in ('N0', 'N1')`
    await place.tenant.sql(sql, [place.tenant.id])
    expect(await folderSync(place.client({ deviceId: 'NEW' }))).toBe(1)
    const rows = await place.tenant.sql('select device_id from device where tenant_id = $1', [
      place.tenant.id,
    ])
    const ids = rows.map((row) => row.device_id)
    expect(ids).toHaveLength(100)
    expect(['N0', 'N1', 'N2', 'N3', 'NEW'].map((id) => ids.includes(id))).toEqual([
      ...[true, true, false, true, true],
    ])
  })
})
