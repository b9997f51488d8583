import type { Browser } from 'playwright-core'
import { newOffice, type Office } from '../activesync/sync/support.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant, PASSWORD } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

let gateway: Gateway
let office: Office
let admin: AccountFixture
const visitors: Visitor[] = []

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  for (const visitor of visitors) visitor.close()
  await gateway?.stop()
})
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { language: 'de' })
  admin = await office.tenant.account({ name: 'chefin', is_admin: true })
})

async function visitor(who: AccountFixture): Promise<Visitor> {
  const found = new Visitor(gateway.baseUrl)
  visitors.push(found)
  await found.signIn(who.login)
  return found
}

/** One request with these credentials. */
async function attempt(user: string, password = PASSWORD): Promise<number> {
  const phone = new Phone({ baseUrl: gateway.baseUrl, user, password, deviceId: 'HANDY1' })
  const { status } = await phone.client.bytes('FolderSync', null)
  phone.close()
  return status
}

const ofUser = () => `/admin/users/${encodeURIComponent(office.account.login)}`
const ofTenant = () => `/admin/tenants/${office.tenant.name}/sign-ins`

describeNeeding(missingBrowser, 'the log of sign-ins on the pages', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('R-ONO-22 an administrator reads why, and which spelling is right, in both languages', async () => {
    const { login } = office.account
    await office.phone({ deviceId: 'HANDY1' })
    await attempt(login.toUpperCase())
    await attempt(login, 'falsch')
    await attempt(`niemand_${office.tenant.name}`)
    for (const [locale, words] of [
      ['de', ['Falsches Passwort', 'Angenommen', 'Diesen Benutzer gibt es nicht']],
      ['en', ['Wrong password', 'Let in', 'There is no such user']],
    ] as const) {
      const look = { locale, bypassCSP: true }
      const page = await signedInPage(browser, gateway.baseUrl, admin.login, look)
      await page.goto(`${gateway.baseUrl}${ofUser()}`)
      const section = await page.textContent('section:has(#sign-ins)')
      for (const word of [
        ...words.slice(0, 2),
        'HANDY1',
        '127.0.0.1',
        login,
        login.toUpperCase(),
      ]) {
        expect(section).toContain(word)
      }
      expect(await accessibilityProblems(page)).toEqual([])
      await page.click('section:has(#sign-ins) a')
      expect(await accessibilityProblems(page)).toEqual([])
      await page.goto(`${gateway.baseUrl}${ofTenant()}`)
      expect(await page.textContent('tbody')).toContain(words[2])
      await page.selectOption('[name=filter]', 'unknown')
      await page.click('form:has([name=filter]) button')
      expect(await page.locator('tbody tr').count()).toBe(1)
      expect(await accessibilityProblems(page)).toEqual([])
      await page.context().close()
    }
  })
})

test('pages of 50 rows lead to the older ones and back', async () => {
  for (let n = 0; n < 60; n++) {
    const at = new Date(Date.now() - n * 60_000)
    const row = { account_id: office.account.id, reason: 'locked', at, last_at: at }
    await office.tenant.insert('sign_in', { ...row, address: `192.0.2.${n}` })
  }
  const own = await visitor(office.account)
  const first = await own.get(`${ofUser()}/sign-ins?filter=refused`)
  expect(first.text.match(/192\.0\.2\./g)).toHaveLength(50)
  const older = /href="(\?[^"]*before[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&')
  const second = await own.get(`${ofUser()}/sign-ins${older}`)
  expect(second.text.match(/192\.0\.2\./g)).toHaveLength(10)
  expect(second.text).not.toContain('before=')
})

test('a user sees the own ones; those of others, of the tenant and of other tenants are 404', async () => {
  const own = await visitor(office.account)
  expect((await own.get(`${ofUser()}/sign-ins`)).status).toBe(200)
  const foreign = await newTenant(gateway)
  const stranger = await visitor(await foreign.account({ is_admin: true }))
  const colleague = await visitor(await office.tenant.account())
  for (const who of [stranger, colleague]) {
    expect((await who.get(`${ofUser()}/sign-ins`)).status).toBe(404)
    expect((await who.get(ofTenant())).status).toBe(404)
  }
  const office2 = await visitor(admin)
  expect((await office2.get(ofTenant())).status).toBe(200)
})

test('what was typed and what a device calls itself is shown as text', async () => {
  const evil = '<script>alert(1)</script>'
  await attempt(`${evil}_${office.tenant.name}`)
  const { text } = await (await visitor(admin)).get(ofTenant())
  expect(text).toContain('&lt;script')
  expect(text).not.toContain('<script')
})

test('the command line lists them, too', async () => {
  await attempt(office.account.login, 'falsch')
  await attempt(office.account.login.toUpperCase())
  const { name } = office.tenant
  const { stdout } = await gateway.cli('user', 'sign-ins', name, office.account.name)
  expect(stdout).toContain('The password is wrong.')
  expect(stdout).toContain(`Right is ${office.account.login}.`)
  const all = await gateway.cli('user', 'sign-ins', name, '--only', 'refused', '--json')
  expect(JSON.parse(all.stdout)).toMatchObject([
    { reason: 'other-case', typed: office.account.login.toUpperCase() },
    { reason: 'wrong-password', deviceId: 'HANDY1', times: 1 },
  ])
})
