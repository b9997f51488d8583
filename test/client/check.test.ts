import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childOf, type Element, element, textOf } from '../../src/activesync/wbxml/element.js'
import { type CheckStep, checkServer } from '../../src/client/check.js'
import { discover } from '../../src/client/discover.js'
import {
  adds,
  askedCollection,
  type FakeServer,
  fakeServer,
  type Received,
  type Reply,
  syncAnswer,
} from './fake-server.js'

const XML = '/autodiscover/autodiscover.xml'
const JSON_PATH = '/autodiscover/autodiscover.json'

let servers: FakeServer[] = []

afterEach(async () => {
  for (const server of servers) await server.close()
  servers = []
})

async function serve(answer: (request: Received) => Reply | null): Promise<FakeServer> {
  const server = await fakeServer(answer)
  servers.push(server)
  return server
}

function mobileSync(content: string): Reply {
  const responses = 'http://schemas.microsoft.com/exchange/autodiscover'
  return {
    headers: { 'content-type': 'text/xml' },
    body: [
      `<?xml version="1.0"?><Autodiscover xmlns="${responses}/responseschema/2006">`,
      `<Response xmlns="${responses}/mobilesync/responseschema/2006">${content}</Response>`,
      '</Autodiscover>',
    ].join(''),
  }
}

const serverXml = (url: string) =>
  '<Culture>en:us</Culture><User><DisplayName>T. Tiger</DisplayName></User><Action><Settings>' +
  '<Server><Type>CertEnroll</Type><Url>https://wrong.test</Url></Server>' +
  `<Server><Url>${url}</Url><Type>MobileSync</Type></Server></Settings></Action>`

function find(server: FakeServer, address = 'a@example.test') {
  return discover(address, 'secret', { servers: [server.baseUrl] })
}

test('R-ONO-16 the XML names the server, with the password sent along', async () => {
  const url = 'http://eas.example.test/Microsoft-Server-ActiveSync'
  const server = await serve(() => mobileSync(serverXml(url)))
  const found = await find(server, 'a&b@example.test')
  expect(found).toMatchObject({ url, displayName: 'T. Tiger', refused: false })
  const [request] = server.requests
  expect(request?.method).toBe('POST')
  expect(request?.path).toBe(XML)
  // echo -n 'a&b@example.test:secret' | base64
  expect(request?.headers.authorization).toBe('Basic YSZiQGV4YW1wbGUudGVzdDpzZWNyZXQ=')
  expect(request?.body.toString()).toContain('<EMailAddress>a&#38;b@example.test</EMailAddress>')
  expect(request?.body.toString()).toContain('/mobilesync/responseschema/2006<')
})

test('without XML the JSON is asked, without a password', async () => {
  const url = 'http://eas.example.test/Microsoft-Server-ActiveSync'
  const server = await serve(({ path }) =>
    path === JSON_PATH
      ? { body: JSON.stringify({ Protocol: 'ActiveSync', Url: url }) }
      : { status: 404 },
  )
  expect((await find(server)).url).toBe(url)
  const json = server.requests[1]
  expect(Object.fromEntries(json?.query ?? [])).toEqual({
    Email: 'a@example.test',
    Protocol: 'ActiveSync',
    RedirectCount: '1',
  })
  expect(json?.headers.authorization).toBeUndefined()
})

test('R-ONO-26 a refused login ends the search, so that it counts once', async () => {
  const server = await serve(() => ({ status: 401 }))
  expect(await find(server)).toMatchObject({ url: null, refused: true })
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['an error', mobileSync('<Error><ErrorCode>601</ErrorCode><Message>No.</Message></Error>')],
  ['no XML', { body: '<html><body><p>Hello' }],
  ['nothing of use', mobileSync('')],
  ['an address that is none', mobileSync(serverXml('javascript:alert(1)'))],
])('R-ONO-24 %s is no server', async (_, reply: Reply) => {
  const server = await serve(() => reply)
  const found = await find(server)
  expect(found.url).toBeNull()
  expect(found.attempts.map((attempt) => new URL(attempt.url).pathname)).toEqual([XML, JSON_PATH])
})

const FOLDERS = [
  ['cal', 'Calendar', 8],
  ['todo', 'Tasks', 7],
  ['card', 'Contacts', 9],
  ['mail', 'Inbox', 2],
] as const

const folderList = element('FolderHierarchy:FolderSync', [
  element('FolderHierarchy:Status', 1),
  element('FolderHierarchy:SyncKey', '1'),
  element('FolderHierarchy:Changes', [
    element('FolderHierarchy:Count', FOLDERS.length),
    ...FOLDERS.map(([id, name, type]) =>
      element('FolderHierarchy:Add', [
        element('FolderHierarchy:ServerId', id),
        element('FolderHierarchy:ParentId', '0'),
        element('FolderHierarchy:DisplayName', name),
        element('FolderHierarchy:Type', type),
      ]),
    ),
  ]),
])

