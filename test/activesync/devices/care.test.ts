import pino from 'pino'
import { createDeviceActivity } from '../../../src/activesync/device-activity.js'
import type { AppContext } from '../../../src/context.js'
import type { Database } from '../../../src/store/database.js'
import { findDevice, type ListedDevice, setDeviceStatus } from '../../../src/store/device-admin.js'
import { removeDevice, resetDevice, resetFolder } from '../../../src/store/device-care.js'
import { setDeviceCeiling } from '../../../src/store/device-ceiling.js'
import { foldersOfDevice } from '../../../src/store/device-folders.js'
import { cancelWipe, orderWipe } from '../../../src/store/remote-wipes.js'
import { loadSession } from '../../../src/store/sessions.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem, taskData } from '../sync/support.js'
import { FOLDER_SYNC } from './support.js'

const actor = 'test'
const USER_AGENT = 'Testtelefon/1.0'
let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database, { POLL_SECONDS: '0' })
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl, { rule_set: 'exchange' })
  await office.appointment({ title: 'Besichtigung' })
  await office.task({ title: 'Anrufen' })
  phone = await office.phone({ deviceId: 'CARED', userAgent: USER_AGENT })
  await phone.syncAll()
})

function listed(): Promise<ListedDevice> {
  const { tenant, account } = office
  return findDevice(database, { tenantId: tenant.id, accountId: account.id, deviceId: 'CARED' })
}

async function audited(): Promise<string[]> {
  const rows = await office.tenant.sql(
    `select action from audit where tenant_id = $1 and action like 'device.%' order by id`,
    [office.tenant.id],
  )
  return rows.map(({ action }) => `${action}`)
}

/** As a phone does when its key is not known any more: it throws away what it has, and asks anew. */
async function refill(kind: 'Calendar' | 'Tasks' | 'Contacts'): Promise<void> {
  await expect(phone.sync(kind)).rejects.toMatchObject({ status: 3 })
  const replica = phone.replica(kind)
  replica.items.clear()
  replica.syncKey = '0'
  await phone.sync(kind)
}

describe('R-ONO-61 reset', () => {
  test('of one folder: it fills afresh, nothing is doubled, and the others go on', async () => {
    const id = onlyItem(phone, 'Calendar')
    const folderId = phone.folderId('Calendar')
    const folders = await resetFolder(database, await listed(), { folderId, actor })
    expect(folders).toEqual([folderId])
    await phone.sync('Tasks')
    await refill('Calendar')
    expect([...phone.items('Calendar').keys()]).toEqual([id])
    await phone.syncFolders()
    expect(await office.count('appointment')).toBe(1)
    expect(await audited()).toEqual(['device.reset'])
  })

  test('of all folders, with an Add that was not acknowledged: it stays one item', async () => {
    const command = { kind: 'add', clientId: 'neu', data: taskData('Vom Telefon') } as const
    // The answer gets lost.
    await phone.send('Tasks', { commands: [command] })
    const folders = await resetDevice(database, await listed(), { actor })
    expect(folders.sort()).toEqual(
      [phone.folderId('Calendar'), phone.folderId('Contacts'), phone.folderId('Tasks')].sort(),
    )
    await refill('Tasks')
    const again = await phone.send('Tasks', { commands: [command] })
    expect(again?.results).toMatchObject([{ status: 1 }])
    expect(await office.count('task')).toBe(2)
    await refill('Calendar')
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
  })

  test('of one calendar resets all, since Android empties all on a Status 3', async () => {
    const { id: accountId } = office.account
    const fields = { kind: 'calendar', account_id: accountId, name: 'Privat' }
    const other = await office.tenant.insert('collection', fields)
    await phone.syncFolders()
    await phone.sync(`cal-${other}`)
    const folderId = phone.folderId('Calendar')
    const folders = await resetFolder(database, await listed(), { folderId, actor })
    expect(folders.sort()).toEqual([folderId, `cal-${other}`].sort())
    await expect(phone.sync(`cal-${other}`)).rejects.toMatchObject({ status: 3 })
  })

  test('of a folder that the device does not have is refused in words', async () => {
    const reset = resetFolder(database, await listed(), { folderId: "cal-1'--", actor })
    await expect(reset).rejects.toThrow('never synchronized a folder "cal-1\'--"')
    expect(await audited()).toEqual([])
  })
})

