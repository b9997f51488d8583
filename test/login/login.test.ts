import { hashSync } from 'bcrypt'
import pino from 'pino'
import { type Environment, loadConfig } from '../../src/config.js'
import { createLogin } from '../../src/login/login.js'
import { createPasswordChecker } from '../../src/login/password.js'
import { createMonitor } from '../../src/monitor/monitor.js'
import type { Database } from '../../src/store/database.js'
import { POSTGRES, testDatabase, testDatabaseUrl } from '../support/database.js'
import { noMetrics } from '../support/no-metrics.js'
import { PASSWORD } from '../support/tenant.js'
import { someoneAt } from './someone.js'
import { basic, PATH, startTestGateway, type TestGateway } from './support.js'

const MINUTE = 60_000
const NEW_PASSWORD = 'Neu-2027-Wort'
const NEW_HASH = hashSync(NEW_PASSWORD, 4)

let database: Database
let gateway: TestGateway

beforeAll(async () => {
  database = await testDatabase()
  const env = { EAS_DOMAINS: 'activesync.example.test', LOGIN_LOCK_FAILURES: '3' }
  gateway = await startTestGateway(database, env)
})

const someone = (fields: Record<string, unknown> = {}) => someoneAt(database, gateway, fields)

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
    expect((await gateway.ask({ method: 'OPTIONS', headers })).status).toBe(431)
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
      const { date: _date, 'x-request-id': _id, ...rest } = headers
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
    const { login: user, ...who } = await someone()
    const config = loadConfig({ LOGIN_BCRYPT_COST: '4', ...env })
    const clock = { now: Date.now() }
    const log = pino({ level: 'silent' })
    const pictures = { wake: () => undefined }
    const passwords = createPasswordChecker({
      ...{ cost: 4, concurrency: 2, mostWaiting: 1_000 },
      onFull() {},
    })
    const now = () => new Date(clock.now)
    const monitor = createMonitor({ database, log, version: '' })
    const metrics = noMetrics()
    const app = { config, database, log, pictures, mail: pictures, monitor, metrics, now }
    const login = createLogin(app, passwords)
    const authorization = basic(user, PASSWORD).Authorization
    const enter = () => login.authenticate({ ...attempt, authorization })
    /** Logs in once for each of these pauses; how many bcrypt runs there were by then. */
    const checksAfter = async (...pauses: number[]) => {
      for (const minutes of pauses) {
        clock.now += minutes * MINUTE
        await enter()
      }
      return login.passwordChecks
    }
    return { ...who, login, clock, enter, checksAfter }
  }

  test('a login is remembered for the time after each use, and not for longer', async () => {
    const { checksAfter } = await countedLogin({ LOGIN_MEMORY_MINUTES: '60' })
    expect(await checksAfter(0, 59, 59, 59)).toBe(1)
    expect(await checksAfter(60)).toBe(2)
    expect(await checksAfter(59)).toBe(2)
  })

  test('one bcrypt run serves Pings of an hour, at least for 18 hours', async () => {
    const { checksAfter } = await countedLogin()
    expect(await checksAfter(0, ...Array<number>(17).fill(62))).toBe(1)
  })

  test('a login in steady use is checked again by bcrypt within 24 hours', async () => {
    const { checksAfter } = await countedLogin({ LOGIN_MEMORY_MINUTES: '1440' })
    expect(await checksAfter(0, ...Array<number>(24).fill(60))).toBe(2)
  })

  test('with LOGIN_MEMORY_MINUTES=0 nothing is remembered', async () => {
    const { checksAfter } = await countedLogin({ LOGIN_MEMORY_MINUTES: '0' })
    expect(await checksAfter(0, 0)).toBe(2)
  })

  test('a changed password ends it at once', async () => {
    const { login, enter, set } = await countedLogin()
    await enter()
    await set('password_hash = $3', NEW_HASH)
    await expect(enter()).rejects.toThrow('Unauthorized')
    expect(login.passwordChecks).toBe(2)
  })

  test('so does one that comes with the same version, as from a backup', async () => {
    const { login, enter, tenant, account, row } = await countedLogin()
    await enter()
    const { password_version: before } = await row()
    await database.transact(async (tx) => {
      await tx.query({ name: '', text: 'set local session_replication_role = replica' })
      const text = 'update account set password_hash = $3 where tenant_id = $1 and id = $2'
      await tx.query({ name: '', text }, [tenant.id, account.id, NEW_HASH])
    })
    expect((await row()).password_version).toBe(before)
    await expect(enter()).rejects.toThrow('Unauthorized')
    expect(login.passwordChecks).toBe(2)
  })

  test('a lock ends it at once, until it is lifted', async () => {
    const { enter, set } = await countedLogin()
    await enter()
    await set('locked_at = now()')
    await expect(enter()).rejects.toThrow('Unauthorized')
    await set('locked_at = null')
    await enter()
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
