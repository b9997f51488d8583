import { childOf, element, textOf } from '../../src/activesync/wbxml/element.js'
import { EasClient, type EasClientOptions } from '../../src/client/eas-client.js'
import {
  adds,
  type FakeServer,
  fakeServer,
  type Received,
  type Reply,
  syncAnswer,
} from './fake-server.js'

const servers: FakeServer[] = []
const clients: EasClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const server of servers.splice(0)) await server.close()
})

async function connect(
  answer: (request: Received) => Reply | null,
  options: Partial<EasClientOptions> = {},
): Promise<{ client: EasClient; server: FakeServer }> {
  const server = await fakeServer(answer)
  const client = new EasClient({
    url: `${server.baseUrl}/Microsoft-Server-ActiveSync`,
    user: 'tigér',
    password: 'Grün:7',
    deviceId: 'ABC1',
    deviceType: 'Test',
    version: '14.1',
    ...options,
  })
  servers.push(server)
  clients.push(client)
  return { client, server }
}

test('OPTIONS reads both lists, with blanks or without', async () => {
  const { client, server } = await connect(() => ({
    headers: {
      'MS-ASProtocolVersions': '2.5, 12.1,14.1',
      'MS-ASProtocolCommands': 'Sync,Ping',
    },
  }))
  expect(await client.options()).toEqual({
    status: 200,
    versions: ['2.5', '12.1', '14.1'],
    commands: ['Sync', 'Ping'],
  })
  expect(server.requests[0]?.method).toBe('OPTIONS')
  expect(server.requests[0]?.query.toString()).toBe('')
})

test('a plain request carries what MS-ASHTTP wants', async () => {
  const { client, server } = await connect(() => ({}), { userAgent: 'Test/1' })
  client.policyKey = 3942919513
  await client.command('Ping', element('Ping:Ping'))
  const [request] = server.requests
  expect(Object.fromEntries(request?.query ?? [])).toEqual({
    Cmd: 'Ping',
    User: 'tigér',
    DeviceId: 'ABC1',
    DeviceType: 'Test',
  })
  expect(request?.headers).toMatchObject({
    // echo -n 'tigér:Grün:7' | base64
    authorization: 'Basic dGlnw6lyOkdyw7xuOjc=',
    'ms-asprotocolversion': '14.1',
    'x-ms-policykey': '3942919513',
    'user-agent': 'Test/1',
    'content-type': 'application/vnd.ms-sync.wbxml',
  })
  expect(request?.body).toEqual(Buffer.from('03016a00000d05', 'hex'))
})

test('the base64 query is that of the specification', async () => {
  // MS-ASHTTP, Base64 Encoded Query Value: version 14.1, Ping, en-us, "ABC1", policy key, "Test"
  const bytes = '8d' + '12' + '0904' + '0441424331' + '04d9a505eb' + '0454657374'
  const { client, server } = await connect(() => ({}), { query: 'base64' })
  client.policyKey = 0xeb05a5d9
  await client.command('Ping', null)
  const sent = [...(server.requests[0]?.query.keys() ?? [])][0] ?? ''
  expect(Buffer.from(sent.replace(/ /g, '+'), 'base64').toString('hex')).toBe(bytes)
})

test('an empty body is sent as one, without a type', async () => {
  const { client, server } = await connect(() => ({}))
  const answer = await client.sync(null)
  expect(answer).toEqual({ status: 1, empty: true, limit: null, collections: [] })
  expect(server.requests[0]?.body).toHaveLength(0)
  expect(server.requests[0]?.headers['content-type']).toBeUndefined()
})

test('answers may be packed', async () => {
  const document = element('Ping:Ping', [element('Ping:Status', 1)])
  const { client } = await connect(() => ({ body: document, gzip: true }))
  expect((await client.ping({ heartbeatSeconds: 60, folders: [] })).status).toBe(1)
})

