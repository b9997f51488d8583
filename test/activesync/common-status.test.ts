import { CommonStatus } from '../../src/activesync/common-status.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import type { EasAnswer } from '../../src/client/eas-client.js'
import { EasClient } from '../../src/client/eas-client.js'
import type { Database } from '../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../support/clock-gateway.js'
import { newTenant, testDatabase } from '../support/database.js'
import { type AccountFixture, PASSWORD } from '../support/tenant.js'

let database: Database
let gateway: ClockGateway
let account: AccountFixture

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
  account = await (await newTenant(database)).account()
})

const clients: EasClient[] = []
afterAll(() => {
  for (const client of clients) client.close()
})

type Device = { deviceId?: string; deviceType?: string; query?: 'plain' | 'base64' }

function newClient(version: string, device: Device = {}): EasClient {
  const client = new EasClient({
    url: `${gateway.baseUrl}/Microsoft-Server-ActiveSync`,
    ...{ user: account.login, password: PASSWORD, deviceId: 'D1', deviceType: 'Test', version },
    ...device,
  })
  clients.push(client)
  return client
}

/** The one text in a document of one element within another. */
function onlyText(root: Element | null): string | undefined {
  if (!root || root.children.length > 1) return undefined
  return root.children.length === 0 ? (root.text ?? undefined) : onlyText(root.children[0] ?? null)
}

function statusAlone({ status, body }: EasAnswer) {
  return { http: status, root: body?.tag.replace(/^\w+:/, ''), status: onlyText(body) }
}

const NEW = ['14.0', '14.1', '16.0', '16.1']
const BROKEN = Buffer.from('03016a0045', 'hex')
/** FolderSync with SyncKey 0, by hand from MS-ASWBXML. */
const FOLDER_SYNC = Buffer.from('03016a00000756520330000101', 'hex')
/** Answered in HTTP's own words only, in the versions that have them. */
const WITHOUT_DOCUMENT = ['GetAttachment', 'GetHierarchy']

test('common statuses are 101 to 177, each once, 157 to 159 left out', () => {
  const values = Object.values(CommonStatus)
  const expected = Array.from({ length: 77 }, (_, index) => 101 + index)
  expect(values).toEqual(expected.filter((value) => value < 157 || value > 159))
})

describe('a body that is no WBXML', () => {
  test.each(NEW)(
    'MS-ASCMD_R4815 is status 102 in the document of every command in version %s',
    async (version) => {
      const client = newClient(version)
      const { commands } = await client.options()
      const asked = commands.filter((command) => !WITHOUT_DOCUMENT.includes(command))
      expect(asked.length).toBeGreaterThan(9)
      for (const root of asked) {
        const answer = statusAlone(await client.bytes(root, BROKEN))
        expect(answer).toEqual({ http: 200, root, status: '102' })
      }
    },
  )

  test('up to 12.1 is HTTP 400', async () => {
    const client = newClient('12.1')
    for (const command of ['Sync', 'Ping', 'FolderSync', 'Provision', 'Settings']) {
      expect((await client.bytes(command, BROKEN)).status).toBe(400)
    }
  })
})

describe.each(['plain', 'base64'] as const)('in a %s query', (query) => {
  test.each([
    ['MS-ASCMD_R4828 a missing DeviceId', { deviceId: '' }, '108'],
    ['MS-ASCMD_R4830 a missing DeviceType', { deviceType: '' }, '109'],
    ['MS-ASCMD_R4830 a malformed DeviceType', { deviceType: 'T\u0007' }, '109'],
  ])('%s is told by status from 14.0 on, and by HTTP 400 up to 12.1', async (_, device, status) => {
    for (const version of NEW) {
      const client = newClient(version, { ...device, query })
      const answer = statusAlone(await client.bytes('FolderSync', FOLDER_SYNC))
      expect(answer).toEqual({ http: 200, root: 'FolderSync', status })
    }
    const old = newClient('12.1', { ...device, query })
    expect((await old.bytes('FolderSync', FOLDER_SYNC)).status).toBe(400)
  })
})

test('MS-ASCMD_R4828 a malformed DeviceId is status 108', async () => {
  for (const deviceId of ["' or 1=1--", 'x'.repeat(65), 'A\u0000']) {
    const answer = await newClient('16.1', { deviceId }).bytes('FolderSync', FOLDER_SYNC)
    expect(statusAlone(answer)).toEqual({ http: 200, root: 'FolderSync', status: '108' })
  }
})

test('without a login a query that names no device is 401 all the same', async () => {
  const url = `${gateway.baseUrl}/Microsoft-Server-ActiveSync?Cmd=FolderSync`
  const headers = { 'MS-ASProtocolVersion': '16.1' }
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(401)
})

test('MS-ASHTTP_R465 an unknown command is HTTP 501, with a wrong device HTTP 400', async () => {
  const ask = (cmd: string, device: string) =>
    fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync?Cmd=${cmd}&DeviceType=T${device}`, {
      method: 'POST',
      headers: {
        'MS-ASProtocolVersion': '16.1',
        Authorization: `Basic ${Buffer.from(`${account.login}:${PASSWORD}`).toString('base64')}`,
      },
    })
  expect((await ask('Brew', '&DeviceId=D1')).status).toBe(501)
  expect((await ask('Brew', '')).status).toBe(400)
})
