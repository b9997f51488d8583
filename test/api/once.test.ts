import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import { type Api, apiOf, expectProblem, newToken } from './support.js'

let gateway: Gateway
let tenant: TenantFixture
let api: Api
let secret: string
let users: string
let counter = 0

beforeAll(async () => {
  gateway = await startGateway({ env: { LOGIN_BCRYPT_COST: '4' } })
  tenant = await newTenant(gateway)
  secret = await newToken(gateway, tenant.id)
  api = apiOf(gateway, secret)
  users = `/tenants/${tenant.name}/users`
})
afterAll(() => gateway.stop())

const key = () => ({ 'idempotency-key': `k${counter++}` })
const audited = async (action: string, subject: string) => {
  const text = 'select id from audit where tenant_id = $1 and action = $2 and subject = $3'
  return (await tenant.sql(text, [tenant.id, action, subject])).length
}

test('the same key and request give the same answer, and are carried out once', async () => {
  const asking = { headers: key(), body: { name: 'anna', password: 'Tiger-7' } }
  const first = await api.ask('POST', users, asking)
  expect(first).toMatchObject({ status: 201, body: { name: 'anna', hasPassword: true } })
  expect(first.headers.get('location')).toBe(`/api/v1${users}/anna`)
  const again = await api.ask('POST', users, asking)
  expect([again.status, again.body]).toEqual([201, first.body])
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
  expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([
    null,
    'true',
  ])
  expect(await audited('account.create', 'anna')).toBe(1)
  const without = await api.ask('POST', users, { body: asking.body })
  expectProblem(without, 409, 'conflict')
})

test('ten at the same time are carried out once, and all are told so', async () => {
  const asking = { headers: key(), body: { name: 'bert', password: 'Tiger-7' } }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => api.ask('POST', users, asking)),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(await audited('account.create', 'bert')).toBe(1)
})

test('the same key with another body, path or token is another request', async () => {
  const headers = key()
  await api.ask('POST', users, { headers, body: { name: 'carl', password: 'Tiger-7' } })
  const other = await api.ask('POST', users, { headers, body: { name: 'dora', password: 'x' } })
  expectProblem(other, 422, 'key-reused')
  const elsewhere = await api.ask('POST', `${users}/carl/unlock`, { headers })
  expectProblem(elsewhere, 422, 'key-reused')
  const second = apiOf(gateway, await newToken(gateway, tenant.id))
  const theirs = await second.ask('POST', users, { headers, body: { name: 'emil', password: 'x' } })
  expect(theirs.status).toBe(201)
})

test('what was refused did nothing, and is tried anew with its key', async () => {
  const headers = key()
  const account = await tenant.account({ name: 'fritz' })
  const unlock = () => api.ask('POST', `${users}/fritz/unlock`, { headers })
  expectProblem(await unlock(), 409, 'not-locked')
  await tenant.sql('update account set locked_at = now() where id = $1', [account.id])
  expect(await unlock()).toMatchObject({ status: 200, body: { lockedAt: null } })
  expect((await unlock()).headers.get('idempotency-replayed')).toBe('true')
  expect(await audited('account.unlock', 'fritz')).toBe(1)
})

test('neither a password nor the request is kept, only its keyed print; after a day the key is free', async () => {
  const headers = key()
  const body = { name: 'gerda', password: 'Sehr-geheim-1' }
  await api.ask('POST', users, { headers, body })
  const where = 'from api_answer where tenant_id = $1 and key = $2'
  const values = [tenant.id, headers['idempotency-key']]
  const [row] = await tenant.sql(`select row_to_json(api_answer)::text as all ${where}`, values)
  expect(row?.all).toContain('gerda')
  expect(row?.all).not.toContain(body.password)
  await tenant.sql(
    `update api_answer set created_at = created_at - interval '25 hours'
      where tenant_id = $1 and key = $2`,
    values,
  )
  expectProblem(await api.ask('POST', users, { headers, body }), 409, 'conflict')
})

test.each([['ü'.repeat(3)], ['x'.repeat(256)]])('a key %j is refused', async (bad) => {
  const headers = { 'idempotency-key': Buffer.from(bad).toString('latin1') }
  const asking = { headers, body: { name: 'hans', password: 'x' } }
  expectProblem(await api.ask('POST', users, asking), 400, 'malformed-request')
})
