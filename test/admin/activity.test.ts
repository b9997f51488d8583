import type { Browser, Page } from 'playwright-core'
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
import { Visitor } from '../support/visitor.js'

let gateway: Gateway
let office: Office
let admin: AccountFixture

beforeAll(async () => {
  // Maintenance and the figures are the whole database's.
  gateway = await startGateway({ databaseUrl: null })
})
afterAll(() => gateway?.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { language: 'en' })
  admin = await office.tenant.account({ name: 'chefin', is_admin: true })
})

/** Its Ping is parked; `stop` ends it. */
async function parked(phone: Phone): Promise<() => Promise<void>> {
  await phone.sync('Tasks')
  const controller = new AbortController()
  const { signal } = controller
  const ping = phone.ping(['Tasks'], { seconds: 900, signal }).catch(() => null)
  return async () => {
    controller.abort()
    await ping
  }
}

describeNeeding(missingBrowser, 'the live view', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const signIn = (login: string, locale = 'en', javaScriptEnabled = true): Promise<Page> => {
    const options = { locale, javaScriptEnabled, bypassCSP: javaScriptEnabled }
    return signedInPage(browser, gateway.baseUrl, login, options)
  }

  test('R-ONO-60 a parked Ping comes and goes without a reload', async () => {
    const page = await signIn(admin.login)
    await page.click('nav >> text=Activity')
    await page.waitForSelector('text=No device is waiting at this moment.')
    const stop = await parked(await office.phone({ deviceId: 'WARTET' }))
    await page.waitForSelector('[data-part=parked] >> text=WARTET')
    expect(await page.textContent('[data-part=parked]')).toMatch(/Ping.*900 s/)
    expect(await page.textContent('[aria-live]')).toContain('wait for changes: 1.')
    expect(await accessibilityProblems(page)).toEqual([])
    await stop()
    await page.waitForSelector('text=No device is waiting at this moment.')
    expect(await page.textContent('[data-part=newest]')).toContain('FolderSync')
    await page.context().close()
  })

  test('it shows the moment of its loading where no script runs', async () => {
    const stop = await parked(await office.phone({ deviceId: 'STILL' }))
    const page = await signIn(admin.login, 'de', false)
    for (;;) {
      await page.goto(`${gateway.baseUrl}/admin/activity`)
      if ((await page.textContent('[data-part=parked]'))?.includes('STILL')) break
    }
    await page.click('text=Neu laden')
    expect(await page.textContent('h1')).toBe('Aktivität')
    await stop()
    await page.context().close()
  })

  test('R-ONO-58 every page says that there is maintenance, also before the sign-in', async () => {
    await gateway.cli('maintenance', 'on', '--notice', 'Bis 12 Uhr <b>')
    const page = await signIn(office.account.login, 'de')
    const told = 'Zurzeit wird gewartet: Geräte werden auf später vertröstet. Bis 12 Uhr <b>'
    expect(await page.textContent('.flash')).toBe(told)
    expect(await page.textContent('body')).toContain('Was Geräte bekommen')
    const before = await browser.newPage({ locale: 'de' })
    for (const path of ['sign-in', 'sign-in?x', 'style.css']) {
      await before.goto(`${gateway.baseUrl}/admin/${path}`)
      expect([path, await before.textContent('.flash')]).toEqual([path, told])
    }
    await gateway.cli('maintenance', 'off')
    await page.reload()
    expect(await page.locator('.flash').count()).toBe(0)
    await before.close()
    await page.context().close()
  })

  test('R-ONO-60 the status says what disturbs and what to do about it', async () => {
    await office.tenant.sql('update account set installation_admin = true where id = $1', [
      admin.id,
    ])
    await office.tenant.insert('mail_outbox', {
      ...{ account_id: office.account.id, key: 'k', print: '', message_id: '<1@x>' },
      ...{ sender: 'a@b.test', recipients: '{c@d.test}', message: null },
      ...{ failed_at: new Date().toISOString(), problem: '550 no' },
    })
    await office.phone({ deviceId: 'NEU1' })
    await office.tenant.sql(`update device set status = 'quarantined' where tenant_id = $1`, [
      office.tenant.id,
    ])
    await gateway.sql(
      `update gateway set state = jsonb_set(state, '{databaseDownAt}', to_jsonb($1::text))`,
      [new Date().toISOString()],
    )
    for (const [locale, words] of [
      ['en', [/Devices in quarantine: \d/, /refused within a day: \d/, 'Gateways']],
      ['de', [/Geräte in Quarantäne: \d/, /Mails und Einladungen: \d/, 'Rechner']],
    ] as const) {
      const page = await signIn(admin.login, locale)
      await page.goto(`${gateway.baseUrl}/admin/status`)
      const text = await page.textContent('main')
      for (const word of words) expect(text).toMatch(word)
      expect(await accessibilityProblems(page)).toEqual([])
      await page.context().close()
    }
  })
})

test('R-ONO-60 administrators see what is of their own tenant only', async () => {
  const other = await newOffice(gateway, gateway.baseUrl)
  const stop = await parked(await other.phone({ deviceId: 'FREMD' }))
  const stranger = await other.tenant.account({ name: 'chef', is_admin: true })
  const all = await other.tenant.account({ name: 'alle', installation_admin: true })
  const see = async (who: AccountFixture, path: string) => {
    const visitor = new Visitor(gateway.baseUrl)
    await visitor.signIn(who.login)
    const shown = await visitor.get(path)
    visitor.close()
    return shown
  }
  while (!(await see(stranger, '/admin/activity/live')).text.includes('FREMD'));
  expect((await see(all, '/admin/activity')).text).toContain('FREMD')
  for (const path of ['/admin/activity', '/admin/activity/live', '/admin/status']) {
    expect((await see(admin, path)).text).not.toContain('FREMD')
    expect((await see(admin, path)).text).not.toContain('95 of 100')
    expect((await see(office.account, path)).status).toBe(404)
  }
  await stop()
})
