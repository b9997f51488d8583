import { hashSync } from 'bcrypt'
import { createAppPassword, revokeAppPasswords } from '../../src/store/app-passwords.js'
import type { Database } from '../../src/store/database.js'
import { listSignIns, type SignInFilter } from '../../src/store/sign-in-list.js'
import { forgetSignIns } from '../../src/store/sign-ins.js'
import { testDatabase } from '../support/database.js'
import { PASSWORD, PASSWORD_HASH } from '../support/tenant.js'
import { someoneAt } from './someone.js'
import { startTestGateway, type TestGateway } from './support.js'

const HOUR = 3_600_000
const NEW_HASH = hashSync('Neu-2027-Wort', 4)

let database: Database
let gateway: TestGateway
let other: TestGateway

beforeAll(async () => {
  database = await testDatabase()
  const env = { LOGIN_LOCK_FAILURES: '3', TRUST_PROXY: '1' }
  gateway = await startTestGateway(database, env)
  other = await startTestGateway(database, env)
})

async function someone() {
  const found = await someoneAt(database, gateway)
  const { tenant, account, login } = found
  const owner = { tenantId: tenant.id, id: account.id, name: account.name }
  const log = async (filter: SignInFilter = 'all') =>
    (await listSignIns(database, { tenantId: tenant.id, filter, limit: 100 })).signIns
  const told = async () => (await log()).map(({ reason }) => reason ?? 'let in').reverse()
  const sync = (password = PASSWORD, device = 'HANDY', at = gateway, user = login) =>
    at.folderSync(user, password, device)
  return { ...found, owner, log, told, sync }
}

async function webSignIn(user: string, password: string) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const body = `${new URLSearchParams({ user, password })}`
  return await gateway.ask({ method: 'POST', path: '/admin/sign-in', headers, body })
}

describe('who is let in', () => {
  test('one row for the first time, after a failure and for another address, none per request', async () => {
    const { login, sync, told } = await someone()
    for (let n = 0; n < 3; n++) expect((await sync()).status).toBe(200)
    expect(await told()).toEqual(['let in'])
    await sync('falsch')
    await sync()
    await sync()
    expect(await told()).toEqual(['let in', 'wrong-password', 'let in'])
    const from = (address: string) => {
      const headers = { 'X-Forwarded-For': address }
      return gateway.folderSync(login, PASSWORD, 'HANDY', headers)
    }
    gateway.advance(2 * 60_000)
    for (const address of ['203.0.113.7', '203.0.113.7', '2001:db8::1', '2001:db8::2']) {
      gateway.advance(2 * 60_000)
      expect((await from(address)).status).toBe(200)
    }
    expect((await told()).filter((one) => one === 'let in')).toHaveLength(4)
  })

  test('one row in a day, also with several gateways, and the next day another', async () => {
    const { sync, told } = await someone()
    await sync()
    await sync(PASSWORD, 'HANDY', other)
    await sync(PASSWORD, 'TABLET', other)
    expect(await told()).toEqual(['let in', 'let in'])
    gateway.advance(25 * HOUR)
    await sync()
    expect(await told()).toEqual(['let in', 'let in', 'let in'])
  })

  test('the row has time, device, address and the app password', async () => {
    const { owner, sync, log, login } = await someone()
    const given = { name: 'Mein Telefon', now: new Date() }
    const { secret } = await createAppPassword(database, owner, given, 'test')
    await sync(secret)
    expect(await log('let-in')).toMatchObject([
      {
        ...{ kind: 'activesync', login, deviceId: 'HANDY', address: '127.0.0.1', times: 1 },
        ...{ appPassword: 'Mein Telefon', userAgent: 'Apple-iPhone14C2/1901.346', reason: null },
      },
    ])
  })

  test('sign-ins on the pages are told as such', async () => {
    const { login, log } = await someone()
    expect((await webSignIn(login, PASSWORD)).status).toBe(303)
    await webSignIn(login, 'falsch')
    expect((await log()).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['web', 'wrong-password'],
      ['web', null],
    ])
  })
})

