import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../../src/activesync/command.js'
import { DatabaseUnavailable, HttpError } from '../../src/errors.js'
import type { Database } from '../../src/store/database.js'
import {
  basic,
  FOLDER_SYNC,
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
let parked: (() => void) | null = null

/** Waits until it is aborted. */
const ping: Command = {
  name: 'Ping',
  handle: (_root, { open }) =>
    new Promise((resolve) => {
      open.onEnd(() => resolve(null))
      parked?.()
    }),
}

const failures: Record<string, () => Error> = {
  bug: () => new TypeError('geheimer Inhalt'),
  down: () => new DatabaseUnavailable('gone'),
  policy: () => new HttpError(449, 'Provision first'),
}
const search: Command = {
  name: 'Search',
  async handle(root) {
    throw failures[root?.text ?? '']?.() ?? new Error('?')
  },
}

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startTestGateway(
    database,
    {
      MAX_DEVICES_PER_ACCOUNT: '3',
      SUPPORT_CONTACT: 'hilfe@firma.test',
    },
    [ping, search],
  )
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

/** `<Search>word</Search>`: page 15, token 0x05 with content. */
const searchFor = (word: string) =>
  Buffer.concat([
    Buffer.from([3, 1, 0x6a, 0, 0, 15, 0x45, 3]),
    Buffer.from(word),
    Buffer.from([0, 1]),
  ])

describe('faults inside', () => {
  test('R-ONO-62 a bug is 503 with support and an incident number of the log, never 500', async () => {
    const reply = await post('Search', searchFor('bug'))
    expect(reply.status).toBe(503)
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    expect(reply.text).not.toContain('geheim')
    expect(reply.text).toContain('hilfe@firma.test')
    const incident = /Incident ([\w-]+)/.exec(reply.text)?.[1]
    expect(gateway.logs().some(({ id }) => id === incident)).toBe(true)
  })

  test('a database that is away is 503 with Retry-After', async () => {
    const reply = await post('Search', searchFor('down'))
    expect(reply.status).toBe(503)
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('a command’s own HTTP status is passed on', async () => {
    expect((await post('Search', searchFor('policy'))).status).toBe(449)
  })

  test('without a database everybody gets 503, with a login or without, and never 401', async () => {
    const away: Database = {
      ...database,
      query: () => Promise.reject(new DatabaseUnavailable('down')),
    }
    const blind = await startTestGateway(away)
    for (const headers of [
      {},
      basic('a_b', 'x'),
      basic('a', 'x'),
      basic(account.login, PASSWORD),
    ]) {
      const reply = await blind.ask({ method: 'OPTIONS', headers })
      expect(reply.status).toBe(503)
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect((await blind.ask({ path: '/health' })).status).toBe(503)
    const start = await blind.ask({ path: '/' })
    const [, id] = /Incident (\w{8})\./.exec(start.text) ?? []
    expect([start.status, blind.logs().filter((line) => line.id === id).length]).toEqual([503, 1])
  })
})

/** A FolderSync answer with nothing but a status of three digits, by hand from MS-ASWBXML. */
const refusal = (status: string) =>
  Buffer.concat([
    Buffer.from('03016a000007564c03', 'hex'),
    Buffer.from(status),
    Buffer.from([0, 1, 1]),
  ])

describe('devices', () => {
  test('a device is entered with its first command, once, also when four come at once', async () => {
    const { login, id } = await tenant.account()
    await Promise.all(Array.from({ length: 4 }, () => gateway.folderSync(login, PASSWORD, 'NEW')))
    const found = await tenant.sql(
      `select device_id, device_type, user_agent, protocol_version, last_command from device
       where tenant_id = $1 and account_id = $2`,
      [tenant.id, id],
    )
    expect(found).toEqual([
      {
        device_id: 'NEW',
        device_type: 'iPhone',
        user_agent: 'Apple-iPhone14C2/1901.346',
        protocol_version: '14.1',
        last_command: 'FolderSync',
      },
    ])
  })

  test('a blocked device gets status 129', async () => {
    const { login, id } = await tenant.account()
    await tenant.insert('device', { account_id: id, device_id: 'BAD', status: 'blocked' })
    expect((await gateway.folderSync(login, PASSWORD, 'BAD')).body).toEqual(refusal('129'))
    expect((await gateway.folderSync(login, PASSWORD, 'GOOD')).status).toBe(200)
  })

  test('one device too many gets status 177, unless one not seen for 30 days makes room', async () => {
    const { login, id } = await tenant.account()
    for (const device of ['A', 'B', 'C']) {
      expect((await gateway.folderSync(login, PASSWORD, device)).status).toBe(200)
    }
    expect((await gateway.folderSync(login, PASSWORD, 'D')).body).toEqual(refusal('177'))
    await tenant.sql(
      `update device set last_seen_at = now() - interval '31 days'
       where tenant_id = $1 and account_id = $2 and device_id = 'B'`,
      [tenant.id, id],
    )
    expect((await gateway.folderSync(login, PASSWORD, 'D')).status).toBe(200)
    expect((await gateway.folderSync(login, PASSWORD, 'B')).body).toEqual(refusal('177'))
  })

  test('a failure is written to the device at once, and an unchanged success is not', async () => {
    const { login, id } = await tenant.account()
    const status = async () => {
      const text = 'select last_status from device where tenant_id = $1 and account_id = $2'
      return (await tenant.sql(text, [tenant.id, id]))[0]?.last_status
    }
    await gateway.folderSync(login, PASSWORD, 'D')
    expect(await status()).toBeNull()
    await gateway.ask({
      method: 'POST',
      path: query('FolderSync', 'D'),
      headers: { ...basic(login, PASSWORD), ...POST_HEADERS },
      body: 'no wbxml',
    })
    while ((await status()) === null) await sleep(10)
    expect(await status()).toBe('200/102')
  })
})

describe('the log', () => {
  test('has one line per request with who, what and how it ended, and no contents', async () => {
    const before = gateway.logs().length
    await post('FolderSync', FOLDER_SYNC)
    while (gateway.logs().length === before) await sleep(5)
    expect(gateway.logs().slice(before)).toEqual([
      {
        id: expect.any(String),
        level: 30,
        time: expect.any(Number),
        msg: 'request',
        user: account.login,
        device: 'D1',
        command: 'FolderSync',
        version: '14.1',
        bytesIn: 13,
        bytesOut: 13,
        status: 1,
        http: 200,
        ms: expect.any(Number),
      },
    ])
  })
})

describe('parked requests', () => {
  const isParked = () =>
    new Promise<void>((resolve) => {
      parked = resolve
    })

  test('a client that goes away ends its request', async () => {
    const waiting = isParked()
    const before = gateway.logs().length
    const socket = connect(gateway.port, '127.0.0.1')
    const { Authorization } = basic(account.login, PASSWORD)
    socket.write(
      `POST ${query('Ping')} HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\n` +
        'MS-ASProtocolVersion: 16.1\r\nContent-Length: 0\r\n\r\n',
    )
    await waiting
    socket.destroy()
    while (gateway.logs().length === before) await sleep(5)
    expect(gateway.logs().at(-1)).toMatchObject({ command: 'Ping', gone: true })
  })

  test('a gateway that stops ends them with an answer', async () => {
    const stopping = await startTestGateway(database, {}, [ping])
    const waiting = isParked()
    const reply = stopping.ask({
      method: 'POST',
      path: query('Ping'),
      headers: { ...basic(account.login, PASSWORD), ...POST_HEADERS },
    })
    await waiting
    await stopping.close()
    expect((await reply).status).toBe(200)
    expect((await reply).body).toHaveLength(0)
    expect((await reply).headers['content-type']).toBeUndefined()
  })
})

describe('other paths', () => {
  test('/health answers without a login', async () => {
    const reply = await gateway.ask({ path: '/health' })
    expect([reply.status, reply.text]).toEqual([200, '{"status":"ok"}'])
  })

  test('/ says what this is and whom to ask', async () => {
    const reply = await gateway.ask({ path: '/' })
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('hilfe@firma.test')
  })

  test.each([['/nothing'], ['/%zz'], ['/Microsoft-Server-ActiveSync/x']])(
    '%s is not found',
    async (path) => {
      expect([400, 404]).toContain((await gateway.ask({ path })).status)
    },
  )

  test('what is no HTTP is 400', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(gateway.port, '127.0.0.1', () =>
        socket.write('\x16\x03\x01 hello\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (data) => {
        text += data
      })
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })
})
