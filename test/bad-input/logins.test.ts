import { type Gateway, startGateway } from '../support/gateway.js'
import { type AccountFixture, PASSWORD } from '../support/tenant.js'
import { basic, commandPath, type Raw, type Someone, send, someone } from './raw.js'

jest.setTimeout(120_000)

let gateway: Gateway
let who: Someone
let domain: string

beforeAll(async () => {
  gateway = await startGateway({ env: { LOGIN_LOCK_FAILURES: '5', LOG_LEVEL: 'trace' } })
  who = await someone(gateway)
  const [row] = await who.tenant.sql('select domains from tenant where id = $1', [who.tenant.id])
  domain = (row?.domains as string[] | undefined)?.[0] ?? ''
})
afterAll(() => gateway.stop())

function options(user: string, password = PASSWORD): Promise<Raw> {
  return send(gateway, { method: 'OPTIONS', headers: basic(user, password) })
}

async function account(fields: Record<string, unknown> = {}): Promise<AccountFixture> {
  return await who.tenant.account(fields)
}

/** What a refused login gets, whatever is wrong with it; the time of day aside. */
async function refusal(user: string, password = PASSWORD) {
  const { status, headers, body } = await options(user, password)
  return { status, headers: { ...headers, date: '', 'x-request-id': '' }, body: body.toString() }
}

test('all that is wrong with a login gets one and the same 401', async () => {
  const { login, name } = who.account
  const inactive = await account({ active: false })
  const locked = await account({ locked_at: '2026-01-01T00:00:00Z' })
  const expired = await account({ password_expires_at: '2026-01-01T00:00:00Z' })
  const without = await account({ password_hash: null })
  expect((await options(login)).status).toBe(200)
  const wrong = await refusal(login, 'wrong')
  expect(wrong.status).toBe(401)
  expect(wrong.headers['www-authenticate']).toMatch(/^Basic /)
  for (const [user, password] of [
    [`nobody_${who.tenant.name}`, PASSWORD],
    [login.toUpperCase(), PASSWORD],
    [`${name}_${who.tenant.name.toLowerCase()}`, PASSWORD],
    [`${login}@elsewhere.test`, PASSWORD],
    [name, PASSWORD],
    [inactive.login, PASSWORD],
    [locked.login, PASSWORD],
    [expired.login, PASSWORD],
    [without.login, PASSWORD],
    [without.login, 'null'],
    [login, PASSWORD.toLowerCase()],
    [login, `${PASSWORD} `],
    [login, 'x'.repeat(1_000)],
    ["' or 1=1 --_x", PASSWORD],
    [`${login}\\`, PASSWORD],
    ['%_%', PASSWORD],
  ] as const) {
    expect([user, await refusal(user, password)]).toEqual([user, wrong])
  }
  expect((await options(`${login}@${domain.toUpperCase()}`)).status).toBe(200)
})

test.each([
  ['no header', {}],
  ['another scheme', { authorization: 'Bearer abc' }],
  ['no base64', { authorization: 'Basic !!!!' }],
  ['no colon', { authorization: `Basic ${Buffer.from('user').toString('base64')}` }],
  ['nothing in it', { authorization: 'Basic ' }],
  ['a NUL in the name', basic('a\u0000b_c')],
  ['a line break in the name', basic('a\r\nX: y_c')],
  ['12 KB', basic('a_b'.repeat(4_000))],
])('credentials with %s are 401', async (_, headers) => {
  const answer = await send(gateway, { method: 'OPTIONS', headers: { ...headers } })
  expect(answer.status).toBe(401)
})

test('a flood of wrong logins locks the one account, and nobody else', async () => {
  const victim = await account()
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => options(victim.login, `guess ${index}`)),
  )
  for (const { status } of answers) expect([401, 503]).toContain(status)
  expect((await options(victim.login)).status).toBe(401)
  expect((await options(who.account.login)).status).toBe(200)
})

test('neither passwords nor contents come into the log, and nobody writes lines of his own', async () => {
  const { login } = who.account
  const secret = 'Geheim-4711-Wort'
  await options(login, secret)
  await options(`${login}\\\u001b[31m`, secret)
  const forged = 'FolderSync\n{"level":60,"msg":"forged"}'
  await send(gateway, {
    path: commandPath(forged, login, 'LOG1'),
    headers: { ...basic(login), 'ms-asprotocolversion': '16.1', 'user-agent': 'x'.repeat(5_000) },
    body: secret,
  })
  expect(gateway.logs).toContain(login)
  for (const hidden of [secret, PASSWORD, Buffer.from(secret).toString('base64').slice(0, -2)]) {
    expect(gateway.logs).not.toContain(hidden)
  }
  expect(gateway.logs).not.toContain('x'.repeat(500))
  const lines = gateway.logs.split('\n').filter((line) => line.startsWith('{'))
  for (const line of lines) expect(JSON.parse(line).msg).not.toBe('forged')
  expect(gateway.logs).not.toContain('unexpected error')
})