describe('who is refused, each by an attempt', () => {
  test('R-ONO-22 another case of user or tenant, with what was typed and what is right', async () => {
    const { login, sync, log } = await someone()
    const typed = login.replace('theobald', 'Theobald')
    await sync(PASSWORD, 'HANDY', gateway, typed)
    await webSignIn(typed, PASSWORD)
    expect(await log()).toMatchObject([
      { kind: 'web', reason: 'other-case', typed, login },
      { kind: 'activesync', reason: 'other-case', typed, login, deviceId: 'HANDY' },
    ])
  })

  test('an unknown user of a known tenant, for its administrators; of none, nobody is told', async () => {
    const { tenant, sync, log } = await someone()
    for (const user of [`nie_mand_${tenant.name}`, 'niemand_Nirgends', 'niemand']) {
      expect((await sync(PASSWORD, 'HANDY', gateway, user)).status).toBe(401)
    }
    await sync(PASSWORD, 'HANDY', gateway, `nie_mand_${tenant.name}`)
    expect(await log('unknown')).toMatchObject([
      { reason: 'unknown-user', typed: `nie_mand_${tenant.name}`, times: 2, login: null },
    ])
  })

  test('R-ONO-50a, R-ONO-13, R-ONO-20 expired, module off, inactive, no password, wrong domain', async () => {
    const { login, tenant, sync, set, told, log } = await someone()
    await sync(PASSWORD, 'HANDY', gateway, `${login}@woanders.example.test`)
    expect((await log())[0]?.typed).toBe(`${login}@woanders.example.test`)
    await set("password_expires_at = now() - interval '1 second'")
    await sync()
    await set('password_expires_at = null, active = false')
    await sync()
    await webSignIn(login, PASSWORD)
    await set('active = true, password_hash = null')
    await sync()
    await set('password_hash = $3', PASSWORD_HASH)
    await tenant.sql('update tenant set module_enabled = false where id = $1', [tenant.id])
    await sync()
    const all = ['wrong-domain', 'password-expired', 'inactive', 'inactive', 'no-password']
    expect(await told()).toEqual([...all, 'module-off'])
  })

  test('R-ONO-51, R-ONO-52 a former password, a revoked app password, app-only, the lock', async () => {
    const { owner, sync, set, told } = await someone()
    const given = { name: 'iPad', now: new Date() }
    const { secret, appPassword } = await createAppPassword(database, owner, given, 'test')
    await sync()
    await set('password_hash = $3', NEW_HASH)
    await sync(PASSWORD)
    const now = new Date()
    await revokeAppPasswords(database, owner, { id: appPassword.id, now }, 'test')
    gateway.advance(61_000)
    await sync(secret)
    await set("phone_password = 'app-only'")
    await sync('Neu-2027-Wort')
    for (let n = 0; n < 3; n++) await sync('falsch')
    await sync('Neu-2027-Wort')
    const all = ['let in', 'former-password', 'revoked-app-password', 'app-only', 'wrong-password']
    expect(await told()).toEqual([...all, 'locked'])
  })

  test('a device that is blocked, in quarantine or wiped, though the password is right', async () => {
    const { tenant, sync, told } = await someone()
    await sync()
    const device = (assignment: string) =>
      tenant.sql(`update device set ${assignment} where tenant_id = $1`, [tenant.id])
    for (const assignment of [
      "status = 'blocked'",
      "status = 'quarantined'",
      "wipe = 'account', wipe_state = 'ordered', wipe_at = now()",
    ]) {
      await device(assignment)
      for (let n = 0; n < 3; n++) await sync()
    }
    await device("status = 'allowed', wipe = null, wipe_state = null, wipe_at = null")
    await sync()
    const all = ['let in', 'device-blocked', 'device-quarantined', 'device-wiped', 'let in']
    expect(await told()).toEqual(all)
  })

  test('the pages’ own lock', async () => {
    const { login, told } = await someone()
    for (let n = 0; n < 4; n++) await webSignIn(login, 'falsch')
    expect(await told()).toEqual(['wrong-password', 'web-locked'])
  })
})

describe('the log', () => {
  test('the same again within an hour is one row with how often and since when', async () => {
    const { sync, log } = await someone()
    await sync('falsch')
    gateway.advance(30 * 60_000)
    await sync('falsch')
    const [row, ...rest] = await log()
    expect([row?.times, rest]).toEqual([2, []])
    expect(Number(row?.lastAt) - Number(row?.at)).toBeGreaterThanOrEqual(30 * 60_000)
    gateway.advance(61 * 60_000)
    await sync('falsch')
    expect((await log()).map(({ times }) => times)).toEqual([1, 2])
  })

  test('is read page by page, and forgotten after its time', async () => {
    const { tenant, account } = await someone()
    for (let n = 0; n < 5; n++) {
      const at = new Date(Date.UTC(2020, 0, 1, 0, Math.trunc(n / 2)))
      const row = { account_id: account.id, reason: 'locked', at, last_at: at }
      await tenant.insert('sign_in', { ...row, address: `192.0.2.${n}` })
    }
    const asked = { tenantId: tenant.id, accountId: account.id, limit: 2 }
    const seen: unknown[] = []
    let before: string | null = ''
    while (before !== null) {
      const page: Awaited<ReturnType<typeof listSignIns>> = await listSignIns(database, {
        ...asked,
        before,
      })
      seen.push(...page.signIns.map(({ address }) => address))
      before = page.cursor
    }
    expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => `192.0.2.${n}`))
    const batch = { before: new Date(Date.UTC(2020, 1)), limit: 100 }
    while ((await database.transact((tx) => forgetSignIns(tx, batch))) > 0) {}
    expect((await listSignIns(database, asked)).signIns).toEqual([])
  })
})
