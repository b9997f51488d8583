import { createConnection } from 'node:net'
import { gzipSync } from 'node:zlib'
import { decode } from '../../src/activesync/wbxml/decode.js'
import { childOf, element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { ENDPOINT } from '../../src/client/check-report.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import {
  basic,
  commandPath,
  type Raw,
  type RawRequest,
  type Someone,
  send,
  someone,
  WBXML,
} from './raw.js'

jest.setTimeout(120_000)

let gateway: Gateway
let who: Someone

beforeAll(async () => {
  const env = { LOGIN_LOCK_FAILURES: '10000', MAX_REQUEST_BYTES: '1000000', LOG_LEVEL: 'debug' }
  gateway = await startGateway({ env })
  who = await someone(gateway)
})
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))

const FOLDER_SYNC = encode(
  element('FolderHierarchy:FolderSync', [element('FolderHierarchy:SyncKey', '0')]),
)

/** A FolderSync that works, with something about it changed. */
function ask(options: RawRequest): Promise<Raw> {
  const { login } = who.account
  const headers = { ...basic(login), ...WBXML, 'ms-asprotocolversion': '16.1', ...options.headers }
  return send(gateway, {
    path: commandPath('FolderSync', login),
    body: FOLDER_SYNC,
    ...options,
    headers,
  })
}

test('nothing is wrong with it when nothing is changed', async () => {
  expect((await ask({})).status).toBe(200)
})

describe('the query', () => {
  const path = (query: string) => `${ENDPOINT}?${query}`
  const base64 = (bytes: number[]) => path(Buffer.from(bytes).toString('base64'))
  // Version, command, locale, length and bytes of the device id, of the policy key, of the type.
  const good = [161, 9, 9, 4, 2, 65, 66, 0, 2, 67, 68]

  test.each<[string, string]>([
    ['empty', path('')],
    ['of nothing known', path('x=y')],
    ['without a command', path('User=a&DeviceId=A&DeviceType=B')],
    ['with a broken percent sign', path('Cmd=%zz&DeviceId=A&DeviceType=B')],
    ['with bytes that are no UTF-8', path('Cmd=FolderSync&DeviceId=%ff%fe&DeviceType=B')],
    ['of half a base64', path('oQkJ')],
    ['of base64 that ends in a length', base64(good.slice(0, 5))],
    ['of base64 with a length beyond its end', base64([161, 9, 9, 4, 200, 65])],
    ['of base64 with a policy key of 3 bytes', base64([161, 9, 9, 4, 2, 65, 66, 3, 1, 2, 3, 0])],
    ['of base64 with an unknown version', base64([99, ...good.slice(1)])],
    ['of 255 bytes of 0xff', base64(new Array(255).fill(255))],
    ['of base64 with wrong letters', path('oQkJBAJBQgACQ0Q*')],
  ])('%s is 400', async (_, wrong) => {
    expect((await ask({ path: wrong })).status).toBe(400)
  })

  test.each<[string, string]>([
    ['without a device', path('Cmd=FolderSync&User=a&DeviceType=B')],
    ['with a NUL in the device id', path('Cmd=FolderSync&DeviceId=A%00&DeviceType=B')],
    ['with a device id of 1 KB', path(`Cmd=FolderSync&DeviceId=${'A'.repeat(1_024)}&DeviceType=B`)],
    ['with SQL as device id', path("Cmd=FolderSync&DeviceId='%20or%201=1--&DeviceType=B")],
  ])('%s is status 108', async (_, wrong) => {
    const { status, body } = await ask({ path: wrong })
    expect([status, childOf(decode(body), 'FolderHierarchy:Status')?.text]).toEqual([200, '108'])
  })

  test('in base64 is understood, and every truncation of it is 400', async () => {
    expect((await ask({ path: base64(good) })).status).toBe(200)
    for (let length = 1; length < good.length; length++) {
      const { status } = await ask({ path: base64(good.slice(0, length)) })
      expect([length, status]).toEqual([length, 400])
    }
  })

  test('with a command that is not answered here is 501', async () => {
    for (const command of ['Nothing', 'Brew', 'constructor', '__proto__']) {
      expect((await ask({ path: commandPath(command, 'a') })).status).toBe(501)
    }
  })

  test('of 100 KB is refused', async () => {
    const { status } = await ask({ path: path(`Cmd=FolderSync&x=${'y'.repeat(100_000)}`) })
    expect([400, 414, 431]).toContain(status)
  })
})

