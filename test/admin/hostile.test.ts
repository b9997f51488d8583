import type { Database } from '../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../support/clock-gateway.js'
import { testDatabase } from '../support/database.js'
import { type AccountFixture, newTenant, type TenantFixture } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

const HOUR_MS = 3_600_000

let database: Database
let gateway: ClockGateway
let tenant: TenantFixture
let admin: AccountFixture
let user: AccountFixture
const visitors: Visitor[] = []

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  tenant = await newTenant(database, { language: 'en' })
  admin = await tenant.account({ name: 'chefin', is_admin: true })
  user = await tenant.account({ name: 'anna' })
})
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.close()
})

function newVisitor(): Visitor {
  const visitor = new Visitor(gateway.baseUrl)
  visitors.push(visitor)
  return visitor
}

async function signedIn(login: string): Promise<Visitor> {
  const visitor = newVisitor()
  expect((await visitor.signIn(login)).status).toBe(303)
  return visitor
}

const pageOf = ({ login }: AccountFixture) => `/admin/users/${encodeURIComponent(login)}`

async function switchesOf({ id }: AccountFixture) {
  const [row] = await tenant.sql(
    `select calendar_enabled as calendar, tasks_enabled as tasks, contacts_enabled as contacts
     from account where id = $1`,
    [id],
  )
  return row
}

async function lock({ id }: AccountFixture): Promise<void> {
  await tenant.sql(
    `update account set locked_at = now(), lock_reason = 'wrong-password' where id = $1`,
    [id],
  )
}

async function isLocked({ id }: AccountFixture): Promise<boolean> {
  const [row] = await tenant.sql('select locked_at from account where id = $1', [id])
  return row?.locked_at !== null
}

/** A page but for where a change of the language leads back to. */
const withoutPath = (text: string) => text.replace(/name="back" value="[^"]*"/, '')

describe('what is not the visitor’s', () => {
  test("R-ONO-53 another tenant's pages and forms are answered as if they did not exist", async () => {
    const other = await newTenant(database)
    const stranger = await other.account({ name: 'berta' })
    await other.sql('update account set locked_at = now() where id = $1', [stranger.id])
    const visitor = await signedIn(admin.login)
    const csrf = await visitor.token(pageOf(user))
    const nobody = await visitor.get(`/admin/users/niemand_${other.name}`)
    for (const path of [pageOf(stranger), `/admin/tenants/${other.name}/users`]) {
      const { status, text } = await visitor.get(path)
      expect([path, status, withoutPath(text)]).toEqual([path, 404, withoutPath(nobody.text)])
    }
    for (const deed of ['unlock', 'switches', 'password']) {
      const answer = await visitor.post(`${pageOf(stranger)}/${deed}`, { csrf })
      expect([deed, answer.status]).toEqual([deed, 404])
    }
    expect(await isLocked(stranger)).toBe(true)
    expect((await visitor.get('/admin/audit')).text).not.toContain(other.name)
    for (const path of ['/admin/tenants', '/admin/maintenance']) {
      expect((await visitor.get(path)).status).toBe(404)
    }
    expect((await visitor.post('/admin/maintenance', { csrf, on: 'yes' })).status).toBe(404)
  })

  test("R-ONO-53 a user sees the own page only, and no list, no log and nobody else's", async () => {
    await lock(admin)
    const visitor = await signedIn(user.login)
    const csrf = await visitor.token(pageOf(user))
    for (const path of [pageOf(admin), `/admin/tenants/${tenant.name}/users`, '/admin/audit']) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404])
    }
    expect((await visitor.post(`${pageOf(admin)}/unlock`, { csrf })).status).toBe(404)
    expect(await isLocked(admin)).toBe(true)
  })

  test('an administrator can not take the password of a user', async () => {
    const visitor = await signedIn(admin.login)
    const fields = { current: 'x', password: 'Neu-9-Wolke', again: 'Neu-9-Wolke' }
    const answer = await visitor.submit(pageOf(user), `${pageOf(user)}/password`, fields)
    expect(answer.status).toBe(404)
    await signedIn(user.login)
  })
})

