import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { PASSWORD } from './tenant.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** What `describeNeeding` is told when there is no browser. */
export const missingBrowser = existsSync(CHROMIUM) ? null : `${CHROMIUM} (Debian's chromium)`

/** Debian's chromium, without a window. Close it at the end. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page of somebody who has just signed in to the administration; in English unless told. */
export async function signedInPage(
  browser: Browser,
  baseUrl: string,
  login: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en', ...options })
  const page = await context.newPage()
  await page.goto(`${baseUrl}/admin`)
  await page.fill('[name=user]', login)
  await page.fill('[name=password]', PASSWORD)
  await page.click('main button')
  return page
}

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds wrong on the page, as `rule: element`. The pages' own policy is kept out. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string }[] }[] }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<Found> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}