const policy = element('Provision:Provision', [
  element('Provision:Status', 1),
  element('Provision:Policies', [
    element('Provision:Policy', [
      element('Provision:PolicyType', 'MS-EAS-Provisioning-WBXML'),
      element('Provision:Status', 1),
      element('Provision:PolicyKey', '7'),
    ]),
  ]),
])

const PAGES: Record<string, Record<string, Element[]>[]> = {
  cal: [
    {
      b: [
        element('Calendar:Subject', 'Viewing'),
        element('Calendar:StartTime', '20260701T080000Z'),
        element('Calendar:EndTime', '20260701T090000Z'),
        element('Calendar:AllDayEvent', '0'),
      ],
    },
    {
      a: [
        element('Calendar:Subject', 'Holiday'),
        element('Calendar:AllDayEvent', '1'),
        element('Calendar:StartTime', '20260430T220000Z'),
        element('Calendar:EndTime', '20260501T220000Z'),
      ],
      c: [
        element('Calendar:Subject', 'Team'),
        element('Calendar:StartTime', '20260105T080000Z'),
        element('Calendar:EndTime', '20260105T083000Z'),
        element('Calendar:Recurrence', [element('Calendar:Type', 1)]),
      ],
    },
  ],
  todo: [
    {
      t: [
        element('Tasks:Subject', 'Call back'),
        element('Tasks:DueDate', '2026-08-01T00:00:00.000Z'),
        element('Tasks:Complete', '0'),
      ],
    },
  ],
  card: [
    {
      k: [
        element('Contacts:FirstName', 'Wilhelmine'),
        element('Contacts:LastName', 'Luchs'),
        element('Contacts:CompanyName', 'Luchs GmbH'),
        element('Contacts:MobilePhoneNumber', '+49 170 1'),
      ],
    },
  ],
}

/** A whole server: what it would answer, unless the test answers first. */
function office(first: (request: Received) => Reply | undefined = () => undefined) {
  return (request: Received): Reply => first(request) ?? officeAnswer(request)
}

function officeAnswer(request: Received): Reply {
  const { method, path, query, headers } = request
  if (path === XML) {
    const url = `http://${headers.host}/Microsoft-Server-ActiveSync`
    return mobileSync(serverXml(url))
  }
  if (method === 'OPTIONS') {
    const versions = { 'MS-ASProtocolVersions': '2.5,12.1,14.1,99.9' }
    return { headers: { ...versions, 'MS-ASProtocolCommands': 'Sync,Ping' } }
  }
  const command = query.get('Cmd')
  if (command === 'Provision') return { body: policy }
  if (command === 'FolderSync') return { body: folderList }
  return { body: pageOf(askedCollection(request)) }
}

function pageOf({ id, key }: { id: string; key: string }): Element {
  const pages = PAGES[id] ?? []
  const next = String(Number(key) + 1)
  const page = pages[Number(key) - 1]
  if (!page) return syncAnswer(id, next)
  const more = Number(key) < pages.length ? [element('AirSync:MoreAvailable')] : []
  return syncAnswer(id, next, [adds(page), ...more])
}

async function check(server: FakeServer, onStep?: (step: CheckStep) => void) {
  const timeZone = 'Europe/Berlin'
  const options = { address: 'tiger@example.test', password: 'secret', timeZone }
  return await checkServer({ ...options, server: server.baseUrl, ...(onStep && { onStep }) })
}

test('R-ONO-15 a check does every step of a set-up and lists what a phone would show', async () => {
  const server = await serve(office())
  const told: string[] = []
  const report = await check(server, ({ step }) => told.push(step))
  expect(told).toEqual(['Autodiscover', 'OPTIONS', 'Provision', 'FolderSync', 'Sync'])
  expect(report).toMatchObject({ ok: true, refused: false, version: '14.1' })
  expect(report.steps.every((step) => step.ok && step.advice === undefined)).toBe(true)
  const timed = { allDay: false, series: false }
  expect(report.appointments).toEqual([
    { ...timed, title: 'Team', start: '2026-01-05 09:00', end: '2026-01-05 09:30', series: true },
    { ...timed, title: 'Holiday', start: '2026-05-01', end: '2026-05-02', allDay: true },
    { ...timed, title: 'Viewing', start: '2026-07-01 10:00', end: '2026-07-01 11:00' },
  ])
  expect(report.tasks).toEqual([{ title: 'Call back', due: '2026-08-01', complete: false }])
  expect(report.contacts).toEqual([
    { name: 'Wilhelmine Luchs', details: ['Luchs GmbH', '+49 170 1'] },
  ])
})

