import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import type { EasClient } from '../../../src/client/eas-client.js'
import type { Database } from '../../../src/store/database.js'
import { setDeviceStatus } from '../../../src/store/device-admin.js'
import { cancelWipe, orderWipe } from '../../../src/store/remote-wipes.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { folderSync, isOld, newPlace, outcome, type Place, requestOf, VERSIONS } from './support.js'

let database: Database
/** Allows whole devices to be wiped. */
let gateway: ClockGateway
let strict: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database, { REMOTE_WIPE: 'on' })
  strict = await startClockGateway(database)
})

type Kind = 'account' | 'device'
const TAG = { account: 'AccountOnlyRemoteWipe', device: 'RemoteWipe' } as const

async function order(place: Place, kind: Kind, fullWipeAllowed = true): Promise<void> {
  const how = { kind, actor: 'test', now: new Date(), fullWipeAllowed }
  await orderWipe(database, await place.listed(), how)
}

/** MS-ASPROV, Initial Request, in response to a remote wipe: an empty Provision. */
const EMPTY = element('Provision:Provision')

function acknowledgement(kind: Kind, status: string): Element {
  return element('Provision:Provision', [
    element(`Provision:${TAG[kind]}`, [element('Provision:Status', status)]),
  ])
}

/** What a Provision answer holds: `Status 1`, `RemoteWipe`, … */
async function provision(client: EasClient, request: Element | null): Promise<string[]> {
  const { status, body } = await client.command('Provision', request)
  if (status !== 200) return [`HTTP ${status}`]
  const shown = (body?.children ?? []).map(({ tag, text }) => `${tag} ${text ?? ''}`.trim())
  return shown.map((text) => text.replace('Provision:', ''))
}

async function known(place: Place, version: string): Promise<EasClient> {
  const client = place.client({ version })
  await client.provision()
  expect(await folderSync(client)).toBe(1)
  return client
}

const orders = [
  ...VERSIONS.map((version) => [version, 'device'] as const),
  ['16.1', 'account'] as const,
]

test.each(orders)(
  'in version %s a wipe of the %s is ordered, sent, acknowledged and never given again',
  async (version, kind) => {
    const place = await newPlace(database, gateway.baseUrl)
    const client = await known(place, version)
    await order(place, kind)
    expect(await place.listed()).toMatchObject({ wipe: kind, wipeState: 'ordered' })
    // MS-ASCMD_R7562: HTTP 449 up to 12.1.
    const told = isOld(version) ? 'HTTP 449' : 140
    expect(await folderSync(client)).toBe(told)
    expect(outcome(await client.command('Settings', requestOf('Settings')))).toBe(told)

    // Whatever the phone asks, and however often: its answer may get lost.
    for (const request of [EMPTY, null, requestOf('Provision', version)]) {
      expect(await provision(client, request)).toEqual(['Status 1', TAG[kind]])
    }
    expect(await place.listed()).toMatchObject({ status: 'allowed', wipeState: 'sent' })
    expect(await provision(client, acknowledgement(kind, '1'))).toEqual(['Status 1'])
    expect(await place.listed()).toMatchObject({
      ...{ status: 'blocked', statusBy: 'wipe', wipe: kind, wipeState: 'acknowledged' },
    })
    const blocked = isOld(version) ? 'HTTP 403' : 129
    expect(await folderSync(client)).toBe(blocked)
    expect(await provision(client, acknowledgement(kind, '1'))).toEqual(['Status 1'])
    expect(outcome(await client.command('Provision', EMPTY))).toBe(blocked)

    const device = await place.listed()
    await setDeviceStatus(database, device, { status: 'allowed', actor: 'test' })
    expect(await folderSync(client)).toBe(1)
    expect(await provision(client, EMPTY)).toEqual(['Status 1'])
    expect(await place.audited('device.%')).toEqual([
      ...['test device.wipe-order', 'gateway device.wipe-sent', 'gateway device.wipe-done'],
      'test device.status',
    ])
  },
)

