import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { between, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import type { AccountFixture } from '../support/tenant.js'

describeNeeding(missingBrowser, 'why something is not on the phone', () => {
  let gateway: Gateway
  let browser: Browser
  let office: Office
  let admin: AccountFixture

  beforeAll(async () => {
    gateway = await startGateway()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await gateway?.stop()
  })
  beforeEach(async () => {
    office = await newOffice(gateway, gateway.baseUrl, { language: 'en' })
    admin = await office.tenant.account({ name: 'chefin', is_admin: true })
  })

  const signIn = (options: BrowserContextOptions = {}) =>
    signedInPage(browser, gateway.baseUrl, admin.login, options)

  async function ask(page: Page, item: string): Promise<void> {
    await page.fill('[name=item]', item)
    await page.click('main search button')
  }

  test('from the user’s page to the rule that decides, and who has it', async () => {
    await office.appointment({ title: 'Besichtigung Hauptstraße' })
    await office.appointment({ title: 'Urlaub', ...between(inDays(400), 60) })
    const phone = await office.phone({ deviceId: 'TELEFON1' })
    await phone.syncAll()
    const page = await signIn()
    await page.goto(`${gateway.baseUrl}/admin/users/${office.account.login}`)
    await page.click('main a:has-text("Why is something missing?")')
    expect(await page.inputValue('[name=user]')).toBe(office.account.login)

    await ask(page, 'urlaub')
    expect(await page.textContent('#answer-0')).toContain('TELEFON1')
    expect(await page.textContent('.decides')).toContain('No: It is too far ahead')
    expect(await page.textContent('main')).toContain('No device has it.')

    await ask(page, 'hauptstraße')
    expect(await page.locator('.decides').count()).toBe(0)
    expect(await page.textContent('#holders ~ .scroll')).toContain('TELEFON1')

    const row = `update account set calendar_enabled = false where id = $1`
    await office.tenant.sql(row, [office.account.id])
    await page.reload()
    const decisive = await page.textContent('.decides')
    expect(decisive).toContain('is off')
    expect(decisive).toContain('Switch')
    // The other way round: all who have it, whoever's it is.
    await page.fill('[name=user]', '')
    await page.click('main search button')
    expect(await page.locator('#answer-0').count()).toBe(0)
    expect(await page.textContent('#holders ~ .scroll')).toContain(office.account.login)
    await page.context().close()
  })

  test('several fit: one is chosen; none fits: that is said', async () => {
    await office.appointment({ title: 'Besichtigung A' })
    await office.task({ title: 'Besichtigung vorbereiten' })
    const page = await signIn()
    await page.goto(`${gateway.baseUrl}/admin/explain?user=${office.account.login}`)
    await ask(page, 'Besichtigung')
    expect(await page.locator('tbody tr').count()).toBe(2)
    await page.click('tbody a:has-text("vorbereiten")')
    expect(await page.textContent('.decides')).toContain('none has logged in yet')
    expect(await page.inputValue('[name=item]')).toMatch(/^task:\d+$/)
    await ask(page, 'gibt es nicht %_')
    expect(await page.textContent('[role=status]')).toContain('No entry is called so.')
    await page.fill('[name=user]', 'niemand_nirgends')
    await page.click('main search button')
    expect(await page.textContent('[role=alert]')).toContain('no such user')
    await page.context().close()
  })

  test('titles are shown as text, in both languages, and all can be read', async () => {
    const evil = '<script>document.title="böse"</script>'
    await office.appointment({ title: evil })
    await office.appointment({ title: `${evil} 2` })
    const phone = await office.phone({ deviceId: 'TELEFON1' })
    await phone.syncAll()
    for (const [locale, colorScheme, told] of [
      ['de', 'dark', 'Warum ist es nicht auf dem Telefon?'],
      ['en', 'light', 'Why is it not on the phone?'],
    ] as const) {
      const viewport = { width: 360, height: 640 }
      const page = await signIn({ locale, colorScheme, viewport, bypassCSP: true })
      const check = async () => {
        expect(await page.textContent('h1')).toBe(told)
        expect(await page.textContent('main')).toContain(evil)
        expect(await accessibilityProblems(page)).toEqual([])
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect(wide).toBe(false)
      }
      await page.goto(`${gateway.baseUrl}/admin/explain?user=${office.account.login}`)
      await ask(page, evil)
      await check()
      await page.click('tbody a')
      await check()
      await page.context().close()
    }
  })
})