describe('forged forms', () => {
  const foreign: [string, Record<string, string>][] = [
    ['with a foreign Origin', { Origin: 'https://evil.example' }],
    ['with no Origin to tell', { Origin: 'null' }],
    ['from another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from another host of the domain', { 'Sec-Fetch-Site': 'same-site' }],
  ]

  test.each(foreign)('%s do nothing, at sign-in neither', async (_, headers) => {
    await lock(user)
    const visitor = await signedIn(admin.login)
    const csrf = await visitor.token(pageOf(user))
    expect((await visitor.post(`${pageOf(user)}/unlock`, { csrf }, headers)).status).toBe(403)
    expect(await isLocked(user)).toBe(true)
    const fields = { user: user.login, password: 'Grün-7-Tiger' }
    expect((await newVisitor().post('/admin/sign-in', fields, headers)).status).toBe(403)
  })

  test('without the token of the session, or with that of another, do nothing', async () => {
    await lock(user)
    const visitor = await signedIn(admin.login)
    const other = await signedIn(admin.login)
    const theirs = await other.token(pageOf(user))
    for (const csrf of ['', 'x', theirs, `${theirs}x`]) {
      const answer = await visitor.post(`${pageOf(user)}/unlock`, { csrf })
      expect([csrf, answer.status]).toEqual([csrf, 403])
    }
    expect(await isLocked(user)).toBe(true)
  })

  test.each([
    ['JSON', { 'Content-Type': 'application/json' }, 400],
    ['no type', { 'Content-Type': '' }, 400],
    ['a form of several parts', { 'Content-Type': 'multipart/form-data; boundary=x' }, 400],
  ])('as %s are refused', async (_, headers, status) => {
    const visitor = await signedIn(admin.login)
    expect((await visitor.post(`${pageOf(user)}/unlock`, {}, headers)).status).toBe(status)
  })

  test('of a megabyte are refused', async () => {
    const visitor = await signedIn(admin.login)
    const answer = await visitor.post(`${pageOf(user)}/unlock`, { csrf: 'x'.repeat(1_000_000) })
    expect(answer.status).toBe(413)
  })

  test('a language change leads back to the page', async () => {
    const visitor = await signedIn(admin.login)
    const { text } = await visitor.get(pageOf(user))
    const back = /name="back" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const answer = await visitor.submit(pageOf(user), '/admin/language', { language: 'de', back })
    expect(answer.location).toBe(pageOf(user))
    expect((await visitor.get(pageOf(user))).text).toContain('lang="de"')
  })

  test('a language change leads to no other site', async () => {
    for (const back of [
      '//evil.example',
      'https://evil.example/admin',
      '/admin\\evil',
      '/\\evil',
    ]) {
      const answer = await newVisitor().post('/admin/language', { language: 'de', back })
      expect([back, answer.location]).toEqual([back, '/admin'])
    }
  })
})

describe('sessions', () => {
  test('an expired one asks to sign in again, and does nothing', async () => {
    await lock(user)
    const visitor = await signedIn(admin.login)
    const csrf = await visitor.token(pageOf(user))
    gateway.advance(8 * HOUR_MS + 60_000)
    const answer = await visitor.post(`${pageOf(user)}/unlock`, { csrf })
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('Please sign in again.')
    expect(await visitor.get(pageOf(user))).toMatchObject({
      ...{ status: 303, location: '/admin/sign-in' },
    })
    expect(await isLocked(user)).toBe(true)
  })

  test('one in use ends after three days', async () => {
    const visitor = await signedIn(admin.login)
    for (let hours = 0; hours < 70; hours += 7) {
      gateway.advance(7 * HOUR_MS)
      expect((await visitor.get(pageOf(user))).status).toBe(200)
    }
    gateway.advance(3 * HOUR_MS)
    expect((await visitor.get(pageOf(user))).status).toBe(303)
  })

  test('what is over is forgotten by the upkeep', async () => {
    await signedIn(user.login)
    const count = async () => {
      const [row] = await tenant.sql(
        'select count(*)::int as n from web_session where tenant_id = $1',
        [tenant.id],
      )
      return row?.n
    }
    await gateway.upkeep()
    expect(await count()).toBe(1)
    gateway.advance(73 * HOUR_MS)
    await gateway.upkeep()
    expect(await count()).toBe(0)
  })

  test('sign-out, a new password and a withdrawn right end them at once', async () => {
    const [first, second, third] = [
      await signedIn(admin.login),
      await signedIn(admin.login),
      await signedIn(admin.login),
    ]
    await first.submit(pageOf(user), '/admin/sign-out', {})
    expect((await first.get(pageOf(user))).status).toBe(303)
    await tenant.sql('update account set is_admin = false where id = $1', [admin.id])
    expect((await second.get(pageOf(user))).status).toBe(404)
    expect((await second.get(pageOf(admin))).status).toBe(200)
    await tenant.sql(`update account set password_hash = 'x' where id = $1`, [admin.id])
    expect((await third.get(pageOf(admin))).status).toBe(303)
  })

  test('a cookie that is none is nobody', async () => {
    for (const cookie of ['x', `${tenant.id}.${'A'.repeat(43)}`, `1.'; drop table account; --`]) {
      const answer = await fetch(`${gateway.baseUrl}${pageOf(user)}`, {
        headers: { Cookie: `termingate_session=${encodeURIComponent(cookie)}` },
        redirect: 'manual',
      })
      expect([cookie, answer.status]).toEqual([cookie, 303])
    }
  })
})

