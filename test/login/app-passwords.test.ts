import { setPhonePassword } from '../../src/store/account-roles.js'
import {
  type AppPassword,
  createAppPassword,
  forgetAppPasswords,
  listAppPasswords,
  MOST_APP_PASSWORDS,
  revokeAppPasswords,
} from '../../src/store/app-passwords.js'
import type { Database } from '../../src/store/database.js'
import { setTenant } from '../../src/store/tenants.js'
import { testDatabase } from '../support/database.js'
import { PASSWORD } from '../support/tenant.js'
import { someoneAt } from './someone.js'
import { startTestGateway, type TestGateway } from './support.js'

let database: Database
let gateway: TestGateway
let other: TestGateway

beforeAll(async () => {
  database = await testDatabase()
  const env = { EAS_DOMAINS: 'activesync.example.test', LOGIN_LOCK_FAILURES: '3' }
  gateway = await startTestGateway(database, env)
  other = await startTestGateway(database, env)
})

async function someone() {
  const found = await someoneAt(database, gateway)
  const owner = { tenantId: found.tenant.id, id: found.account.id, name: found.account.name }
  const name = { tenant: found.tenant.name, name: found.account.name }
  const make = (device: string) =>
    createAppPassword(database, owner, { name: device, now: new Date() }, 'test')
  const revoke = (one: AppPassword | null) =>
    revokeAppPasswords(database, owner, { id: one?.id ?? null, now: new Date() }, 'test')
  const appOnly = () => setPhonePassword(database, { ...name, phonePassword: 'app-only' }, 'test')
  const list = () => listAppPasswords(database, owner)
  return { ...found, owner, name, make, revoke, appOnly, list }
}

test('an app password opens ActiveSync as it is typed: in any case, with or without dashes', async () => {
  const { login, status, make } = await someone()
  const { secret } = await make('iPhone')
  expect(secret).toMatch(/^([abcdefghjkmnpqrstuvwxyz]{4}-){3}[abcdefghjkmnpqrstuvwxyz]{4}$/)
  const bare = secret.replaceAll('-', '')
  for (const typed of [secret, bare, secret.toUpperCase(), secret.replaceAll('-', ' ')]) {
    expect(await status(login, typed)).toBe(200)
  }
  expect(await status(login, bare.slice(1))).toBe(401)
  expect(await status(login, PASSWORD)).toBe(200)
})

test('it is of one account only, and opens no page', async () => {
  const { login, make, tenant } = await someone()
  const { secret } = await make('iPhone')
  const colleague = await tenant.account()
  expect((await gateway.options(colleague.login, secret)).status).toBe(401)
  const page = await gateway.ask({
    method: 'POST',
    path: '/admin/sign-in',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `${new URLSearchParams({ user: login, password: secret })}`,
  })
  expect(page.status).toBe(401)
})

test('only its hash is kept, and no log and no audit has it', async () => {
  const { tenant, login, make, status } = await someone()
  const { secret } = await make('iPhone')
  await status(login, secret)
  const letters = secret.replaceAll('-', '')
  const rows = await tenant.sql(
    `select p::text as row from app_password p where tenant_id = $1
     union all select a::text from audit a where tenant_id = $1`,
    [tenant.id],
  )
  expect(rows).toHaveLength(2)
  for (const text of [JSON.stringify(rows), JSON.stringify(gateway.logs())]) {
    expect(text).not.toContain(letters)
    expect(text).not.toContain(secret)
  }
})

test('where phones need one, the account password is 401, told in the log, and never locks', async () => {
  const { login, status, make, appOnly, reasons, row } = await someone()
  expect(await status()).toBe(200)
  const { secret } = await make('iPhone')
  await appOnly()
  for (let n = 0; n < 5; n++) expect(await status()).toBe(401)
  expect((await row()).locked_at).toBeNull()
  expect(await reasons()).toEqual(Array(5).fill('app-only'))
  expect(await status(login, secret)).toBe(200)
})

