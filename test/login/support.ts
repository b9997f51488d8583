import { type IncomingHttpHeaders, request } from 'node:http'
import pino from 'pino'
import type { Command } from '../../src/activesync/command.js'
import { element } from '../../src/activesync/wbxml/element.js'
import { type Environment, loadConfig } from '../../src/config.js'
import { createGateway } from '../../src/server.js'
import type { Database } from '../../src/store/database.js'

export type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string }
export type Ask = {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: Buffer | string
}

export type TestGateway = {
  port: number
  ask(ask: Ask): Promise<Reply>
  /** OPTIONS with these credentials. */
  options(user: string, password: string, headers?: Record<string, string>): Promise<Reply>
  /** A FolderSync of this device. */
  folderSync(
    user: string,
    password: string,
    device?: string,
    headers?: Record<string, string>,
  ): Promise<Reply>
  /** Lines of the log so far. */
  logs(): Record<string, unknown>[]
  /** Moves the gateway's clock. */
  advance(ms: number): void
  close(): Promise<void>
}

/** FolderSync with SyncKey 0, by hand from MS-ASWBXML. */
export const FOLDER_SYNC = Buffer.from('03016a000007565203300001 01'.replace(' ', ''), 'hex')
/** FolderSync answer with Status 1. */
export const FOLDER_SYNC_ANSWER = Buffer.from('03016a000007564c0331000101', 'hex')

/** Stands for the real command, which has tests of its own. */
const folderSync: Command = {
  name: 'FolderSync',
  async handle(_root, { note }) {
    note({ status: 1 })
    return element('FolderHierarchy:FolderSync', [element('FolderHierarchy:Status', '1')])
  },
}

const running: TestGateway[] = []
afterAll(async () => {
  for (const gateway of running.splice(0)) await gateway.close()
})

/** A gateway that really listens, on the test database, with a clock to turn. */
export async function startTestGateway(
  database: Database,
  env: Environment = {},
  commands: Command[] = [],
): Promise<TestGateway> {
  const config = loadConfig({ PORT: '0', LOGIN_BCRYPT_COST: '4', ...env })
  const lines: string[] = []
  const log = pino({ level: 'info', base: null }, { write: (line: string) => lines.push(line) })
  let offset = 0
  const app = { config, database, log, now: () => new Date(Date.now() + offset) }
  const table = new Map([folderSync, ...commands].map((command) => [command.name, command]))
  const gateway = createGateway(app, table)
  const { port } = await gateway.listen()
  const ask = (what: Ask) => send(port, what)
  const started: TestGateway = {
    port,
    ask,
    options: (user, password, headers = {}) =>
      ask({ method: 'OPTIONS', headers: { ...basic(user, password), ...headers } }),
    folderSync: (user, password, device = 'DEV1', headers = {}) =>
      ask({
        method: 'POST',
        path: `${PATH}?Cmd=FolderSync&User=x&DeviceId=${device}&DeviceType=iPhone`,
        headers: { ...basic(user, password), ...POST_HEADERS, ...headers },
        body: FOLDER_SYNC,
      }),
    logs: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    advance: (ms) => {
      offset += ms
    },
    close: () => gateway.close(),
  }
  running.push(started)
  return started
}

export const PATH = '/Microsoft-Server-ActiveSync'
export const POST_HEADERS = {
  'MS-ASProtocolVersion': '14.1',
  'Content-Type': 'application/vnd.ms-sync.wbxml',
  'User-Agent': 'Apple-iPhone14C2/1901.346',
}

/** An Authorization header in UTF-8, or in another encoding. */
export function basic(user: string, password: string, encoding: BufferEncoding = 'utf8') {
  const token = Buffer.from(`${user}:${password}`, encoding).toString('base64')
  return { Authorization: `Basic ${token}` }
}

function send(port: number, { method = 'GET', path = PATH, headers = {}, body }: Ask) {
  return new Promise<Reply>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false }
    const out = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const all = Buffer.concat(chunks)
        const { statusCode: status = 0, headers: received } = response
        resolve({ status, headers: received, body: all, text: all.toString('utf8') })
      })
      response.on('error', reject)
    })
    out.on('error', reject)
    out.end(body)
  })
}