test('provisioning takes the temporary key and then the final one', async () => {
  const { client, server } = await connect(({ root }) => {
    const policies = childOf(root, 'Provision:Policies')
    const sent = textOf(childOf(policies, 'Provision:Policy'), 'Provision:PolicyKey')
    return { body: policyAnswer(sent === '11' ? '22' : '11') }
  })
  expect(await client.provision()).toEqual({ status: 1, policyStatus: 1, policyKey: 22 })
  expect(client.policyKey).toBe(22)
  const keys = server.requests.map((request) => request.headers['x-ms-policykey'])
  expect(keys).toEqual([undefined, '11'])
})

test('a server without a policy leaves the key at 0', async () => {
  const { client } = await connect(() => ({
    body: element('Provision:Provision', [
      element('Provision:Status', 1),
      element('Provision:Policies', [
        element('Provision:Policy', [element('Provision:Status', 2)]),
      ]),
    ]),
  }))
  expect(await client.provision()).toEqual({ status: 1, policyStatus: 2, policyKey: null })
  expect(client.policyKey).toBe(0)
})

test('a Sync says Class up to 12.1 only', async () => {
  const { client, server } = await connect(() => ({ body: syncAnswer('c', '1') }))
  const collections = [{ collectionId: 'c', syncKey: '0', className: 'Calendar' }]
  for (const version of ['12.1', '14.0']) {
    client.version = version
    await client.sync({ collections })
  }
  const classes = server.requests.map(({ root }) =>
    textOf(root?.children[0]?.children[0], 'AirSync:Class'),
  )
  expect(classes).toEqual(['Calendar', undefined])
})

test('a Sync answer comes apart into commands and results', async () => {
  const responses = element('AirSync:Responses', [
    element('AirSync:Add', [
      element('AirSync:ClientId', 'k'),
      element('AirSync:ServerId', 'b'),
      element('AirSync:Status', 1),
    ]),
  ])
  const commands = adds({ a: [element('Tasks:Subject', 'Buy milk')] })
  const more = element('AirSync:MoreAvailable')
  const { client } = await connect(() => ({
    body: syncAnswer('c', '2', [commands, responses, more]),
  }))
  const { collections } = await client.sync({ collections: [] })
  expect(collections).toEqual([
    {
      collectionId: 'c',
      status: 1,
      syncKey: '2',
      commands: [{ kind: 'add', serverId: 'a', data: commands.children[0]?.children[1] }],
      results: [{ kind: 'add', status: 1, clientId: 'k', serverId: 'b' }],
      moreAvailable: true,
    },
  ])
})

test('a status that is no WBXML answer is thrown', async () => {
  const { client } = await connect(() => ({ status: 503, body: 'later' }))
  await expect(client.folderSync()).rejects.toMatchObject({ name: 'HttpStatusError', status: 503 })
})

test('redirects are followed, also those of a POST', async () => {
  const { client, server } = await connect(({ path }) =>
    path === '/new'
      ? { body: element('Ping:Ping', [element('Ping:Status', 2)]) }
      : { status: 302, headers: { location: '/new' } },
  )
  expect((await client.ping(null)).status).toBe(2)
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
})

test('redirects in circles end', async () => {
  const { client } = await connect(({ path }) => ({ status: 302, headers: { location: path } }))
  await expect(client.folderSync()).rejects.toThrow('redirects in circles')
})

test('a server that does not answer ends in words', async () => {
  const { client } = await connect(() => null, { timeoutMs: 200 })
  await expect(client.folderSync()).rejects.toThrow('did not answer in 0.2 s')
})

test('where nothing listens it says so', async () => {
  const { client, server } = await connect(() => null)
  await server.close()
  await expect(client.folderSync()).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'ECONNREFUSED',
    message: expect.stringContaining('nothing listens there'),
  })
})

test('a parked Ping ends with the caller’s signal', async () => {
  const { client } = await connect(() => null)
  const controller = new AbortController()
  const parked = client.ping({ heartbeatSeconds: 3540, folders: [] }, { signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(parked).rejects.toThrow('enough')
})

function policyAnswer(key: string) {
  return element('Provision:Provision', [
    element('Provision:Status', 1),
    element('Provision:Policies', [
      element('Provision:Policy', [
        element('Provision:PolicyType', 'MS-EAS-Provisioning-WBXML'),
        element('Provision:Status', 1),
        element('Provision:PolicyKey', key),
      ]),
    ]),
  ])
}