describe('remove', () => {
  test('a device that comes again is a new one, and is told everything afresh', async () => {
    const before = await listed()
    await removeDevice(database, before, { actor })
    await expect(listed()).rejects.toThrow('There is no device')
    await expect(phone.syncFolders()).rejects.toMatchObject({ status: 9 })
    expect((await listed()).id).not.toBe(before.id)
    await expect(phone.sync('Calendar')).rejects.toMatchObject({ status: 3 })
    const again = await office.phone({ deviceId: 'CARED' })
    await again.syncAll()
    expect(again.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
    expect(await office.count('appointment')).toBe(1)
    expect(await audited()).toEqual(['device.remove'])
  })

  test('what would be lost with it has to be said', async () => {
    const order = { kind: 'account', actor, now: new Date(), fullWipeAllowed: false } as const
    await orderWipe(database, await listed(), order)
    const remove = async (even: boolean) => removeDevice(database, await listed(), { actor, even })
    await expect(remove(false)).rejects.toThrow('it would never get it')
    await cancelWipe(database, await listed(), actor)
    await setDeviceStatus(database, await listed(), { status: 'blocked', actor })
    await expect(remove(false)).rejects.toThrow('which rules may let in: it is blocked now')
    expect((await audited()).includes('device.remove')).toBe(false)
    await remove(true)
    await phone.client.folderSync('0')
    expect(await listed()).toMatchObject({ status: 'allowed', statusBy: 'default', wipe: null })
  })
})

describe('the ceiling of a device', () => {
  const headersOf = async () => {
    const { headers } = await phone.client.bytes('FolderSync', FOLDER_SYNC)
    return headers['x-ms-rp']
  }

  test('rules OPTIONS, and is told once with an answer; the version spoken is not refused', async () => {
    const changed = await setDeviceCeiling(database, await listed(), { ceiling: '14.1', actor })
    expect(changed.versionCeiling).toBe('14.1')
    expect(await headersOf()).toBe('2.5,12.0,12.1,14.0,14.1')
    expect(await headersOf()).toBeUndefined()
    expect(phone.client.version).toBe('16.1')
    await phone.sync('Calendar')
    // As most phones ask: without saying which device they are.
    const again = await office.phone({ deviceId: 'CARED', userAgent: USER_AGENT })
    expect(again.client.version).toBe('14.1')
    const other = await office.phone({ deviceId: 'OTHER', userAgent: 'Andere/1.0' })
    expect(other.client.version).toBe('16.1')

    await setDeviceCeiling(database, await listed(), { ceiling: '14.1', actor })
    expect(await headersOf()).toBeUndefined()
    await setDeviceCeiling(database, await listed(), { ceiling: null, actor })
    expect(await headersOf()).toBe('2.5,12.0,12.1,14.0,14.1,16.0,16.1')
    expect(await audited()).toEqual(new Array(3).fill('device.ceiling'))
  })
})

test('the folders of a device are told with what it holds, and what was set aside', async () => {
  await office.appointment({ title: 'Zweite' })
  await phone.use('Calendar', { filterType: 5 }).sync('Calendar')
  await office.tenant.sql(
    `update sync_item set problem = 'zu lang' where tenant_id = $1 and folder_id = $2
      and server_id = (select min(server_id) from sync_item where folder_id = $2)`,
    [office.tenant.id, phone.folderId('Calendar')],
  )
  await resetFolder(database, await listed(), { folderId: phone.folderId('Tasks'), actor })
  const folders = await foldersOfDevice(database, await listed())
  const told = (folderId: string) => folders.find((one) => one.folderId === folderId)
  expect(told(phone.folderId('Calendar'))).toMatchObject({
    ...{ kind: 'calendar', state: 'synchronized', items: 2, setAside: 1, filterType: 5 },
  })
  expect(told(phone.folderId('Tasks'))).toMatchObject({ kind: 'tasks', state: 'fresh', items: 0 })
  expect(told('mail-inbox')).toMatchObject({ kind: 'mail', state: 'never', filterType: null })
  expect(folders.map(({ folderId }) => folderId)).toEqual(
    phone.folders.map(({ serverId }) => serverId),
  )
})

describe('the last error of a device', () => {
  test('is noted at once, with where the device asks from', async () => {
    await expect(phone.syncFolders('erfunden')).rejects.toMatchObject({ status: 9 })
    const errorOf = async () => {
      const { lastErrorCommand, lastErrorStatus, lastErrorAt, lastAddress } = await listed()
      return { lastErrorCommand, lastErrorStatus, at: lastErrorAt !== null, lastAddress }
    }
    await eventually(errorOf, {
      ...{ lastErrorCommand: 'FolderSync', lastErrorStatus: '200/9', at: true },
      lastAddress: '127.0.0.1',
    })
  })

  test('stays when the device gets on before it was written', async () => {
    const session = await loadSession(database, office.account.login, 'CARED')
    if (!session?.device) throw new Error('no device')
    const app = { database, log: pino({ level: 'silent' }), now: () => new Date() }
    const activity = createDeviceActivity(app as unknown as AppContext)
    const seen = { version: '16.1', userAgent: 'Test', address: null }
    const unusual = { ...seen, command: 'Sync', status: '200/3', failed: true }
    activity.seen(session, session.device, unusual)
    activity.seen(session, session.device, {
      ...seen,
      command: 'Ping',
      status: '200/2',
      failed: false,
    })
    await activity.close()
    expect(await listed()).toMatchObject({
      ...{ lastCommand: 'Ping', lastStatus: '200/2' },
      ...{ lastErrorCommand: 'Sync', lastErrorStatus: '200/3' },
    })
  })
})
