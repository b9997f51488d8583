import { hashSync } from 'bcrypt'
import pino from 'pino'
import { type Environment, loadConfig } from '../../src/config.js'
import { createLogin } from '../../src/login/login.js'
import { resetLoginCounter } from '../../src/login/login-lock.js'
import type { Database } from '../../src/store/database.js'
import { newTenant, POSTGRES, testDatabase, testDatabaseUrl } from '../support/database.js'
import { PASSWORD } from '../support/tenant.js'
import { basic, PATH, startTestGateway, type TestGateway } from './support.js'

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

async function someone(fields: Record<string, unknown> = {}) {
  const tenant = await newTenant(database, { domains: ['firma.example.test'] })
  const account = await tenant.account({ name: 'theobald.tiger', ...fields })
  const set = (assignment: string, ...values: unknown[]) =>
    tenant.sql(`update account set ${assignment} where tenant_id = $1 and id = $2`, [
      tenant.id,
      account.id,
      ...values,
    ])
  const row = async () =>
    (await tenant.sql('select * from account where tenant_id = $1', [tenant.id]))[0] ?? {}
  const reasons = async () => {
    const text = 'select reason from login_failure where tenant_id = $1 order by id'
    return (await tenant.sql(text, [tenant.id])).map(({ reason }) => reason)
  }
  const status = async (user = account.login, password = PASSWORD) =>
    (await gateway.options(user, password)).status
  const failUntilLocked = async () => {
    for (const password of ['falsch', 'falsch', 'falsch']) {
      expect((await gateway.options(account.login, password)).status).toBe(401)
    }
  }
  return { tenant, account, login: account.login, set, row, reasons, status, failUntilLocked }
}

describe('forms of the login', () => {
  test('R-ONO-23 user_tenant, with a domain before or behind it, is let in', async () => {
    const { login, status } = await someone()
    expect(await status(login)).toBe(200)
    expect(await status(`FIRMA\\${login}`)).toBe(200)
  })

  test('R-ONO-21 both the tenant’s domain and the one of the installation are accepted', async () => {
    const { login, status } = await someone()
    expect(await status(`${login}@firma.example.test`)).toBe(200)
    expect(await status(`${login}@ACTIVESYNC.example.test`)).toBe(200)
  })

  test('R-ONO-20 a domain that is not the tenant’s is refused', async () => {
    const { login, status, reasons } = await someone()
    expect(await status(`${login}@woanders.example.test`)).toBe(401)
    expect(await reasons()).toEqual(['wrong-domain'])
  })

  test('R-ONO-22 another case of user or tenant is refused, and the sign-in log says so', async () => {
    const { login, status, reasons } = await someone()
    expect(await status(login.replace('theobald', 'Theobald'))).toBe(401)
    expect(await status(login.toLowerCase())).toBe(401)
    expect(await reasons()).toEqual(['other-case', 'other-case'])
  })

  test('R-ONO-23 a login without tenant is refused', async () => {
    const { account, status } = await someone()
    expect(await status(account.name)).toBe(401)
  })

  test('R-ONO-23 names with underscores find their own account', async () => {
    const { tenant, status } = await someone()
    const first = await tenant.account({ name: 'a_b' })
    const second = await tenant.account({ name: 'a_b_c', password_hash: NEW_HASH })
    expect(await status(first.login)).toBe(200)
    expect(await status(second.login)).toBe(401)
    expect(await status(second.login, NEW_PASSWORD)).toBe(200)
  })

  test('credentials in Latin-1 are understood', async () => {
    const { tenant } = await someone()
    const { login } = await tenant.account({ name: 'jörg' })
    const headers = basic(login, PASSWORD, 'latin1')
    expect((await gateway.ask({ method: 'OPTIONS', headers })).status).toBe(200)
  })

  test.each([
    ['with SQL', "' or 1=1 --_x"],
    ['with more SQL', '"; drop table account; --_x'],
    ['with control characters', 'x\u0001\u0002_y'],
    ['with a bidirectional override', '\u202eabc_tenant'],
    ['of 900 characters', `${'x'.repeat(900)}_y`],
    ['with a NUL', 'x\0_y'],
  ])('a user name %s is refused like any other', async (_what, user) => {
    const reply = await gateway.options(user, 'x')
    expect(reply.status).toBe(401)
    expect(reply.text).toBe('Unauthorized\n')
  })

  test('a header of 100 KB is refused without an answer of 500', async () => {
    const headers = { Authorization: `Basic ${'A'.repeat(100_000)}` }
    expect((await gateway.ask({ method: 'OPTIONS', headers })).status).toBe(400)
  })
})

