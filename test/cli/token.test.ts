import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'

let gateway: Gateway
let tenant: TenantFixture

beforeAll(async () => {
  gateway = await startGateway()
  tenant = await newTenant(gateway)
})
afterAll(() => gateway.stop())

async function cli(...args: string[]) {
  const { code, stdout, stderr } = await gateway.cli('token', ...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('a token is shown once, kept as a hash, listed and revoked, all of it in the audit', async () => {
  const made = await cli(
    ...['create', 'Büro', '--tenant', tenant.name, '--expires', '90d'],
    ...['--scope', 'users:read', '--scope', 'items:write,users:read'],
  )
  expect(made.secret).toMatch(new RegExp(`^tg_${tenant.id}_[0-9A-Za-z]{40}$`))
  expect(made.scopes).toEqual(['items:write', 'users:read'])
  const days = (Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / 86_400_000
  expect(days).toBe(90)
  const [row] = await tenant.sql(
    'select row_to_json(k)::text as all from api_token k where id = $1',
    [made.id],
  )
  expect(row?.all).not.toContain(made.secret.slice(-40))

  const { secret, ...shown } = made
  expect(await cli('list', '--tenant', tenant.name)).toEqual([shown])
  expect((await gateway.cli('token', 'list', '--tenant', tenant.name)).stdout).toContain('valid')
  const revoked = await cli('revoke', `${made.id}`)
  expect(revoked.revokedAt).not.toBeNull()
  expect(await cli('revoke', `${made.id}`)).toEqual(revoked)
  const audit = await tenant.sql(
    'select actor, action, subject from audit where tenant_id = $1 order by id',
    [tenant.id],
  )
  expect(audit).toEqual([
    { actor: 'cli', action: 'token.create', subject: 'Büro' },
    { actor: 'cli', action: 'token.revoke', subject: 'Büro' },
  ])
})

test('a token of the installation may do what one of a tenant may not', async () => {
  const made = await cli('create', 'alle', '--installation', '--scope', 'installation:write')
  expect(made).toMatchObject({ tenant: null, secret: expect.stringMatching(/^tg_0_/) })
  await cli('revoke', `${made.id}`)
})

test.each([
  [['--scope', 'users:read'], 'either --tenant NAME or --installation', 2],
  [['--installation'], "required option '--scope <scope>' not specified", 2],
  [['--installation', '--scope', 'mail:read'], '"mail:read" is none of', 2],
  [['--installation', '--scope', 'users:read', '--expires', 'soon'], 'Write it like 90d', 2],
  [['--installation', '--scope', 'users:read', '--expires', '6y'], 'within 5 years', 2],
  [['--tenant', 'Nirgends', '--scope', 'users:read'], 'There is no tenant "Nirgends"', 1],
])('create %j says what is wrong', async (args, words, exit) => {
  const { code, stderr } = await gateway.cli('token', 'create', 'Büro', ...args)
  expect(stderr).toContain(words)
  expect(code).toBe(exit)
})

test('scopes of the installation are not given to a tenant, and what is not there is not revoked', async () => {
  const tenantToken = ['--tenant', tenant.name, '--scope', 'installation:write']
  const refused = await gateway.cli('token', 'create', 'Büro', ...tenantToken)
  expect(refused.stderr).toContain('for tokens of the whole installation only')
  expect((await gateway.cli('token', 'revoke', '999999999')).stderr).toContain('There is no token')
})

test('a tenant takes its tokens along', async () => {
  const other = await newTenant(gateway)
  await cli('create', 'kurz', '--tenant', other.name, '--scope', 'users:read')
  await gateway.cli('tenant', 'remove', other.name, '--yes')
  const left = await tenant.sql('select id from api_token where tenant_id = $1', [other.id])
  expect(left).toEqual([])
})
