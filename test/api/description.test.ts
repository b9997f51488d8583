import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { accessibilityProblems, missingBrowser, openBrowser } from '../support/browser.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding } from '../support/needs.js'
import { ROOT } from '../support/prepare.js'

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

test('the document is valid OpenAPI 3.1, for who has no token too', async () => {
  const answer = await fetch(`${gateway.baseUrl}/api/v1/openapi.json`)
  expect(answer.headers.get('content-type')).toContain('application/json')
  const document = await answer.json()
  const validator = join(ROOT, 'test/support/children/validate-openapi.mjs')
  const found = execFileSync(process.execPath, [validator], { input: JSON.stringify(document) })
  expect(JSON.parse(found.toString())).toEqual([])
  expect(document.openapi).toBe('3.1.0')
  const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)]
  const known = Object.keys(document.components.schemas)
  expect(refs.map(([, name]) => name).filter((name) => !known.includes(name ?? ''))).toEqual([])
})

describeNeeding(missingBrowser, 'the page', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test.each(['light', 'dark'] as const)(
    'is accessible without scripts, %s',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, bypassCSP: true })
      const page = await context.newPage()
      const answer = await page.goto(`${gateway.baseUrl}/api/v1`)
      expect(page.url()).toBe(`${gateway.baseUrl}/api/v1/`)
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'")
      expect(await page.locator('script').count()).toBe(0)
      expect(await accessibilityProblems(page)).toEqual([])
      await context.close()
    },
  )

  test('has every operation with its scope and an example, and fits a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
    await page.goto(`${gateway.baseUrl}/api/v1/`)
    const document = await (await fetch(`${gateway.baseUrl}/api/v1/openapi.json`)).json()
    const operations = Object.values<Record<string, { operationId: string; 'x-scope': string }>>(
      document.paths,
    ).flatMap((one) => Object.values(one))
    expect(operations.length).toBeGreaterThan(30)
    for (const { operationId, 'x-scope': scope } of operations) {
      const section = page.locator(`#${operationId}`)
      expect(await section.textContent()).toContain(`Scope ${scope}`)
      expect(await section.locator('pre').textContent()).toContain('curl')
    }
    const lost = await page.evaluate(() =>
      [...document.querySelectorAll('a[href^="#"]')]
        .map((link) => link.getAttribute('href')?.slice(1) ?? '')
        .filter((id) => !document.getElementById(id)),
    )
    expect(lost).toEqual([])
    const style = await page.evaluate(
      () => getComputedStyle(document.querySelector('main') as Element).maxWidth,
    )
    expect(style).not.toBe('none')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(wide).toBe(false)
    await page.close()
  })
})
