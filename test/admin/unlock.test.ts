import type { Browser, BrowserContextOptions } from 'playwright-core'
import { between, inDays } from '../activesync/sync/support.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'

describeNeeding(missingBrowser, 'the pages of the administration', () => {
  let gateway: Gateway
  let browser: Browser
  let tenant: TenantFixture
  let admin: AccountFixture
  let user: AccountFixture

  beforeAll(async () => {
    gateway = await startGateway({ env: { LOGIN_LOCK_FAILURES: '3' } })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  beforeEach(async () => {
    tenant = await newTenant(gateway, { language: 'en' })
    admin = await tenant.account({ name: 'chefin', is_admin: true, display_name: 'Die Chefin' })
    user = await tenant.account({ name: 'anna', display_name: 'Anna Tiger' })
  })

  const signIn = (login: string, options: BrowserContextOptions = {}) =>
    signedInPage(browser, gateway.baseUrl, login, options)

  const phoneOf = (password: string) =>
    new Phone({ baseUrl: gateway.baseUrl, user: user.login, password, deviceId: 'tablet1' })

  async function lockOut(): Promise<void> {
    const wrong = phoneOf('falsch')
    for (let attempt = 0; attempt < 4; attempt++) {
      expect((await wrong.client.bytes('FolderSync', null)).status).toBe(401)
    }
    wrong.close()
    const right = phoneOf(PASSWORD)
    expect((await right.client.bytes('FolderSync', null)).status).toBe(401)
    right.close()
  }

  test('R-ONO-52, R-ONO-54, R-ONO-55, R-ONO-56, R-ONO-57 the lock of a phone is seen, lifted and told once', async () => {
    const phone = await phoneOf(PASSWORD).setUp()
    await phone.sync('Calendar')
    const page = await signIn(admin.login)
    await page.click('text=Anna Tiger')
    expect(await page.locator('text=Unlock').count()).toBe(0)

    await lockOut()
    await page.reload()
    await page.waitForSelector('text=Phones of this user are locked out since')
    expect(await page.textContent('section.alert')).toContain('tablet1')
    expect(await page.textContent('section.alert')).toContain('127.0.0.1')
    await page.click('button:has-text("Unlock")')
    const told = 'The lock is lifted.'
    expect(await page.textContent('.flash')).toContain(told)
    expect(await page.locator('button:has-text("Unlock")').count()).toBe(0)
    await page.reload()
    expect(await page.locator('.flash').count()).toBe(0)

    await tenant.insert('appointment', {
      ...{ owner_id: user.id, title: 'Besichtigung', time_zone: 'Europe/Berlin' },
      ...between(inDays(1), 60),
    })
    await phone.sync('Calendar')
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
    phone.close()
    await page.context().close()
  })

  test('R-ONO-53 a user lifts the own lock, in German, with the sign-in of the page not locked', async () => {
    await phoneOf(PASSWORD).setUp()
    await lockOut()
    const page = await signIn(user.login, { locale: 'de', colorScheme: 'dark' })
    expect(await page.textContent('h2')).toBe('Gesperrt')
    await page.click('text=Freigeben')
    expect(await page.textContent('.flash')).toContain('Die Sperre ist aufgehoben.')
    await page.context().close()
  })

  test('R-ONO-12, R-ONO-13 switches add and remove a folder on the phone', async () => {
    const phone = await phoneOf(PASSWORD).setUp()
    expect(phone.has('Tasks')).toBe(true)
    const page = await signIn(admin.login)
    await page.click('text=Anna Tiger')
    await page.uncheck('text=Tasks')
    await page.click('button:has-text("Save")')
    expect(await page.textContent('.flash')).toContain('The switches are saved.')
    await phone.syncFolders()
    expect(phone.has('Tasks')).toBe(false)
    await page.check('text=Tasks')
    await page.click('button:has-text("Save")')
    await phone.syncFolders()
    expect(phone.has('Tasks')).toBe(true)
    await tenant.sql('update tenant set module_enabled = false where id = $1', [tenant.id])
    await page.reload()
    expect(await page.locator('input[type=checkbox]').count()).toBe(0)
    phone.close()
    await page.context().close()
  })

  test('every page is accessible, in both languages, light and dark', async () => {
    for (const [locale, colorScheme] of [
      ['de', 'dark'],
      ['en', 'light'],
    ] as const) {
      const context = await browser.newContext({ locale, colorScheme, bypassCSP: true })
      const page = await context.newPage()
      await page.goto(`${gateway.baseUrl}/admin/sign-in`)
      expect(await accessibilityProblems(page)).toEqual([])
      await page.fill('[name=user]', admin.login)
      await page.fill('[name=password]', PASSWORD)
      await page.click('main button')
      expect(await accessibilityProblems(page)).toEqual([])
      await tenant.sql(
        `update account set locked_at = now(), lock_reason = 'wrong-password' where id = $1`,
        [user.id],
      )
      await page.click('text=Anna Tiger')
      expect(await accessibilityProblems(page)).toEqual([])
      for (const path of ['status', 'audit', 'nirgends']) {
        await page.goto(`${gateway.baseUrl}/admin/${path}`)
        expect([path, ...(await accessibilityProblems(page))]).toEqual([path])
      }
      await context.close()
    }
  })

  test('names are shown as text, and nothing is wider than a phone', async () => {
    const evil = '<script>document.title="böse"</script>'
    await tenant.sql('update account set display_name = $2 where id = $1', [user.id, evil])
    const page = await signIn(admin.login, { viewport: { width: 360, height: 640 } })
    expect(await page.textContent('tbody')).toContain(evil)
    expect(await page.title()).not.toContain('böse')
    await page.click(`text=${evil}`)
    expect(await page.textContent('h1')).toBe(evil)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(wide).toBe(false)
    await page.context().close()
  })
})