test('a second check is the same device, and asks for no page twice', async () => {
  const server = await serve(office())
  await check(server)
  const asked = server.requests.filter(({ query }) => query.get('Cmd') === 'Sync')
  const keys = asked.map(
    (request) => `${askedCollection(request).id} ${askedCollection(request).key}`,
  )
  expect(keys).toEqual(['cal 0', 'cal 1', 'cal 2', 'todo 0', 'todo 1', 'card 0', 'card 1'])
  await check(server)
  const devices = new Set(server.requests.map(({ query }) => query.get('DeviceId')))
  devices.delete(null)
  expect([...devices]).toEqual([expect.stringMatching(/^check[0-9a-f]{24}$/)])
})

test('a refused login ends the check at once and says so', async () => {
  const server = await serve(() => ({ status: 401 }))
  const report = await check(server)
  expect(report).toMatchObject({ ok: false, refused: true })
  expect(server.requests).toHaveLength(1)
  expect(report.steps[0]?.advice).toContain('capitals count')
})

test('R-ONO-17 without Autodiscover the given server is checked nevertheless', async () => {
  const server = await serve(
    office(({ path }) => (path.startsWith('/autodiscover') ? { status: 404 } : undefined)),
  )
  const report = await check(server)
  expect(report.ok).toBe(false)
  expect(report.steps.map(({ step, ok }) => [step, ok])).toEqual([
    ['Autodiscover', false],
    ['OPTIONS', true],
    ['Provision', true],
    ['FolderSync', true],
    ['Sync', true],
  ])
  expect(report.steps[0]?.advice).toContain('by hand')
  expect(report.appointments).toHaveLength(3)
})

const isCommand = (name: string) => (request: Received) => request.query.get('Cmd') === name

test.each<[string, (request: Received) => boolean, Reply, string, string]>([
  ['OPTIONS', ({ method }) => method === 'OPTIONS', {}, 'offered: none', 'no ActiveSync server'],
  ['OPTIONS', ({ method }) => method === 'OPTIONS', { status: 404 }, 'HTTP 404', 'right server'],
  [
    'Provision',
    isCommand('Provision'),
    { body: element('Provision:Provision', [element('Provision:Status', 141)]) },
    'status 141',
    'does not let this device in',
  ],
  ['FolderSync', isCommand('FolderSync'), { status: 403 }, 'HTTP 403', 'administrator'],
  [
    'FolderSync',
    isCommand('FolderSync'),
    { body: element('FolderHierarchy:FolderSync', [element('FolderHierarchy:Status', 1)]) },
    'no calendar, tasks or contacts',
    'Switch them on',
  ],
  [
    'Sync',
    isCommand('Sync'),
    { body: element('AirSync:Sync', [element('AirSync:Status', 5)]) },
    'status 5',
    'log',
  ],
  [
    'Sync',
    isCommand('Sync'),
    { headers: { 'content-type': 'application/vnd.ms-sync.wbxml' }, body: Buffer.of(3, 1, 0x6a) },
    '',
    'The server has a fault',
  ],
])('%s that fails says why and what to do', async (step, applies, reply, detail, advice) => {
  const server = await serve(office((request) => (applies(request) ? reply : undefined)))
  const report = await check(server)
  const failed = report.steps.find(({ ok }) => !ok)
  expect(report.ok).toBe(false)
  expect(failed?.step).toBe(step)
  expect(failed?.detail).toContain(detail)
  expect(failed?.advice).toContain(advice)
})

test('a server that is no address is told so', async () => {
  const options = { address: 'a@b.test', password: 'x', server: 'http://[broken' }
  const report = await checkServer(options)
  expect(report.steps).toEqual([
    expect.objectContaining({ ok: false, detail: expect.stringContaining('no server address') }),
  ])
})

test('without a server the e-mail address must have a domain', async () => {
  const report = await checkServer({ address: 'tiger', password: 'x' })
  expect(report.steps[0]?.detail).toBe('tiger is no e-mail address')
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

;(hasOpenssl ? test : test.skip)(
  'a certificate that phones refuse is told in words (skipped without openssl)',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'termingate-tls-'))
    const key = join(directory, 'key.pem')
    const cert = join(directory, 'cert.pem')
    const subject = ['-subj', '/CN=localhost', '-days', '1', '-nodes']
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject]
    expect(spawnSync('openssl', made).status).toBe(0)
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const options = { address: 'a@b.test', password: 'x', server: `https://localhost:${port}` }
    const report = await checkServer(options)
    server.close()
    rmSync(directory, { recursive: true })
    expect(report.steps[0]?.detail).toContain('its certificate is self-signed')
    expect(report.steps.at(-1)?.advice).toContain('Install a certificate')
  },
)

test('the policy key that the check was given goes with what follows', async () => {
  const server = await serve(office())
  await check(server)
  const folderSync = server.requests.find(isCommand('FolderSync'))
  expect(folderSync?.headers['x-ms-policykey']).toBe('7')
  const provision = server.requests.find(isCommand('Provision'))
  const information = childOf(provision?.root, 'Settings:DeviceInformation')
  expect(textOf(childOf(information, 'Settings:Set'), 'Settings:Model')).toBe('TermingateCheck')
})