test('R-ONO-12 two administrators who save different switches at once do not undo each other', async () => {
  const second = await tenant.account({ name: 'zweite', is_admin: true })
  const [one, two] = [await signedIn(admin.login), await signedIn(second.login)]
  const path = `${pageOf(user)}/switches`
  const [mine, theirs] = [await one.token(pageOf(user)), await two.token(pageOf(user))]
  // Both look at a page with everything on; each takes another switch away.
  const before = ['calendar', 'tasks', 'contacts']
  await one.post(path, { csrf: mine, before, kind: ['tasks', 'contacts'] })
  await two.post(path, { csrf: theirs, before, kind: ['calendar', 'contacts'] })
  expect(await switchesOf(user)).toEqual({ calendar: false, tasks: false, contacts: true })
})

test('R-ONO-55 of two administrators who unlock at once, one is told and both see it unlocked', async () => {
  const second = await tenant.account({ name: 'zweite', is_admin: true })
  await lock(user)
  const [one, two] = [await signedIn(admin.login), await signedIn(second.login)]
  const path = `${pageOf(user)}/unlock`
  await Promise.all([one.submit(pageOf(user), path, {}), two.submit(pageOf(user), path, {})])
  const pages = [await one.get(pageOf(user)), await two.get(pageOf(user))]
  expect(pages.filter(({ text }) => text.includes('The lock is lifted.'))).toHaveLength(1)
  expect(pages.filter(({ text }) => text.includes('class="flash failed"'))).toHaveLength(1)
  const rows = await tenant.sql(
    `select count(*)::int as n from audit where tenant_id = $1 and action like '%unlock%'`,
    [tenant.id],
  )
  expect(rows).toEqual([{ n: 1 }])
})

test('pages load nothing from elsewhere and are kept by nobody', async () => {
  const visitor = await signedIn(admin.login)
  const { headers } = await visitor.get(pageOf(user))
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  const cookie = (await newVisitor().signIn(user.login)).headers['set-cookie']
  expect(`${cookie}`).toMatch(/HttpOnly; SameSite=Lax/)
})

test('a search finds a user by what is typed: name, login or address', async () => {
  await tenant.account({
    name: 'kurt',
    display_name: 'Kurt Œuvré-Łang',
    email: 'k.lang@haus.example',
  })
  const visitor = await signedIn(admin.login)
  const found = async (words: string) => {
    const query = new URLSearchParams({ q: words })
    const { text } = await visitor.get(`/admin/tenants/${tenant.name}/users?${query}`)
    return text.includes(`kurt_${tenant.name}`)
  }
  for (const words of ['kurt', 'KUR', `kurt_${tenant.name}`, 'k.lang@haus.example', 'Kurt Œuv']) {
    expect([words, await found(words)]).toEqual([words, true])
  }
  for (const words of ['anna', "' or 1=1 --", '%', 'kurt müller']) {
    expect([words, await found(words)]).toEqual([words, false])
  }
})