test('MS-ASPROV_R665 R701 a wipe that failed is answered with 2 and ordered again', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = await known(place, '16.1')
  await order(place, 'account')
  await provision(client, EMPTY)
  const failed = ['Status 2', 'AccountOnlyRemoteWipe']
  expect(await provision(client, acknowledgement('account', '2'))).toEqual(failed)
  expect(await place.listed()).toMatchObject({ status: 'allowed', wipeState: 'failed' })
  expect(await folderSync(client)).toBe(140)
  expect(await provision(client, acknowledgement('account', '1'))).toEqual(['Status 1'])
  expect(await place.listed()).toMatchObject({ status: 'blocked', wipeState: 'acknowledged' })
})

test('only the order that was sent can be acknowledged', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = await known(place, '16.1')
  // None is ordered, none was sent yet, another was ordered.
  expect(await provision(client, acknowledgement('device', '1'))).toEqual(['Status 1'])
  expect(await folderSync(client)).toBe(1)
  await order(place, 'account')
  const sent = ['Status 1', 'AccountOnlyRemoteWipe']
  expect(await provision(client, acknowledgement('account', '1'))).toEqual(sent)
  expect(await provision(client, acknowledgement('device', '1'))).toEqual(sent)
  expect(await place.listed()).toMatchObject({ status: 'allowed', wipeState: 'sent' })
})

test('an order can be taken back', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = await known(place, '16.1')
  await order(place, 'account')
  expect(await cancelWipe(database, await place.listed(), 'test')).toBe('ordered')
  expect(await folderSync(client)).toBe(1)
  expect(await provision(client, EMPTY)).toEqual(['Status 1'])
  const none = cancelWipe(database, await place.listed(), 'test')
  await expect(none).rejects.toThrow('No wipe')
})

test('a block does not keep a wipe from its device', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = await known(place, '16.1')
  await setDeviceStatus(database, await place.listed(), { status: 'blocked', actor: 'test' })
  await order(place, 'account')
  expect(await folderSync(client)).toBe(140)
  expect(await provision(client, EMPTY)).toEqual(['Status 1', 'AccountOnlyRemoteWipe'])
})

test('MS-ASCMD_R7561 up to 12.1 a device without a policy key gets HTTP 403', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = await known(place, '12.1')
  await order(place, 'device')
  client.policyKey = 0
  expect(await folderSync(client)).toBe('HTTP 403')
})

test('a device that comes with a version too old for its order is kept out', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await known(place, '16.1')
  await order(place, 'account')
  const older = place.client({ version: '14.1' })
  expect(await folderSync(older)).toBe(129)
  expect(outcome(await older.command('Provision', EMPTY))).toBe(129)
  expect(await place.listed()).toMatchObject({ wipeState: 'ordered' })
})

describe('whole devices are not wiped without the switch of the installation', () => {
  test('not ordered', async () => {
    const place = await newPlace(database, strict.baseUrl)
    const client = await known(place, '16.1')
    await expect(order(place, 'device', false)).rejects.toThrow('REMOTE_WIPE=on')
    expect(await folderSync(client)).toBe(1)
  })

  test('not sent by a gateway without it, which keeps the device out instead', async () => {
    const place = await newPlace(database, strict.baseUrl)
    const client = await known(place, '16.1')
    await order(place, 'device')
    expect(await folderSync(client)).toBe(129)
    expect(outcome(await client.command('Provision', EMPTY))).toBe(129)
  })
})

test('the account alone can not be wiped below 16.1, which is said in words', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await known(place, '14.1')
  await expect(order(place, 'account')).rejects.toThrow('device block D1 keeps it out instead')
})

test('a wipe under way is not ordered twice', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await known(place, '16.1')
  await order(place, 'account')
  await expect(order(place, 'device')).rejects.toThrow('ordered already')
})
