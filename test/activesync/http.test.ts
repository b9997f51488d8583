import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Command } from '../../src/activesync/command.js'
import { versionsHeader } from '../../src/activesync/headers.js'
import { takesGzip } from '../../src/activesync/http-answer.js'
import { element } from '../../src/activesync/wbxml/element.js'
import type { Database } from '../../src/store/database.js'
import {
  basic,
  FOLDER_SYNC,
  FOLDER_SYNC_ANSWER,
  PATH,
  POST_HEADERS,
  startTestGateway,
  type TestGateway,
} from '../login/support.js'
import { newTenant, testDatabase } from '../support/database.js'
import { type AccountFixture, PASSWORD, type TenantFixture } from '../support/tenant.js'

let database: Database
let gateway: TestGateway
let tenant: TenantFixture
let account: AccountFixture

/** Commands that are only named here. */
const ping: Command = { name: 'Ping', handle: async () => null }
const search: Command = { name: 'Search', handle: async () => null }

const settings: Command = {
  name: 'Settings',
  async handle(root) {
    return element('Settings:Settings', [
      element('Settings:Status', '1'.repeat(Number(root?.children[0]?.text ?? 0))),
    ])
  },
}

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startTestGateway(database, { MAX_REQUEST_BYTES: '65536' }, [
    ping,
    settings,
    search,
  ])
  tenant = await newTenant(database)
  account = await tenant.account()
})

const query = (command: string, device = 'D1') =>
  `${PATH}?Cmd=${command}&User=x&DeviceId=${device}&DeviceType=iPhone`

function post(command: string, body?: Buffer | string, headers: Record<string, string> = {}) {
  return gateway.ask({
    method: 'POST',
    path: command.startsWith('/') ? command : query(command),
    headers: { ...basic(account.login, PASSWORD), ...POST_HEADERS, ...headers },
    ...(body === undefined ? {} : { body }),
  })
}

describe('OPTIONS', () => {
  test('R-ONO-15 MS-ASHTTP_R1107 lists versions and commands ascending and without spaces', async () => {
    const reply = await gateway.options(account.login, PASSWORD)
    expect(reply.status).toBe(200)
    expect(reply.headers).toMatchObject({
      'ms-asprotocolversions': '2.5,12.0,12.1,14.0,14.1,16.0,16.1',
      'ms-asprotocolcommands': 'FolderSync,Search,Settings,Ping',
      'ms-server-activesync': '16.1',
      'content-length': '0',
    })
    expect(reply.headers['content-type']).toBeUndefined()
  })

  test('comes after the login', async () => {
    const reply = await gateway.ask({ method: 'OPTIONS' })
    expect(reply.status).toBe(401)
    expect(reply.headers['ms-asprotocolversions']).toBeUndefined()
    expect(reply.headers['ms-server-activesync']).toBe('16.1')
  })

  test('offers no more than the installation allows', async () => {
    const old = await startTestGateway(database, { MAX_VERSION: '14.1' })
    const reply = await old.options(account.login, PASSWORD)
    expect(reply.headers['ms-asprotocolversions']).toBe('2.5,12.0,12.1,14.0,14.1')
  })

  test('offers no more than the device’s ceiling', async () => {
    await tenant.insert('device', {
      account_id: (await tenant.account({ name: 'ceiling' })).id,
      device_id: 'OLD',
      version_ceiling: '14.0',
    })
    const reply = await gateway.ask({
      method: 'OPTIONS',
      path: `${PATH}?DeviceId=OLD`,
      headers: basic(`ceiling_${tenant.name}`, PASSWORD),
    })
    expect(reply.headers['ms-asprotocolversions']).toBe('2.5,12.0,12.1,14.0')
  })

  const ALL = ['2.5', '12.0', '12.1', '14.0', '14.1', '16.0', '16.1']
  const LIMITS = [
    ['16.0', '14.1', '14.0', '14.0'],
    ['12.0', '14.1', '16.1', '12.0'],
    ['16.1', '2.5', '14.0', '2.5'],
    ['16.1', null, null, '16.1'],
    ['14.1', 'none', null, '14.1'],
  ] as const

  test.each(LIMITS)(
    'of the ceilings %s (installation), %s (tenant), %s (device) the lowest counts',
    async (installation, tenantCeiling, deviceCeiling, lowest) => {
      const office = await newTenant(database, { version_ceiling: tenantCeiling })
      const { id, login } = await office.account()
      const device = { account_id: id, device_id: 'D7', version_ceiling: deviceCeiling }
      await office.insert('device', device)
      const server = await startTestGateway(database, { MAX_VERSION: installation })
      const path = `${PATH}?DeviceId=D7`
      const headers = basic(login, PASSWORD)
      const reply = await server.ask({ method: 'OPTIONS', path, headers })
      const offered = ALL.slice(0, ALL.indexOf(lowest) + 1)
      expect(reply.headers['ms-asprotocolversions']).toBe(offered.join(','))
      // A phone that has chosen a version keeps it until it asks again.
      const asked = { ...headers, ...POST_HEADERS, 'MS-ASProtocolVersion': '16.1' }
      const command = `${PATH}?Cmd=FolderSync&DeviceId=D7&DeviceType=x`
      const post = { method: 'POST', path: command, headers: asked, body: FOLDER_SYNC }
      expect((await server.ask(post)).status).toBe(200)
      await server.close()
    },
  )

  test('whatever the ceilings, the list goes up to the lowest', () => {
    const ceiling = fc.constantFrom(...ALL, null, undefined, '', '15.0')
    fc.assert(
      fc.property(fc.array(ceiling, { maxLength: 5 }), (ceilings) => {
        const listed = versionsHeader(ceilings).split(',')
        const known = ceilings.flatMap((one) => (one && ALL.includes(one) ? [Number(one)] : []))
        expect(listed).toEqual(ALL.filter((version) => Number(version) <= Math.min(99, ...known)))
      }),
    )
  })
})

