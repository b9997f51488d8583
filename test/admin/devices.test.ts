import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { element } from '../../src/activesync/wbxml/element.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import type { Phone } from '../support/phone.js'
import type { AccountFixture } from '../support/tenant.js'

describeNeeding(missingBrowser, 'the pages of devices', () => {
  let gateway: Gateway
  let browser: Browser
  let office: Office
  let admin: AccountFixture
  let phone: Phone

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
    await office.appointment({ title: 'Besichtigung' })
    phone = await office.phone({ deviceId: 'TELEFON1' })
    await phone.syncAll()
  })

  const signIn = (login: string, options: BrowserContextOptions = {}) =>
    signedInPage(browser, gateway.baseUrl, login, options)

  const userPage = () => `${gateway.baseUrl}/admin/users/${office.account.login}`

  async function devicePage(login = admin.login): Promise<Page> {
    const page = await signIn(login)
    await page.goto(userPage())
    await page.click('#devices ~ .scroll a')
    return page
  }

  const folderStatus = async () => (await phone.client.folderSync(phone.folderKey)).status

  test('a device is blocked, put in quarantine, found there and allowed', async () => {
    const page = await devicePage()
    expect(await page.textContent('dl')).toContain('16.1')
    await page.click('button:has-text("Block")')
    expect(await page.textContent('.flash')).toContain('kept out from now on')
    expect(await folderStatus()).toBe(129)
    await page.click('button:has-text("Quarantine")')
    expect(await folderStatus()).toBe(130)

    await page.goto(`${gateway.baseUrl}/admin/status`)
    await page.click(`#waiting ~ ul a:has-text("${office.tenant.name}: 1 in quarantine")`)
    expect(await page.textContent('tbody')).toContain('TELEFON1')
    await page.click('tbody th a')
    expect(await page.textContent('.alert')).toContain('An administrator decided that.')
    await page.click('button:has-text("Allow")')
    expect(await folderStatus()).toBe(1)
    expect(await page.locator('.alert').count()).toBe(0)
    await page.context().close()
  })

  test('R-ONO-61 a folder is filled afresh, also by the user, and nothing is doubled', async () => {
    const page = await devicePage(office.account.login)
    expect(await page.locator('button:has-text("Block")').count()).toBe(0)
    expect(await page.locator('a:has-text("Remove")').count()).toBe(0)
    const row = page.locator('tr:has(button[aria-label*="afresh"])').filter({ hasText: 'Calendar' })
    expect(await row.locator('td').nth(1).textContent()).toBe('1')
    await row.locator('button').click()
    expect(await page.textContent('.flash')).toContain('1 folders fill afresh')
    await expect(phone.sync('Calendar')).rejects.toMatchObject({ status: 3 })
    phone.replica('Calendar').reset()
    await phone.sync('Calendar')
    await phone.sync('Tasks')
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
    expect(await office.count('appointment')).toBe(1)
    await page.context().close()
  })

  test('a wipe of the account needs the DeviceId, is told and can be taken back', async () => {
    const page = await devicePage()
    await page.click('text=Remove data …')
    expect(await page.locator('button:has-text("Reset the whole device")').count()).toBe(0)
    await page.fill('[name=confirm]', 'telefon1')
    await page.click('main button.danger')
    expect(await page.textContent('.flash.failed')).toContain('Nothing was ordered')
    expect(await folderStatus()).toBe(1)

    await page.click('text=Remove data …')
    await page.fill('[name=confirm]', 'TELEFON1')
    await page.click('main button.danger')
    expect(await page.textContent('.flash')).toContain('Ordered.')
    expect(await folderStatus()).toBe(140)
    const { body } = await phone.client.command('Provision', element('Provision:Provision'))
    expect(body?.children.map(({ tag }) => tag)).toContain('Provision:AccountOnlyRemoteWipe')
    await page.reload()
    expect(await page.textContent('.alert')).toContain('sent')

    await page.goto(`${page.url()}/remove`)
    expect(await page.textContent('.flash')).toContain('it would never get it')
    await page.click('text=Back')
    await page.click('button:has-text("Take the order back")')
    expect(await page.textContent('.flash')).toContain('had been told before')
    expect(await folderStatus()).toBe(1)
    await page.context().close()
  })

  test('a device is removed, and comes back as a new one', async () => {
    const page = await devicePage()
    await page.click('text=Remove …')
    await page.click('main button.danger')
    expect(await page.textContent('.flash')).toContain('The device is removed.')
    expect(await page.textContent('main')).toContain('No device has logged in yet.')
    expect(await folderStatus()).toBe(9)
    await page.reload()
    expect(await page.locator('#devices ~ .scroll tbody tr').count()).toBe(1)
    const audit = await office.tenant.sql(
      `select actor, action from audit where tenant_id = $1 and action like 'device.%'`,
      [office.tenant.id],
    )
    expect(audit).toEqual([{ actor: `web ${admin.login}`, action: 'device.remove' }])
    await page.context().close()
  })

  test('a device gets a lower version offered', async () => {
    const page = await devicePage()
    await page.selectOption('[name=ceiling]', '14.1')
    await page.click('#ceiling ~ form button')
    expect(await page.textContent('dl')).toContain('14.1. It still speaks the version it had')
    await page.context().close()
  })

  test('R-ONO-14 two channels of one device are told, one after the other are not', async () => {
    const fields = { account_id: office.account.id, device_type: 'iPhone', status: 'allowed' }
    const device = (device_id: string, information: object, created: string, seen: string) =>
      office.tenant.insert('device', {
        ...{ ...fields, device_id, information: JSON.stringify(information) },
        created_at: new Date(Date.now() - Number(created) * 86_400_000).toISOString(),
        last_seen_at: new Date(Date.now() - Number(seen) * 86_400_000).toISOString(),
      })
    const iPhone = { model: 'iPhone17C2', friendlyName: 'Annas iPhone' }
    await device('OLD', iPhone, '90', '40')
    await device('MAIL', iPhone, '20', '1')
    await device('APP', iPhone, '10', '2')
    await device('AFTER', { model: 'SM-G991B' }, '20', '9')
    await device('NEXT', { model: 'SM-G991B' }, '8', '1')
    const page = await signIn(office.account.login)
    const warning = await page.textContent('.alert')
    expect(warning).toContain('Entries may show twice')
    expect(await page.locator('.alert li').count()).toBe(1)
    expect(warning).toMatch(/MAIL.*APP|APP.*MAIL/)
    expect(await page.locator('td:has-text("ActiveSync")').count()).toBe(6)
    await page.context().close()
  })

  test('what devices say is shown as text, in both languages, and all can be read', async () => {
    const evil = '<script>document.title="böse"</script>'
    await office.tenant.sql(
      `update device set device_id = $2, device_type = $2, user_agent = $2,
        information = jsonb_build_object('friendlyName', $2::text, 'model', $2::text),
        last_error_at = now(), last_error_command = $2, last_error_status = '200/3'
        where tenant_id = $1`,
      [office.tenant.id, evil],
    )
    await office.tenant.sql(`update sync_item set problem = $2 where tenant_id = $1`, [
      ...[office.tenant.id, evil],
    ])
    for (const [locale, colorScheme] of [
      ['de', 'dark'],
      ['en', 'light'],
    ] as const) {
      const viewport = { width: 360, height: 640 }
      const page = await signIn(admin.login, { locale, colorScheme, viewport, bypassCSP: true })
      await page.goto(userPage())
      await page.click('#devices ~ .scroll a')
      expect(await page.textContent('h1')).toBe(evil)
      const own = page.url()
      const list = `${gateway.baseUrl}/admin/tenants/${office.tenant.name}/devices`
      for (const url of [own, `${own}/wipe`, `${own}/remove`, list, userPage()]) {
        await page.goto(url)
        expect(await page.textContent('main')).toContain(evil)
        expect(await page.title()).not.toBe('böse')
        expect([url, ...(await accessibilityProblems(page))]).toEqual([url])
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect({ url, wide }).toEqual({ url, wide: false })
      }
      await page.context().close()
    }
  })
})
