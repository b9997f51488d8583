// npm run docs:admin: makes the pictures of docs/admin.md anew, from a gateway with invented people.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const FOLDER = 'docs/admin'
const LOGIN = 'theobald.tiger_MeinMandant'
const PASSWORD = 'Grün-7-Tiger'

const dataDir = mkdtempSync(join(tmpdir(), 'termingate-pictures-'))
const { PATH, HOME } = process.env
const env = { PATH, HOME, TZ: 'Europe/Berlin', DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
const gateway = spawn(process.execPath, ['bin/termingate.js', 'serve'], { env })
const cli = (...args) =>
  spawnSync(process.execPath, ['bin/termingate.js', ...args], { env, input: `${PASSWORD}\n` })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  const url = await address()
  cli('user', 'password', 'MeinMandant', 'theobald.tiger', '--password-stdin')
  cli('user', 'role', 'MeinMandant', 'theobald.tiger', 'installation')
  const other = JSON.parse(`${cli('user', 'list', 'MeinMandant', '--json').stdout}`).find(
    ({ login }) => login !== LOGIN,
  )
  await lockOut(url, other.login)
  const phone = await phoneOn(url)
  mkdirSync(FOLDER, { recursive: true })
  for (const language of ['de', 'en']) await takePictures(url, language, other.login)
  phone.close()
} finally {
  await browser.close()
  gateway.kill('SIGTERM')
  await new Promise((resolve) => gateway.once('exit', resolve))
  rmSync(dataDir, { recursive: true, force: true })
}

async function address() {
  for await (const line of createInterface({ input: gateway.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (found) return found
  }
  throw new Error('The gateway did not start')
}

/** What a phone with a wrong password does. */
async function lockOut(url, login) {
  const authorization = `Basic ${Buffer.from(`${login}:falsch`).toString('base64')}`
  const query = 'Cmd=FolderSync&User=u&DeviceId=tablet1&DeviceType=iPad'
  for (let attempt = 0; attempt < 11; attempt++) {
    await fetch(`${url}/Microsoft-Server-ActiveSync?${query}`, {
      method: 'POST',
      headers: { authorization, 'MS-ASProtocolVersion': '16.1' },
    })
  }
}

/** A phone that has its appointments and waits for changes, with its exchanges recorded. */
async function phoneOn(url) {
  const { EasClient } = await import('../../dist/src/client/eas-client.js')
  const phone = new EasClient({
    ...{ url: `${url}/Microsoft-Server-ActiveSync`, user: LOGIN, password: PASSWORD },
    ...{ deviceId: 'PHONE7A1C', deviceType: 'iPhone', version: '16.1' },
  })
  await phone.provision()
  const { added } = await phone.folderSync('0')
  cli('log', 'record', 'PHONE7A1C', '--for', '1h')
  const calendar = added.find(({ type }) => type === 8)
  const collectionId = calendar.serverId
  for (let syncKey = '0', more = true; more; ) {
    const getChanges = syncKey !== '0' && { getChanges: true, windowSize: 5 }
    const { collections } = await phone.sync({
      collections: [{ collectionId, syncKey, ...getChanges }],
    })
    more = syncKey === '0' || collections[0]?.moreAvailable === true
    syncKey = collections[0]?.syncKey ?? syncKey
  }
  const folders = [{ serverId: collectionId, className: 'Calendar' }]
  phone.ping({ heartbeatSeconds: 900, folders }).catch(() => {})
  // The gateway tells every two seconds what it does.
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  return phone
}

async function takePictures(url, language, locked) {
  const page = await browser.newPage({ locale: language, viewport: { width: 1000, height: 720 } })
  const picture = (name) => page.screenshot({ path: `${FOLDER}/${name}-${language}.png` })
  await page.goto(`${url}/admin`)
  await picture('sign-in')
  await page.fill('[name=user]', LOGIN)
  await page.fill('[name=password]', PASSWORD)
  await page.click('main button')
  // The setting of the user counts once somebody has signed in.
  if ((await page.getAttribute('html', 'lang')) !== language) {
    await page.click(`button[lang=${language}]`)
  }
  await picture('users')
  await page.goto(`${url}/admin/users/${encodeURIComponent(locked)}`)
  await picture('user')
  await page.goto(`${url}/admin/users/${encodeURIComponent(locked)}/sign-ins`)
  await picture('sign-ins')
  const own = `${url}/admin/users/${encodeURIComponent(LOGIN)}`
  await page.goto(`${own}/set-up`)
  await picture('set-up')
  await page.goto(own)
  await page.fill('[name=name]', language === 'de' ? 'Mein Telefon' : 'My phone')
  await page.click('form[action$="/app-passwords"] button')
  await picture('app-password')
  await page.goto(own)
  await page.click('#devices ~ .scroll a')
  await page.screenshot({ path: `${FOLDER}/device-${language}.png`, fullPage: true })
  await page.goto(`${url}/admin/tenants/MeinMandant/devices`)
  await picture('devices')
  await page.goto(`${url}/admin/explain?user=${encodeURIComponent(LOGIN)}&item=task:1`)
  await picture('explain')
  for (const name of ['status', 'activity', 'audit']) {
    await page.goto(`${url}/admin/${name}`)
    await picture(name)
  }
  await page.goto(`${url}/admin/activity`)
  await page.click('text=PHONE7A1C')
  await page.click('tbody a')
  await picture('device-log')
  await page.close()
}
