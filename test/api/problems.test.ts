import { gzipSync } from 'node:zlib'
import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import { type Api, type Asking, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let tenant: TenantFixture
let api: Api
let anna: string

beforeAll(async () => {
  // Maintenance is the whole database's: it must be no other test's.
  gateway = await startGateway({ databaseUrl: null, env: { LOGIN_BCRYPT_COST: '4' } })
  tenant = await newTenant(gateway)
  await tenant.account({ name: 'anna' })
  api = apiOf(gateway, await newToken(gateway, tenant.id))
  anna = `/tenants/${tenant.name}/users/anna`
})
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))

const NUL = String.fromCharCode(0)
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

/** Bodies that a user's PATCH does not take. */
const BODIES: [what: string, asking: Asking, status: number, type: string, pointer?: string][] = [
  ['no body', {}, 415, 'not-json'],
  ['XML', { raw: '<a/>', headers: { 'content-type': 'text/xml' } }, 415, 'not-json'],
  ['half of it', { raw: '{"displayName":' }, 400, 'malformed-request'],
  ['no UTF-8', { raw: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'malformed-request'],
  ['an array', { body: [] }, 400, 'invalid-request', ''],
  ['null', { body: null }, 400, 'invalid-request', ''],
  ['an unknown field', { body: { 'a/b~c': 1 } }, 400, 'invalid-request', '/a~1b~0c'],
  ['__proto__', { raw: '{"__proto__":{"admin":true}}' }, 400, 'invalid-request', '/__proto__'],
  ['a wrong type', { body: { active: 'yes' } }, 400, 'invalid-request', '/active'],
  ['a wrong word', { body: { role: 'root' } }, 400, 'invalid-request', '/role'],
  [
    'a long name',
    { body: { displayName: 'x'.repeat(201) } },
    400,
    'invalid-request',
    '/displayName',
  ],
  ['NUL', { body: { displayName: `a${NUL}` } }, 400, 'invalid-request', '/displayName'],
  ['half a sign', { raw: '{"displayName":"\\ud800"}' }, 400, 'invalid-request', '/displayName'],
  ['no zone', { body: { timeZone: 'Mars/Base' } }, 400, 'invalid-request', '/timeZone'],
  ['no address', { body: { email: 'anna' } }, 400, 'invalid-value'],
  ['a deep one', { raw: `{"x":${deep(100)}}` }, 400, 'invalid-request'],
  ['a very deep one', { raw: deep(200_000) }, 400, 'invalid-request'],
  ['too much', { raw: `"${'x'.repeat(1_048_576)}"` }, 413, 'too-large'],
  [
    'a bomb',
    { raw: gzipSync(Buffer.alloc(50_000_000)), headers: { 'content-encoding': 'gzip' } },
    ...([413, 'too-large'] as const),
  ],
  ['no gzip', { raw: '{}', headers: { 'content-encoding': 'gzip' } }, 400, 'malformed-request'],
]

test.each(BODIES)(
  'a body that is %s is refused with the place',
  async (_what, asking, ...wanted) => {
    const [status, type, pointer] = wanted
    const answer = await api.ask('PATCH', anna, asking)
    expectProblem(answer, status, type)
    if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer)
    expect(await api.read(anna)).toMatchObject({ displayName: '', role: 'user', active: true })
  },
)

test.each([
  ['?limit=0', 'limit'],
  ['?limit=1e9', 'limit'],
  ['?limit=5&limit=6', 'limit'],
  ['?cursor=%00', 'cursor'],
  ['?cursor=bnVsbA', 'cursor'],
  ['?sreach=anna', 'sreach'],
  ['?__proto__=1', '__proto__'],
])('the query %s is refused, and its parameter named', async (query, parameter) => {
  const answer = await api.get(`/tenants/${tenant.name}/users${query}`)
  expectProblem(answer, 400, 'invalid-request')
  expect(answer.body.errors[0].parameter).toBe(parameter)
})

test.each([
  '/nirgends',
  '/users/anna',
  '/tenants/%00/users',
  '/tenants/x%2f..%2f..%2fadmin/users',
  '/tenants//users',
])('%s is not found', async (path) => {
  const { status } = await api.get(path)
  expect([403, 404]).toContain(status)
})

test('an unknown method is told which there are, and a broken address is refused', async () => {
  const answer = await api.ask('PUT', anna, { body: {} })
  expectProblem(answer, 405, 'method-not-allowed')
  expect(answer.headers.get('allow')).toBe('GET, PATCH, DELETE, HEAD')
  expectProblem(await api.get('/tenants/%E0%A4%A/users'), 400, 'malformed-request')
  expectProblem(await api.get(`${anna}x`), 404, 'not-found')
})

test('If-Match: who has not seen the latest change does not undo it', async () => {
  const first = await api.get(anna)
  const etag = first.headers.get('etag') ?? ''
  expect(etag).toMatch(/^".+"$/)
  const change = (displayName: string, tag: string) =>
    api.ask('PATCH', anna, { body: { displayName }, headers: { 'if-match': tag } })
  const changed = await change('Anna Tiger', etag)
  expect(changed).toMatchObject({ status: 200, body: { displayName: 'Anna Tiger' } })
  expectProblem(await change('Anna Löwe', etag), 412, 'changed')
  expectProblem(await api.ask('DELETE', anna, { headers: { 'if-match': etag } }), 412, 'changed')
  expect((await change('', changed.headers.get('etag') ?? '')).status).toBe(200)
})

test('R-ONO-58 maintenance is 503 with Retry-After, except for the installation', async () => {
  const every = apiOf(gateway, await newToken(gateway, 0))
  await gateway.cli('maintenance', 'on')
  const refused = await api.get(anna)
  expectProblem(refused, 503, 'maintenance')
  expect(refused.headers.get('retry-after')).toBe('300')
  expect((await every.get(anna)).status).toBe(200)
  await gateway.cli('maintenance', 'off')
  expect((await api.get(anna)).status).toBe(200)
})

test('answers are kept by nobody and run nowhere', async () => {
  const { headers } = await api.get(anna)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-type')).toBe('application/json')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  const head = await api.ask('HEAD', anna)
  expect([head.status, head.body]).toEqual([200, ''])
})