describe('refusals', () => {
  test('a request without credentials or with an empty password gets the challenge and is not counted', async () => {
    const { login, set, status, reasons } = await someone()
    const bare = await gateway.ask({ method: 'OPTIONS' })
    expect(bare.status).toBe(401)
    expect(bare.headers['www-authenticate']).toBe('Basic realm="Termingate", charset="UTF-8"')
    for (let n = 0; n < 5; n++) expect(await status(login, '')).toBe(401)
    expect(await reasons()).toEqual([])
    expect(await status()).toBe(200)
    await set('active = active')
  })

  test('R-ONO-52 unknown, wrong, locked and switched-off logins get the same answer', async () => {
    const { login, failUntilLocked } = await someone()
    const off = await someone({ active: false })
    const wrong = await gateway.options(login, 'falsch')
    await failUntilLocked()
    const locked = await gateway.options(login, PASSWORD)
    const unknown = await gateway.options('nobody_Nowhere', PASSWORD)
    const inactive = await gateway.options(off.login, PASSWORD)
    const seen = [wrong, locked, unknown, inactive].map(({ status, text, headers }) => {
      const { date: _date, ...rest } = headers
      return { status, text, rest }
    })
    for (const answer of seen) expect(answer).toEqual(seen[0])
  })

  test('R-ONO-50a an expired password is refused, and the sign-in log says "expired"', async () => {
    const { set, status, reasons } = await someone()
    await set("password_expires_at = now() + interval '1 hour'")
    expect(await status()).toBe(200)
    await set("password_expires_at = now() - interval '1 second'")
    expect(await status()).toBe(401)
    expect(await reasons()).toEqual(['password-expired'])
  })

  test('R-ONO-13 without the tenant’s module every login is refused, also a remembered one', async () => {
    const { tenant, status, reasons } = await someone()
    expect(await status()).toBe(200)
    await tenant.sql('update tenant set module_enabled = false where id = $1', [tenant.id])
    expect(await status()).toBe(401)
    expect(await reasons()).toEqual(['module-off'])
  })

  test('an account without a password lets nobody in', async () => {
    const { set, status } = await someone()
    await set('password_hash = null')
    expect(await status()).toBe(401)
  })

  test('no log line holds a password', async () => {
    const { login } = await someone()
    await gateway.options(login, 'ganz-geheim')
    await gateway.options(login, PASSWORD)
    const text = JSON.stringify(gateway.logs())
    expect(text).not.toContain('ganz-geheim')
    expect(text).not.toContain(Buffer.from(`${login}:${PASSWORD}`).toString('base64'))
  })
})

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

  test('the sign-in log keeps the last hundred failures of an account', async () => {
    const { tenant, account, login, failUntilLocked } = await someone()
    for (let n = 0; n < 120; n++) {
      await tenant.insert('login_failure', { account_id: account.id, reason: 'locked' })
    }
    await failUntilLocked()
    const count = 'select count(*)::int as n from login_failure where tenant_id = $1'
    expect((await tenant.sql(count, [tenant.id]))[0]?.n).toBe(100)
    expect((await gateway.options(login, PASSWORD)).status).toBe(401)
  })
})

describe('maintenance', () => {
  const schema = `maintenance_${process.pid}`
  afterEach(() => run(`drop schema if exists ${schema} cascade`))

  /** The installation is one for all tests on a PostgreSQL: this one gets its own. */
  async function ownInstallation(): Promise<Database> {
    if (POSTGRES === null) return database
    await run(`create schema ${schema}`)
    await run(`create table ${schema}.installation (like public.installation)`)
    const url = new URL(await testDatabaseUrl())
    url.searchParams.set('options', `-c search_path=${schema},public`)
    return testDatabase({ databaseUrl: url.href })
  }
  const run = (text: string, on = database) => on.query({ name: '', text })

  test('R-ONO-58 everybody gets 503 with Retry-After, never 401', async () => {
    const { login } = await someone()
    const installation = await ownInstallation()
    const closed = await startTestGateway(installation)
    await run(`insert into installation values ('maintenance', 'true')`, installation)
    const logins = [
      basic(login, PASSWORD),
      basic(login, 'x'),
      basic('no_body', 'x'),
      basic('no', 'x'),
      {},
    ]
    for (const headers of logins) {
      const reply = await closed.ask({ method: 'POST', path: PATH, headers })
      expect(reply.status).toBe(503)
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    }
    await run(`delete from installation where name = 'maintenance'`, installation)
    expect((await closed.options(login, PASSWORD)).status).toBe(200)
  })
})

describe('remembered logins', () => {
  const attempt = { deviceId: null, userAgent: '', address: '' }

  async function countedLogin(env: Environment = {}) {
    const { login: user } = await someone()
    const config = loadConfig({ LOGIN_BCRYPT_COST: '4', ...env })
    const clock = { now: Date.now() }
    const log = pino({ level: 'silent' })
    const login = createLogin({ config, database, log, now: () => new Date(clock.now) })
    const authorization = basic(user, PASSWORD).Authorization
    return { login, clock, enter: () => login.authenticate({ ...attempt, authorization }) }
  }

  test('a remembered login costs no second bcrypt run until its time is over', async () => {
    const { login, clock, enter } = await countedLogin({ LOGIN_MEMORY_MINUTES: '5' })
    await enter()
    await enter()
    expect(login.passwordChecks).toBe(1)
    clock.now += 6 * MINUTE
    await enter()
    expect(login.passwordChecks).toBe(2)
  })

  test('twenty identical logins at once cost one bcrypt run', async () => {
    const { login, enter } = await countedLogin()
    await Promise.all(Array.from({ length: 20 }, enter))
    expect(login.passwordChecks).toBe(1)
  })

  test('an unknown user, a wrong tenant and a wrong password cost one bcrypt run each', async () => {
    const { login } = await countedLogin()
    const { login: user } = await someone()
    const wrong = [
      basic('no_body', 'x'),
      basic('nobody', 'x'),
      basic(user, 'x'),
      basic(`${user}@no.test`, 'x'),
    ]
    for (const { Authorization: authorization } of wrong) {
      await expect(login.authenticate({ ...attempt, authorization })).rejects.toThrow(
        'Unauthorized',
      )
    }
    expect(login.passwordChecks).toBe(wrong.length)
  })
})