test('a tenant may demand it of all, and a user be excepted', async () => {
  const { name, status } = await someone()
  await setTenant(database, { name: name.tenant, phonePassword: 'app-only' }, 'test')
  expect(await status()).toBe(401)
  await setPhonePassword(database, { ...name, phonePassword: 'allowed' }, 'test')
  expect(await status()).toBe(200)
})

test('a revoked one stops at once on all gateways, is told in the log, and never locks (R-ONO-51)', async () => {
  const { login, status, make, revoke, reasons, row } = await someone()
  const [phone, tablet] = [await make('Telefon'), await make('Tablet')]
  for (const { secret } of [phone, tablet]) {
    expect(await status(login, secret)).toBe(200)
    expect((await other.options(login, secret)).status).toBe(200)
  }
  await revoke(phone.appPassword)
  expect((await other.options(login, phone.secret)).status).toBe(401)
  for (let n = 0; n < 4; n++) expect(await status(login, phone.secret)).toBe(401)
  expect((await row()).locked_at).toBeNull()
  expect(new Set(await reasons())).toEqual(new Set(['revoked-app-password']))
  expect(await status(login, tablet.secret)).toBe(200)
  await revoke(null)
  expect(await status(login, tablet.secret)).toBe(401)
})

test('R-ONO-52 the lock keeps app passwords out, too', async () => {
  const { login, status, make, failUntilLocked, reasons } = await someone()
  const { secret } = await make('iPhone')
  expect(await status(login, secret)).toBe(200)
  await failUntilLocked()
  expect(await status(login, secret)).toBe(401)
  expect((await reasons()).at(-1)).toBe('locked')
})

test('R-ONO-50, R-ONO-50a a new or expired account password leaves app passwords as they are', async () => {
  const { login, status, make, set } = await someone()
  const { secret } = await make('iPhone')
  await set("password_hash = 'x', password_expires_at = now() - interval '1 day'")
  expect(await status()).toBe(401)
  expect(await status(login, secret)).toBe(200)
})

test('its last use is told, without a write for each request', async () => {
  const { login, make, list, tenant } = await someone()
  const { secret } = await make('iPhone')
  for (let n = 0; n < 3; n++) await gateway.folderSync(login, secret, 'HANDY1')
  const [used] = await list()
  expect(used).toMatchObject({ name: 'iPhone', lastDevice: 'HANDY1', lastAddress: '127.0.0.1' })
  await gateway.folderSync(login, secret, 'HANDY1')
  expect((await list())[0]?.lastUsedAt).toEqual(used?.lastUsedAt)
  await tenant.sql('update device set app_password_id = $2 where tenant_id = $1', [
    tenant.id,
    used?.id,
  ])
  expect((await list())[0]?.devices).toEqual(['HANDY1'])
})

test('names tell them apart, and there are 30 at most', async () => {
  const { make, revoke } = await someone()
  await expect(make(' ')).rejects.toThrow('Give the app password a name')
  const { appPassword } = await make('iPhone 1')
  await expect(make('iPhone 1 ')).rejects.toThrow('There is an app password "iPhone 1" already')
  for (let n = 2; n <= MOST_APP_PASSWORDS; n++) await make(`iPhone ${n}`)
  await expect(make('noch eins')).rejects.toThrow('revoke one first')
  await revoke(appPassword)
  await expect(make('iPhone 1')).resolves.toMatchObject({ appPassword: { name: 'iPhone 1' } })
})

test('revoked ones are forgotten after a long time, others never', async () => {
  const { make, revoke, list, tenant } = await someone()
  const { appPassword } = await make('alt')
  await make('neu')
  await revoke(appPassword)
  const before = new Date(Date.now() + 60_000)
  while (await database.transact((tx) => forgetAppPasswords(tx, { before, limit: 100 }))) {}
  expect((await list()).map(({ name }) => name)).toEqual(['neu'])
  const all = await tenant.sql('select 1 from app_password where tenant_id = $1', [tenant.id])
  expect(all).toHaveLength(1)
})
