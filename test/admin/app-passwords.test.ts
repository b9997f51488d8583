import type { Browser, Page } from 'playwright-core'
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
import { Visitor } from '../support/visitor.js'

let gateway: Gateway
let tenant: TenantFixture
let user: AccountFixture
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
  tenant = await newTenant(gateway, { language: 'en' })
  user = await tenant.account({ name: 'anna', display_name: 'Anna Tiger' })
  admin = await tenant.account({ name: 'chefin', is_admin: true })
})

const pageOf = (who: AccountFixture) => `/admin/users/${encodeURIComponent(who.login)}`

async function phoneWith(password: string): Promise<Phone> {
  const phone = new Phone({ baseUrl: gateway.baseUrl, user: user.login, password })
  try {
    return await phone.setUp()
  } finally {
    phone.close()
  }
}

async function visitor(who: AccountFixture): Promise<Visitor> {
  const found = new Visitor(gateway.baseUrl)
  visitors.push(found)
  await found.signIn(who.login)
  return found
}

async function make(browser: Visitor, name: string) {
  const path = `${pageOf(user)}/app-passwords`
  const shown = await browser.submit(pageOf(user), path, { name })
  return { ...shown, secret: /<code class="secret">([a-z-]+)</.exec(shown.text)?.[1] ?? '' }
}

describeNeeding(missingBrowser, 'app passwords on the pages', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const signIn = (login: string, locale: 'de' | 'en'): Promise<Page> =>
    signedInPage(browser, gateway.baseUrl, login, { locale, bypassCSP: true })

  test('a user makes one, sees it once, and the phone syncs with it where it must', async () => {
    const page = await signIn(user.login, 'de')
    await page.fill('[name=name]', 'Telefon')
    await page.click('text=App-Passwort erstellen')
    const secret = `${await page.textContent('code.secret')}`
    expect(await page.textContent('h1')).toBe('App-Passwort für Telefon')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.reload()
    expect(await page.textContent('.flash')).toContain('gibt es schon')
    expect(await page.content()).not.toContain(secret)

    const office = await signIn(admin.login, 'en')
    await office.click('text=Anna Tiger')
    await office.selectOption('[name=rule]', 'app-only')
    await office.click('form:has([name=rule]) button')
    expect(await office.textContent('.flash')).toContain('Saved.')
    await expect(phoneWith(PASSWORD)).rejects.toMatchObject({ status: 401 })
    await phoneWith(secret)

    await page.reload()
    expect(await page.textContent('#app-passwords + p')).toContain('brauchen ein App-Passwort')
    expect(await page.textContent('section:has(#sign-ins)')).toContain('App-Passwort')
    expect(await accessibilityProblems(page)).toEqual([])
    await office.reload()
    expect(await accessibilityProblems(office)).toEqual([])
    await office.click('button:has-text("Revoke")')
    expect(await office.textContent('.flash')).toContain('The app password Telefon is revoked.')
    await expect(phoneWith(secret)).rejects.toMatchObject({ status: 401 })
    for (const one of [page, office]) await one.context().close()
  })
})

test('only the user makes one, administrators take it back, others see nothing', async () => {
  const own = await visitor(user)
  const { secret, headers } = await make(own, 'iPad')
  expect(secret).toHaveLength(19)
  expect(headers['cache-control']).toBe('no-store')
  const office = await visitor(admin)
  expect((await make(office, 'Abhörgerät')).status).toBe(404)
  expect((await office.get(pageOf(user))).text).toContain('iPad')
  expect((await office.get(pageOf(user))).text).not.toContain(secret)

  const [row] = await tenant.sql('select id from app_password where tenant_id = $1', [tenant.id])
  const revoke = `${pageOf(user)}/app-passwords/${row?.id}/revoke`
  const elsewhere = await newTenant(gateway)
  for (const stranger of [await elsewhere.account({ is_admin: true }), await tenant.account()]) {
    const browser = await visitor(stranger)
    expect((await browser.submit(pageOf(stranger), revoke, {})).status).toBe(404)
    const through = revoke.replace(encodeURIComponent(user.login), stranger.login)
    expect((await browser.submit(pageOf(stranger), through, {})).status).toBe(303)
  }
  await phoneWith(secret)
  await office.submit(pageOf(user), revoke, {})
  await expect(phoneWith(secret)).rejects.toMatchObject({ status: 401 })
})

test('names are shown as text; a form without the page’s token makes nothing', async () => {
  const own = await visitor(user)
  const name = '<script>alert(1)</script>'
  await make(own, name)
  const { text } = await own.get(pageOf(user))
  expect(text).toContain('&lt;script')
  expect(text).not.toContain('<script')
  expect((await own.post(`${pageOf(user)}/app-passwords`, { name: 'x' })).status).toBe(403)
  expect((await make(own, 'x'.repeat(61))).status).toBe(303)
  const rows = await tenant.sql('select name from app_password where tenant_id = $1', [tenant.id])
  expect(rows).toEqual([{ name }])
})

test('R-ONO-50 a new password leaves them, or takes them back with the tick', async () => {
  const own = await visitor(user)
  const { secret } = await make(own, 'iPad')
  const change = async (current: string, password: string, more = {}) => {
    const fields = { current, password, again: password, ...more }
    expect((await own.submit(pageOf(user), `${pageOf(user)}/password`, fields)).status).toBe(303)
  }
  await change(PASSWORD, 'Neu-2027-Wort')
  await phoneWith(secret)
  await change('Neu-2027-Wort', 'Neu-2028-Wort', { revoke: 'yes' })
  await expect(phoneWith(secret)).rejects.toMatchObject({ status: 401 })
  await phoneWith('Neu-2028-Wort')
})
