import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import plist from 'plist'
import { PNG } from 'pngjs'
import { createSetUpTicket, readSetUpTicket } from '../../src/store/set-up-tickets.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { testDatabase } from '../support/database.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import { type AccountFixture, newTenant, type TenantFixture } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

type ReadCode = (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null
// Its types say how bundlers see it, not how it is required.
const { default: readCode } = createRequire(__filename)('jsqr') as { default: ReadCode }

let gateway: Gateway
let tenant: TenantFixture
let user: AccountFixture
const visitors: Visitor[] = []
const PUBLIC = 'https://sync.firma.example.test'

beforeAll(async () => {
  gateway = await startGateway({ env: { PUBLIC_URL: PUBLIC } })
})
afterAll(async () => {
  for (const visitor of visitors) visitor.close()
  await gateway?.stop()
})
beforeEach(async () => {
  tenant = await newTenant(gateway, { domains: ['activesync.firma.example.test'] })
  user = await tenant.account({ name: 'anna', contacts_enabled: false })
})

async function visitor(who: AccountFixture | null): Promise<Visitor> {
  const found = new Visitor(gateway.baseUrl)
  visitors.push(found)
  if (who) await found.signIn(who.login)
  return found
}
const pageOf = (who: AccountFixture) => `/admin/users/${encodeURIComponent(who.login)}`
type Profile = { PayloadUUID: string; PayloadContent: Record<string, unknown>[] }
const readProfile = (text: string) => plist.parse(text) as unknown as Profile

describeNeeding(missingBrowser, 'set-up help in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('R-ONO-19, R-ONO-23, R-ONO-27 the values are the user’s own; the code leads a phone to them', async () => {
    for (const [locale, colorScheme, words] of [
      ['de', 'dark', ['Gerät von', 'Mit dem Telefon', 'Klassisches Outlook']],
      ['en', 'light', ['Set up a device of', 'With the phone', 'Classic Outlook']],
    ] as const) {
      const look = { locale, colorScheme, bypassCSP: true }
      const page = await signedInPage(browser, gateway.baseUrl, user.login, look)
      await page.click(`a[href$="/set-up"]`)
      const text = `${await page.textContent('main')}`
      const address = `${user.login}@activesync.firma.example.test`
      for (const word of [...words, address, 'sync.firma.example.test', user.login]) {
        expect(text).toContain(word)
      }
      expect(await accessibilityProblems(page)).toEqual([])
      const { data, width, height } = PNG.sync.read(await page.locator('svg.qr').screenshot())
      const link = readCode(new Uint8ClampedArray(data), width, height)?.data ?? ''
      expect(link).toMatch(new RegExp(`^${PUBLIC}/admin/set-up/[\\w.-]+$`))

      const phone = await browser.newContext({ locale, bypassCSP: true })
      const shown = await phone.newPage()
      await shown.goto(link.replace(PUBLIC, gateway.baseUrl))
      expect(await shown.textContent('main')).toContain(address)
      expect(await shown.locator('nav').count()).toBe(0)
      expect(await accessibilityProblems(shown)).toEqual([])
      await phone.close()
      await page.context().close()
    }
  })
})

