import { hashSync } from 'bcrypt'
import type { Database } from '../../src/store/database.js'
import { resetLoginCounter } from '../../src/store/login-counter.js'
import { testDatabase } from '../support/database.js'
import { PASSWORD } from '../support/tenant.js'
import { someoneAt } from './someone.js'
import { startTestGateway, type TestGateway } from './support.js'

const MINUTE = 60_000
const NEW_PASSWORD = 'Neu-2027-Wort'
const NEW_HASH = hashSync(NEW_PASSWORD, 4)

let database: Database
let gateway: TestGateway
let other: TestGateway

beforeAll(async () => {
  database = await testDatabase()
  const env = { EAS_DOMAINS: 'activesync.example.test', LOGIN_LOCK_FAILURES: '3' }
  gateway = await startTestGateway(database, env)
  other = await startTestGateway(database, env)
})

const someone = (fields: Record<string, unknown> = {}) => someoneAt(database, gateway, fields)

describe('changed passwords', () => {
  test('R-ONO-50 the old password is refused at once, on the other gateway too', async () => {
    const { login, set, status } = await someone()
    expect((await other.options(login, PASSWORD)).status).toBe(200)
    expect(await status()).toBe(200)
    await set('password_hash = $3', NEW_HASH)
    expect((await other.options(login, PASSWORD)).status).toBe(401)
    expect(await status()).toBe(401)
    expect(await status(login, NEW_PASSWORD)).toBe(200)
  })

  test('R-ONO-51 a former password of a paired device is refused, shown and never locks', async () => {
    const { tenant, account, login, set, row, reasons } = await someone()
    expect((await gateway.folderSync(login, PASSWORD, 'TABLET')).status).toBe(200)
    await set('password_hash = $3', NEW_HASH)
    for (let n = 0; n < 6; n++) {
      expect((await gateway.folderSync(login, PASSWORD, 'TABLET')).status).toBe(401)
    }
    expect((await row()).locked_at).toBeNull()
    expect(await reasons()).toEqual(['former-password'])
    const devices = 'select old_password_at from device where tenant_id = $1 and account_id = $2'
    const [device] = await tenant.sql(devices, [tenant.id, account.id])
    expect(device?.old_password_at).not.toBeNull()
    expect((await gateway.folderSync(login, NEW_PASSWORD, 'TABLET')).status).toBe(200)
  })

  test('R-ONO-51 a former password of a device never seen counts like any wrong one', async () => {
    const { login, set, row } = await someone()
    await set('password_hash = $3', NEW_HASH)
    for (const device of ['X1', 'X2', 'X3']) await gateway.folderSync(login, PASSWORD, device)
    expect((await row()).locked_at).not.toBeNull()
  })
})

