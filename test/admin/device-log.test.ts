import type { Browser, Page } from 'playwright-core'
import type { Database } from '../../src/store/database.js'
import { appointmentData, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import {
  accessibilityProblems,
  missingBrowser,
  openBrowser,
  signedInPage,
} from '../support/browser.js'
import { type ClockGateway, startClockGateway } from '../support/clock-gateway.js'
import { testDatabase } from '../support/database.js'
import { describeNeeding } from '../support/needs.js'
import type { Phone } from '../support/phone.js'
import { type AccountFixture, newTenant } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'

let database: Database
let gateway: ClockGateway
let office: Office
let admin: AccountFixture
let phone: Phone
let path: string

const HOUR_MS = 3_600_000

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl, { language: 'en' })
  admin = await office.tenant.account({ name: 'chefin', is_admin: true })
  phone = await office.phone({ deviceId: 'TABLET' })
  await phone.sync('Calendar')
  const [row] = await office.tenant.sql('select id from device where tenant_id = $1', [
    office.tenant.id,
  ])
  path = `/admin/users/${office.account.login}/devices/${row?.id}/log`
})

async function visitor(who: AccountFixture): Promise<Visitor> {
  const found = new Visitor(gateway.baseUrl)
  await found.signIn(who.login)
  return found
}

const addVisit = () => phone.add('Calendar', appointmentData('<i>Müller</i>', inDays(2)))

describeNeeding(missingBrowser, 'the log of a device on the pages', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const signIn = (login: string, locale = 'en'): Promise<Page> =>
    signedInPage(browser, gateway.baseUrl, login, { locale, bypassCSP: true })

  /** Writing goes on behind the answers. */
  async function reloadUntil(page: Page, selector: string): Promise<void> {
    while ((await page.locator(selector).count()) === 0) await page.reload()
  }

  test('it is masked, shows contents for a reason, tells the user, and ends by itself', async () => {
    const page = await signIn(admin.login)
    await page.goto(gateway.baseUrl + path)
    expect(await page.textContent('main')).toContain('Nothing has failed lately')
    expect(await accessibilityProblems(page)).toEqual([])

    await page.click('[action$=record] button')
    expect(await page.textContent('.flash')).toContain('is recorded from now on')
    await addVisit()
    await reloadUntil(page, 'td:has-text("Sync")')
    await page.click('tbody a')
    const masked = await page.textContent('.beside')
    expect(masked).toContain('<ApplicationData>')
    expect(masked).toContain('‹13 characters›')
    expect(masked).not.toContain('Müller')
    expect(await accessibilityProblems(page)).toEqual([])

    await page.click('text=Back to the log')
    await page.check('[name=contents]')
    await page.click('[action$=record] button')
    expect(await page.textContent('.flash')).toContain('only with a reason')
    await page.check('[name=contents]')
    await page.fill('[name=reason]', 'Termin fehlt, Anruf')
    await page.selectOption('[name=hours]', '2')
    await page.click('[action$=record] button')
    await addVisit()
    await reloadUntil(page, 'td:has-text("shown")')
    await page.click('tbody a')
    expect(await page.textContent('.beside')).toContain('&lt;i&gt;Müller&lt;/i&gt;')

    const user = await signIn(office.account.login, 'de')
    const told = await user.textContent('section.alert')
    expect(told).toMatch(/TestPhone TABLET.*mit seinen Inhalten behalten bis/)
    expect(told).toContain('Termin fehlt, Anruf')
    expect(await accessibilityProblems(user)).toEqual([])
    await page.goto(`${gateway.baseUrl}/admin/audit?action=device.record`)
    expect(await page.textContent('tbody')).toContain('reason: Termin fehlt, Anruf')

    gateway.advance(2 * HOUR_MS + 1)
    await user.reload()
    expect(await user.locator('section.alert').count()).toBe(0)
    await page.goto(gateway.baseUrl + path)
    expect(await page.textContent('main')).not.toContain('Everything is recorded until')
    await page.context().close()
    await user.context().close()
  })
})

test('a recording is ended by hand, and the log is taken along as text', async () => {
  const browser = await visitor(admin)
  await browser.submit(path, `${path}/record`, { hours: '24' })
  await addVisit()
  for (;;) {
    const { text, headers } = await browser.get(`${path}.txt`)
    if (!text.includes('--- response')) continue
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(headers['content-disposition']).toContain('attachment')
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\S+ Sync 16\.1 200\/1 \d+ ms\n--- request\n<Sync /)
    expect(text).not.toContain('Müller')
    break
  }
  expect((await browser.get(path)).text).toContain('Everything is recorded until')
  await browser.submit(path, `${path}/record/stop`, {})
  expect((await browser.get(path)).text).not.toContain('Everything is recorded until')
  browser.close()
})

test("nobody sees the log of another tenant's device, and no user any", async () => {
  const other = await newTenant(database)
  const stranger = await other.account({ name: 'chef', is_admin: true })
  for (const who of [stranger, office.account]) {
    const browser = await visitor(who)
    const csrf = await browser.token(`/admin/users/${who.login}`)
    for (const one of [path, `${path}.txt`, `${path}/1`]) {
      expect([one, (await browser.get(one)).status]).toEqual([one, 404])
    }
    for (const deed of ['record', 'record/stop']) {
      expect((await browser.post(`${path}/${deed}`, { csrf, hours: '1' })).status).toBe(404)
    }
    browser.close()
  }
  const browser = await visitor(admin)
  const mine = path.replace(/\d+\/log$/, '999999999/log')
  const odd = path.replace(/\d+\/log$/, "'%3Cscript%3E/log")
  for (const one of [mine, odd, `${path}/0`, `${path}/9e9`, `${path}/%00`]) {
    expect([one, (await browser.get(one)).status]).toEqual([one, 404])
  }
  browser.close()
})