describe('POST', () => {
  test('a command is answered in WBXML with the headers that phones want', async () => {
    const reply = await post('FolderSync', FOLDER_SYNC)
    expect(reply.status).toBe(200)
    expect(reply.body.toString('hex')).toBe(FOLDER_SYNC_ANSWER.toString('hex'))
    expect(reply.headers).toMatchObject({
      'content-type': 'application/vnd.ms-sync.wbxml',
      'content-length': '13',
      'ms-server-activesync': '16.1',
      'cache-control': 'private',
    })
    expect(reply.headers['x-powered-by']).toBeUndefined()
  })

  test('the path may be in any case', async () => {
    const path = query('FolderSync').replace(PATH, '/microsoft-server-ACTIVESYNC')
    expect((await post(path, FOLDER_SYNC)).status).toBe(200)
  })

  test('the base64 query does the same', async () => {
    // 16.1, FolderSync, locale 0x0407, device "D1", no policy key, type "x"
    const raw = Buffer.from([161, 9, 7, 4, 2, 0x44, 0x31, 0, 1, 0x78]).toString('base64')
    expect((await post(`${PATH}?${raw}`, FOLDER_SYNC)).status).toBe(200)
  })

  test.each([
    ['gzip', gzipSync(FOLDER_SYNC)],
    ['deflate', deflateSync(FOLDER_SYNC)],
    ['deflate', deflateRawSync(FOLDER_SYNC)],
    ['identity', FOLDER_SYNC],
  ])('a body in %s is unpacked', async (encoding, body) => {
    expect((await post('FolderSync', body, { 'Content-Encoding': encoding })).status).toBe(200)
  })

  test.each([
    ['an unknown command', () => post('Brew', FOLDER_SYNC), 501],
    ['a command not built yet', () => post('Sync', FOLDER_SYNC), 501],
    ['an unknown command code', () => post(`${PATH}?oWMHBAJEMQABeA==`, FOLDER_SYNC), 501],
    ['no query', () => post(PATH, FOLDER_SYNC), 400],
    ['no device', () => post(`${PATH}?Cmd=FolderSync`, FOLDER_SYNC), 200],
    [
      'an unknown version',
      () => post('FolderSync', FOLDER_SYNC, { 'MS-ASProtocolVersion': '2.1' }),
      400,
    ],
    ['a body that is no WBXML', () => post('FolderSync', 'hello'), 200],
    ['a body that is cut off', () => post('FolderSync', FOLDER_SYNC.subarray(0, 8)), 200],
    ['no gzip', () => post('FolderSync', 'x', { 'Content-Encoding': 'gzip' }), 400],
    ['an unknown encoding', () => post('FolderSync', 'x', { 'Content-Encoding': 'br' }), 400],
    ['a body beyond the limit', () => post('FolderSync', Buffer.alloc(70_000)), 413],
    [
      'a body that unpacks beyond it',
      () => post('FolderSync', gzipSync(Buffer.alloc(9_000_000)), { 'Content-Encoding': 'gzip' }),
      413,
    ],
    [
      'the same without a length',
      () => post('FolderSync', Buffer.alloc(70_000), { 'Transfer-Encoding': 'chunked' }),
      413,
    ],
  ])(
    'MS-ASHTTP_R176 MS-ASHTTP_R188 %s is answered with its status',
    async (_what, send, status) => {
      const reply = await send()
      expect(reply.status).toBe(status)
      expect(reply.headers['ms-server-activesync']).toBe('16.1')
    },
  )

  test('MS-ASHTTP_R178 the login comes before every other fault', async () => {
    const bad = { method: 'POST', path: `${PATH}?Cmd=Brew`, body: 'x' }
    expect((await gateway.ask(bad)).status).toBe(401)
    expect((await gateway.ask({ ...bad, headers: basic(account.login, 'falsch') })).status).toBe(
      401,
    )
  })

  test.each([['GET'], ['HEAD'], ['PUT'], ['DELETE'], ['PROPFIND']])('%s is 405', async (method) => {
    const reply = await gateway.ask({ method, headers: basic(account.login, PASSWORD) })
    expect(reply.status).toBe(405)
    expect(reply.headers.allow).toBe('OPTIONS, POST')
  })

  test('MS-ASHTTP_R214 a large answer is packed if the phone offers it, a small one never', async () => {
    // <Settings><x>N</x></Settings>: the stub answers N characters
    const ask = (size: string) =>
      Buffer.concat([
        Buffer.from([3, 1, 0x6a, 0, 0, 18, 0x45, 0x46, 3]),
        Buffer.from(size),
        Buffer.from([0, 1, 1]),
      ])
    for (const size of ['2000', '20000']) {
      const packed = await post('Settings', ask(size), { 'Accept-Encoding': 'gzip, deflate' })
      expect(packed.headers['content-encoding']).toBe('gzip')
      expect(Number(packed.headers['content-length'])).toBe(packed.body.length)
      const plain = await post('Settings', ask(size))
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
    }
    const small = await post('Settings', ask('200'), { 'Accept-Encoding': 'gzip' })
    expect(small.headers['content-encoding']).toBeUndefined()
  })

  test.each([
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip;q=0.0, deflate', false],
    ['deflate', false],
    ['', false],
  ])('Accept-Encoding "%s" means gzip: %s', (header, expected) => {
    expect(takesGzip(header)).toBe(expected)
  })
})