describe('the lock', () => {
  test('R-ONO-26 the same wrong password counts each time; at the limit the account is locked', async () => {
    const { login, status, row, reasons, failUntilLocked } = await someone()
    await failUntilLocked()
    expect(await row()).toMatchObject({
      locked_at: expect.anything(),
      lock_reason: 'wrong-password',
      lock_address: '127.0.0.1',
    })
    expect(await status()).toBe(401)
    expect((await other.options(login, PASSWORD)).status).toBe(401)
    expect(await reasons()).toEqual([...Array(3).fill('wrong-password'), 'locked', 'locked'])
  })

  test('R-ONO-52 the failing device is recorded with the lock, and the audit has it', async () => {
    const { tenant, login, row } = await someone()
    for (let n = 0; n < 3; n++) await gateway.folderSync(login, `falsch${n}`, 'BADPHONE')
    expect((await row()).lock_device).toBe('BADPHONE')
    const audit = await tenant.sql('select action, subject from audit where tenant_id = $1', [
      tenant.id,
    ])
    expect(audit).toContainEqual({ action: 'account.lock', subject: 'theobald.tiger' })
  })

  test('failures on both gateways count together', async () => {
    const { login, row } = await someone()
    await gateway.options(login, 'falsch1')
    await other.options(login, 'falsch2')
    expect((await row()).locked_at).toBeNull()
    await other.options(login, 'falsch3')
    expect((await row()).locked_at).not.toBeNull()
  })

  test('a lock acts on the other gateway at once, also on a remembered login', async () => {
    const { login, failUntilLocked } = await someone()
    expect((await other.options(login, PASSWORD)).status).toBe(200)
    await failUntilLocked()
    expect((await other.options(login, PASSWORD)).status).toBe(401)
  })

  test('R-ONO-26 identical checks at the same moment count once', async () => {
    const { login, row, status } = await someone()
    await Promise.all(Array.from({ length: 8 }, () => gateway.options(login, 'falsch')))
    expect((await row()).locked_at).toBeNull()
    expect(await status()).toBe(200)
  })

  test('a right password does not pass in a crowd of guesses that locks the account', async () => {
    const { login, status } = await someone()
    const guesses = Array.from({ length: 20 }, (_, n) => gateway.options(login, `falsch${n}`))
    const right = guesses[19] && gateway.options(login, PASSWORD)
    await Promise.all([...guesses, right])
    expect(await status()).toBe(401)
  })

  test('R-ONO-52 being asked while locked does not prolong the lock', async () => {
    const { login, row, failUntilLocked } = await someone()
    await failUntilLocked()
    const { locked_at } = await row()
    await gateway.options(login, 'falsch4')
    expect((await row()).locked_at).toEqual(locked_at)
  })

  test('R-ONO-57 after the unlock the right password works and the count begins anew', async () => {
    const { tenant, account, login, set, row, status, failUntilLocked } = await someone()
    await failUntilLocked()
    await set('locked_at = null')
    await resetLoginCounter(database, tenant.id, account.id)
    expect(await status()).toBe(200)
    await gateway.options(login, 'falsch')
    await gateway.options(login, 'falsch')
    expect((await row()).locked_at).toBeNull()
    await gateway.options(login, 'falsch')
    expect((await row()).locked_at).not.toBeNull()
  })

  test('with LOGIN_UNLOCK_AFTER_MINUTES the lock ends by itself', async () => {
    const { login, row, failUntilLocked } = await someone()
    await failUntilLocked()
    const lenient = await startTestGateway(database, { LOGIN_UNLOCK_AFTER_MINUTES: '30' })
    expect((await lenient.options(login, PASSWORD)).status).toBe(401)
    lenient.advance(30 * MINUTE)
    expect((await lenient.options(login, PASSWORD)).status).toBe(200)
    expect((await row()).locked_at).toBeNull()
  })

  test('R-ONO-59 re-validation after the lock needs no new pairing', async () => {
    const { tenant, account, login, set, failUntilLocked } = await someone()
    expect((await gateway.folderSync(login, PASSWORD)).status).toBe(200)
    const devices = 'select id from device where tenant_id = $1'
    const before = await tenant.sql(devices, [tenant.id])
    await failUntilLocked()
    await set('locked_at = null')
    await resetLoginCounter(database, tenant.id, account.id)
    expect((await gateway.options(login, PASSWORD)).status).toBe(200)
    expect((await gateway.folderSync(login, PASSWORD)).status).toBe(200)
    expect(await tenant.sql(devices, [tenant.id])).toEqual(before)
  })

  test('the sign-in log keeps the last 200 failures of an account', async () => {
    const { tenant, account, login, failUntilLocked } = await someone()
    for (let n = 0; n < 220; n++) {
      await tenant.insert('sign_in', { account_id: account.id, reason: 'locked' })
    }
    await failUntilLocked()
    const count = 'select count(*)::int as n from sign_in where tenant_id = $1'
    expect((await tenant.sql(count, [tenant.id]))[0]?.n).toBe(200)
    expect((await gateway.options(login, PASSWORD)).status).toBe(401)
  })
})
