import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import { apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let tenant: TenantFixture
let users: string

beforeAll(async () => {
  gateway = await startGateway()
  tenant = await newTenant(gateway)
  users = `/tenants/${tenant.name}/users`
})
afterAll(() => gateway.stop())

test('a token made on the command line lets a program in, until it is revoked', async () => {
  const made = await gateway.cli(
    ...['token', 'create', 'Büro', '--tenant', tenant.name, '--scope', 'users:read', '--json'],
  )
  const { id, secret } = JSON.parse(made.stdout)
  const { get } = apiOf(gateway, secret)
  expect(await get(users)).toMatchObject({ status: 200, body: { items: [], next: null } })
  const used = await tenant.sql('select last_used_at from api_token where id = $1', [id])
  expect(used[0]?.last_used_at).not.toBeNull()
  await gateway.cli('token', 'revoke', `${id}`)
  const refused = await get(users)
  expectProblem(refused, 401, 'not-signed-in')
  expect(refused.body.detail).toContain('revoked')
})

test.each([
  ['expired', { expires_at: '2026-01-01T00:00:00Z' }, 'has expired'],
  ['revoked', { revoked_at: '2026-01-01T00:00:00Z' }, 'was revoked'],
])('a token that is %s is refused with the reason', async (_state, fields, words) => {
  const refused = await apiOf(gateway, await newToken(gateway, tenant.id, fields)).get(users)
  expectProblem(refused, 401, 'not-signed-in')
  expect(refused.body.detail).toContain(words)
})

test('without a token, with a wrong one or a password the answer is 401 and says how', async () => {
  const right = await newToken(gateway, tenant.id)
  const { ask } = apiOf(gateway, right)
  const wrong = [
    `Bearer ${right.slice(0, -1)}`,
    `Bearer ${right.replace(/^tg_\d+/, 'tg_0')}`,
    'Bearer ',
    "Bearer tg_1_' or 1=1 --",
    `Basic ${btoa('anna_T:geheim')}`,
    `Bearer tg_${'9'.repeat(15)}_${'a'.repeat(40)}`,
  ]
  for (const authorization of wrong) {
    const refused = await ask('GET', users, { headers: { authorization } })
    expectProblem(refused, 401, 'not-signed-in')
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
  }
  const bare = await fetch(`${gateway.baseUrl}/api/v1${users}`)
  expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="Termingate API"',
  ])
})

test('a missing scope is 403 and named; to read says nothing about writing', async () => {
  const { ask } = apiOf(gateway, await newToken(gateway, tenant.id, { scopes: ['users:read'] }))
  const refused = await ask('POST', users, { body: { name: 'x', password: 'y' } })
  expectProblem(refused, 403, 'missing-scope')
  expect(refused.body.detail).toContain('users:write')
  expect(refused.headers.get('www-authenticate')).toContain('scope="users:write"')
})

test("another tenant is not there for a tenant's token, and all are for the installation's", async () => {
  const other = await newTenant(gateway)
  const account = await other.account()
  const path = `/tenants/${other.name}/users/${account.name}`
  const own = apiOf(gateway, await newToken(gateway, tenant.id))
  const nobody = await own.get('/tenants/Nirgends/users/x')
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const asking = method === 'PATCH' ? { body: { displayName: 'Böse' } } : {}
    const refused = await own.ask(method, path, asking)
    expectProblem(refused, 404, 'not-found')
    expect(refused.body).toEqual(nobody.body)
  }
  const every = apiOf(gateway, await newToken(gateway, 0))
  expect(await every.read(path)).toMatchObject({ id: account.id, displayName: '' })
})

test('the log names the token and never its secret', async () => {
  const secret = await newToken(gateway, tenant.id)
  await apiOf(gateway, secret).read(users)
  await apiOf(gateway, `${secret.slice(0, -1)}!`).get(users)
  expect(gateway.logs).toContain('"command":"listUsers"')
  expect(gateway.logs).not.toContain(secret.slice(-12, -1))
})