test('R-ONO-15, R-ONO-28 the profile is an Exchange account without mail, its kinds as switched', async () => {
  const own = await visitor(user)
  const path = `${pageOf(user)}/set-up.mobileconfig`
  const { text, headers } = await own.get(path)
  expect(headers['content-type']).toBe('application/x-apple-aspen-config')
  expect(text).not.toContain('Password')
  const profile = readProfile(text)
  expect(profile.PayloadContent).toMatchObject([
    {
      PayloadType: 'com.apple.eas.account',
      ...{ Host: 'sync.firma.example.test', SSL: true, UserName: user.login },
      EmailAddress: `${user.login}@activesync.firma.example.test`,
      ...{ EnableMail: false, EnableCalendars: true, EnableReminders: true },
      ...{ EnableContacts: false, EnableNotes: false },
    },
  ])
  const ids = (one: Profile) => [one.PayloadUUID, one.PayloadContent[0]?.PayloadUUID]
  for (const id of ids(profile)) expect(id).toMatch(/^[0-9A-F]{8}-([0-9A-F]{4}-){3}[0-9A-F]{12}$/)
  expect(new Set(ids(profile)).size).toBe(2)
  await tenant.sql(
    'update account set calendar_enabled = false, tasks_enabled = false where tenant_id = $1',
    [tenant.id],
  )
  const again = readProfile((await own.get(path)).text)
  expect(ids(again)).toEqual(ids(profile))
  // Apple wants one of them on.
  expect(again.PayloadContent[0]).toMatchObject({ EnableCalendars: true, EnableReminders: false })
  const other = await tenant.account()
  const theirs = await (await visitor(other)).get(`${pageOf(other)}/set-up.mobileconfig`)
  expect(ids(readProfile(theirs.text))).not.toEqual(ids(profile))
})

test('names with markup are text in the profile, too', async () => {
  const evil = await tenant.account({ name: '<b>&"\'' })
  const own = await visitor(evil)
  const { text } = await own.get(`${pageOf(evil)}/set-up.mobileconfig`)
  expect(readProfile(text).PayloadContent[0]?.UserName).toBe(evil.login)
})

test('a ticket shows the help of its user and nothing else', async () => {
  const own = await visitor(user)
  const page = await own.get(`${pageOf(user)}/set-up`)
  expect(page.headers['cache-control']).toBe('no-store')
  const nobody = await visitor(null)
  expect((await nobody.get(`${pageOf(user)}/set-up`)).status).toBe(303)
  for (const wrong of ['x', '1.1.9999999999.x', `1.1.9999999999.${'A'.repeat(43)}`]) {
    const { status, text } = await nobody.get(`/admin/set-up/${wrong}`)
    expect([status, text.includes('@')]).toEqual([404, false])
    const profile = await nobody.get(`/admin/set-up/${wrong}/termingate.mobileconfig`)
    expect(profile.status).toBe(404)
  }
})

test('a ticket ends with its time, the password and the account, and fits no other user', async () => {
  const database = await testDatabase()
  const here = await newTenant(database)
  const account = await here.account()
  const named = { tenantId: here.id, id: account.id }
  const now = new Date('2026-11-21T10:00:00Z')
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const ticket = await createSetUpTicket(database, named, now)
  const read = (text = ticket, at = after(14)) => readSetUpTicket(database, text, at)
  expect(await read()).toMatchObject({ login: account.login })
  expect(await read(ticket, after(15))).toBeNull()
  const [tenantId, id, ends, mac] = ticket.split('.')
  const colleague = await here.account()
  expect(await read([tenantId, colleague.id, ends, mac].join('.'))).toBeNull()
  expect(await read([tenantId, id, Number(ends) + 3_600, mac].join('.'))).toBeNull()
  const set = (assignment: string) =>
    here.sql(`update account set ${assignment} where tenant_id = $1 and id = $2`, [
      here.id,
      account.id,
    ])
  await set('active = false')
  expect(await read()).toBeNull()
  await set("active = true, password_hash = 'x'")
  expect(await read()).toBeNull()
})

test('others see no set-up help of the user, administrators do', async () => {
  const foreign = await newTenant(gateway)
  for (const stranger of [await foreign.account({ is_admin: true }), await tenant.account()]) {
    const browser = await visitor(stranger)
    for (const path of ['set-up', 'set-up.mobileconfig']) {
      expect((await browser.get(`${pageOf(user)}/${path}`)).status).toBe(404)
    }
  }
  const admin = await visitor(await tenant.account({ is_admin: true }))
  expect((await admin.get(`${pageOf(user)}/set-up`)).status).toBe(200)
})