describe('the headers', () => {
  test.each<[string, Record<string, string>]>([
    ['no version', { 'ms-asprotocolversion': '' }],
    ['an unknown version', { 'ms-asprotocolversion': '99.9' }],
    ['two versions', { 'ms-asprotocolversion': '14.1, 16.1' }],
    ['an unknown encoding', { 'content-encoding': 'br' }],
    ['a gzip that is none', { 'content-encoding': 'gzip' }],
  ])('%s is 400', async (_, headers) => {
    expect((await ask({ headers })).status).toBe(400)
  })

  test.each([['text/html'], ['application/json'], ['multipart/form-data; boundary=x'], ['']])(
    'the Content-Type %s does no harm',
    async (type) => {
      expect([200, 400, 415]).toContain((await ask({ headers: { 'content-type': type } })).status)
    },
  )

  test('a policy key that is none does no harm', async () => {
    for (const key of ['x', '-1', '99999999999999', '1 or 1=1']) {
      expect((await ask({ headers: { 'x-ms-policykey': key } })).status).toBe(200)
    }
  })
})

describe('a body that is too large', () => {
  test('is 413 by its length alone', async () => {
    expect((await ask({ body: Buffer.alloc(1_000_001) })).status).toBe(413)
  })

  test('is 413 when its length is not told', async () => {
    expect(await chunked(2_000_000)).toMatch(/^HTTP\/1\.1 413 /)
  })

  test.each(['gzip', 'deflate'])(
    'is 413 when it only unpacks to that from %s',
    async (encoding) => {
      // 50 MB of zeros in 50 KB; deflate is told by the same bytes without gzip's head.
      const packed = gzipSync(Buffer.alloc(50_000_000))
      const body = encoding === 'gzip' ? packed : packed.subarray(10, -8)
      expect((await ask({ body, headers: { 'content-encoding': encoding } })).status).toBe(413)
    },
  )

  test('a gzip in a gzip is unpacked once and is no WBXML', async () => {
    const packed = gzipSync(gzipSync(Buffer.alloc(1_000_000)))
    const { status, body } = await ask({ body: packed, headers: { 'content-encoding': 'gzip' } })
    expect([status, childOf(decode(body), 'FolderHierarchy:Status')?.text]).toEqual([200, '102'])
  })

  test('a body that never ends is cut off with its connection', async () => {
    const socket = createConnection(Number(new URL(gateway.baseUrl).port), '127.0.0.1')
    const { login } = who.account
    socket.write(
      `POST ${commandPath('FolderSync', login)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n` +
        `Authorization: ${basic(login).authorization}\r\nMS-ASProtocolVersion: 16.1\r\n\r\n\u0003`,
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    socket.destroy()
    expect((await ask({})).status).toBe(200)
  })

  /** A body in chunks; the first line of the answer. */
  function chunked(size: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(Number(new URL(gateway.baseUrl).port), '127.0.0.1')
      const { login } = who.account
      let answer = ''
      socket.on('data', (data) => {
        answer += data
      })
      // The gateway may reset what still comes in.
      socket.on('error', () => {})
      socket.on('close', () => (answer === '' ? reject(new Error('no answer')) : resolve(answer)))
      socket.write(
        `POST ${commandPath('FolderSync', login)} HTTP/1.1\r\nHost: x\r\n` +
          `Authorization: ${basic(login).authorization}\r\nMS-ASProtocolVersion: 16.1\r\n` +
          'Transfer-Encoding: chunked\r\n\r\n',
      )
      for (let sent = 0; sent < size; sent += 50_000) {
        socket.write(`c350\r\n${'x'.repeat(50_000)}\r\n`)
      }
    })
  }
})

describe('Autodiscover', () => {
  const XML = '/autodiscover/autodiscover.xml'
  const laughs = () => {
    const entities = Array.from({ length: 9 }, (_, index) => {
      return `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`
    })
    return `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">${entities.join('')}]>
      <Autodiscover><Request><EMailAddress>&l9;</EMailAddress></Request></Autodiscover>`
  }

  test.each<[string, string | Buffer, number[]]>([
    ['a billion laughs', laughs(), [200]],
    [
      'a file of the machine',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      [200],
    ],
    ['50,000 elements in each other', '<a>'.repeat(16_000), [200]],
    ['an attribute of 60 KB', `<a b="${'x'.repeat(60_000)}"/>`, [200]],
    ['no XML at all', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]), [200]],
    ['nothing', '', [200]],
    ['more than 64 KB', 'x'.repeat(70_000), [413]],
  ])('%s gets an error that tells nothing', async (_, body, statuses) => {
    const headers = { ...basic(who.account.login), 'content-type': 'text/xml' }
    const answer = await send(gateway, { path: XML, headers, body })
    expect(statuses).toContain(answer.status)
    expect(answer.body.toString()).not.toMatch(/root:|haha|<Url>/)
    if (answer.status === 200)
      expect(answer.body.toString()).toContain('<ErrorCode>600</ErrorCode>')
  })
})

test('the gateway lives', async () => {
  expect((await ask({})).status).toBe(200)
})
