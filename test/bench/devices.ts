import { type Element, element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import type { EasClientOptions } from '../../src/client/eas-client.js'
import { syncElement } from '../../src/client/requests.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import type { Bench } from './bench.js'
import { BenchPhone, type FolderKind } from './bench-phone.js'

export type BenchDevice = { account: AccountFixture; deviceId: string; phone: BenchPhone }

const DEVICE_TYPE = 'iPhone'
const USER_AGENT = 'Apple-iPhone14C2/1901.346'
const VERSION = '16.1'
const IPHONE: Make = { deviceType: DEVICE_TYPE, userAgent: USER_AGENT, version: VERSION }
const SET_UP_AT_ONCE = 8

let counter = 0

export async function makeTenant({ database }: Bench): Promise<TenantFixture> {
  return await newTenant(database)
}

/** A device that knows the folders of its account and has synchronised none of them. */
export async function makeDevice(bench: Bench, account: AccountFixture): Promise<BenchDevice> {
  const device = newDevice(bench, account, `BENCH${process.pid}X${counter++}`)
  await device.phone.setUp()
  return device
}

/** A device that asked for nothing yet. */
export function newDevice(
  { gateway: { port } }: Bench,
  account: AccountFixture,
  deviceId: string,
): BenchDevice {
  const phone = new BenchPhone(phoneOptions({ port, login: account.login, deviceId }, IPHONE))
  return { account, deviceId, phone }
}

export type PhoneAddress = { port: number; login: string; deviceId: string }
type Make = { deviceType: string; userAgent: string; version: string }

export function phoneOptions(
  { port, login, deviceId }: PhoneAddress,
  make: Make,
): EasClientOptions {
  const url = `http://127.0.0.1:${port}/Microsoft-Server-ActiveSync`
  return { url, user: login, password: PASSWORD, deviceId, ...make }
}

/** That many accounts with one device each; `prepare` then runs for each. */
export async function makeDevices(
  bench: Bench,
  count: number,
  prepare: (device: BenchDevice, tenant: TenantFixture) => Promise<void>,
): Promise<BenchDevice[]> {
  const tenant = await makeTenant(bench)
  const accounts: AccountFixture[] = []
  for (let made = 0; made < count; made++) accounts.push(await tenant.account())
  return await inTurns(accounts, async (account) => {
    const device = await makeDevice(bench, account)
    await prepare(device, tenant)
    device.phone.close()
    return device
  })
}

/** `work` for each, a few at once. */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = [...items.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      results[next[0]] = await work(next[1])
    }
  }
  await Promise.all(Array.from({ length: SET_UP_AT_ONCE }, worker))
  return results
}

/** The bytes of a request as an iPhone sends it; null = without a body. */
export function requestBytes(device: BenchDevice, command: string, body: Element | null): Buffer {
  const { account, deviceId, phone } = device
  const bytes = body ? encode(body) : Buffer.alloc(0)
  const query = `Cmd=${command}&User=${account.login}&DeviceId=${deviceId}&DeviceType=${DEVICE_TYPE}`
  const head = [
    `POST /Microsoft-Server-ActiveSync?${query} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(body ? ['Content-Type: application/vnd.ms-sync.wbxml'] : []),
    'Accept: */*',
    `Authorization: ${authorization(account.login)}`,
    'Connection: keep-alive',
    `MS-ASProtocolVersion: ${VERSION}`,
    `User-Agent: ${USER_AGENT}`,
    'Accept-Language: de-de',
    'Accept-Encoding: gzip, deflate',
    `X-MS-PolicyKey: ${phone.client.policyKey}`,
    `Content-Length: ${bytes.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}

/** A Sync of folders with the keys the device holds, and nothing to say. */
export function syncBytes(device: BenchDevice, kinds: readonly FolderKind[]): Buffer {
  const collections = kinds.map((kind) => ({
    collectionId: device.phone.replica(kind).collectionId,
    syncKey: device.phone.replica(kind).syncKey,
    getChanges: true,
    windowSize: 25,
  }))
  return requestBytes(device, 'Sync', syncElement({ collections }, VERSION))
}

/** A FolderSync with the key the device holds. */
export function folderSyncBytes(device: BenchDevice): Buffer {
  const key = element('FolderHierarchy:SyncKey', device.phone.folderKey)
  return requestBytes(device, 'FolderSync', element('FolderHierarchy:FolderSync', [key]))
}

/** What a phone asks when it is set up, and some each day. */
export function optionsBytes(login: string): Buffer {
  return Buffer.from(
    'OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: 127.0.0.1\r\n' +
      `Authorization: ${authorization(login)}\r\nContent-Length: 0\r\n\r\n`,
  )
}

function authorization(login: string): string {
  return `Basic ${Buffer.from(`${login}:${PASSWORD}`).toString('base64')}`
}
