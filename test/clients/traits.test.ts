import { EasClient } from '../../src/client/eas-client.js'
import type { Database } from '../../src/store/database.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type ClockGateway, startClockGateway } from '../support/clock-gateway.js'
import { testDatabase } from '../support/database.js'
import { PASSWORD } from '../support/tenant.js'

const DAY_MS = 86_400_000
const OUTLOOK = {
  deviceType: 'WindowsOutlook',
  userAgent: 'Outlook/16.0 (16.0.17928.20114; MSI; x64)',
  version: '14.0',
}
const GMAIL = { deviceType: 'Android', userAgent: 'Android-Mail/2026.06.15.release' }

let database: Database
let gateway: ClockGateway
let office: Office
beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

async function manyContacts(count: number): Promise<void> {
  const { tenant, account } = office
  await tenant.sql(
    `insert into contact (tenant_id, last_name, first_name, company)
     select $1, 'Name ' || n, 'Vorname ' || n, 'Firma ' || n from generate_series(1, $2::integer) n`,
    [tenant.id, count],
  )
  await tenant.sql(
    `insert into contact_sync (tenant_id, account_id, contact_id)
     select tenant_id, $2, id from contact where tenant_id = $1`,
    [tenant.id, account.id],
  )
}

describe('Outlook for Windows, with another DeviceId at each start', () => {
  const start = (deviceId: string) => office.phone({ ...OUTLOOK, deviceId })
  const devices = async () => {
    const rows = await office.tenant.sql(
      'select device_id from device where tenant_id = $1 order by device_id',
      [office.tenant.id],
    )
    return rows.map((row) => row.device_id)
  }

  test('what it left behind is forgotten, with all its states; other devices stay', async () => {
    await office.appointment({ title: 'Notartermin' })
    await office.phone({ deviceId: 'PHONE', deviceType: 'iPhone' })
    await start('KEPT')
    await office.tenant.sql(
      "update device set profile = 'generic' where tenant_id = $1 and device_id = 'KEPT'",
      [office.tenant.id],
    )
    for (const deviceId of ['START1', 'START2']) await (await start(deviceId)).sync('Calendar')
    gateway.advance(10 * DAY_MS)
    await start('START3')
    expect(await devices()).toEqual(['KEPT', 'PHONE', 'START1', 'START2', 'START3'])
    gateway.advance(6 * DAY_MS)
    await start('START4')
    expect(await devices()).toEqual(['KEPT', 'PHONE', 'START3', 'START4'])
    expect(await office.count('sync_state')).toBe(0)
  })

  test('of a client that keeps its DeviceId none is forgotten', async () => {
    await office.phone({ deviceId: 'OLD', deviceType: 'iPhone' })
    gateway.advance(60 * DAY_MS)
    await office.phone({ deviceId: 'NEW', deviceType: 'iPhone' })
    expect(await devices()).toEqual(['NEW', 'OLD'])
  })
})

describe('time to the first byte', () => {
  test('Gmail gets ten items in one answer, whatever window it asks for', async () => {
    await manyContacts(25)
    const phone = (await office.phone(GMAIL)).use('Contacts', { windowSize: 100 })
    const { pages, add } = await phone.sync('Contacts')
    expect(add).toHaveLength(25)
    expect(pages).toBe(4)
  })

  test('10,000 contacts come in answers of at most 512 items and 512 KB', async () => {
    await manyContacts(10_000)
    const phone = (await office.phone(OUTLOOK)).use('Contacts', { windowSize: 512 })
    const sizes: number[] = []
    for (let more = true; more; ) {
      const logged = gateway.logs().length
      const initial = phone.replica('Contacts').syncKey === '0'
      const answer = await phone.send('Contacts')
      if (!answer) throw new Error('It ended without its last page')
      phone.take('Contacts', answer)
      sizes.push(answer.commands.length)
      const [entry] = gateway
        .logs()
        .slice(logged)
        .filter((line) => line.command === 'Sync')
      expect(Number(entry?.bytesOut)).toBeLessThan(512 * 1024)
      more = initial || answer.moreAvailable
    }
    expect(Math.max(...sizes)).toBe(512)
    expect(sizes).toHaveLength(21)
    expect(phone.items('Contacts').size).toBe(10_000)
  })
})

describe('a mistyped password at set-up', () => {
  const login = (password: string) =>
    `Basic ${Buffer.from(`${office.account.login}:${password}`).toString('base64')}`
  const ask = (path: string, method: string, password: string) =>
    fetch(`${gateway.baseUrl}${path}`, {
      method,
      headers: { authorization: login(password), 'content-type': 'text/xml' },
    })

  test('R-ONO-26 TbSync, which races four addresses with it, does not lock the account', async () => {
    const paths = ['/autodiscover/autodiscover.xml', '/Autodiscover/Autodiscover.xml']
    const race = (password: string) =>
      Promise.all([...paths, ...paths].map((path) => ask(path, 'POST', password)))
    for (const typed of ['Grün-7-Tiga', 'grün-7-Tiger']) {
      const answers = await race(typed)
      expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401])
      expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    }
    expect((await race(PASSWORD)).map((answer) => answer.status)).toEqual([200, 200, 200, 200])
  })

  test('R-ONO-26 Android, which asks for all it can, does not lock the account', async () => {
    const paths = ['/autodiscover/autodiscover.xml', '/autodiscover/autodiscover.xml']
    for (const path of paths) expect((await ask(path, 'POST', 'falsch')).status).toBe(401)
    expect((await ask('/Microsoft-Server-ActiveSync', 'OPTIONS', 'falsch')).status).toBe(401)
    expect((await ask('/Microsoft-Server-ActiveSync', 'OPTIONS', PASSWORD)).status).toBe(200)
  })
})

test('no client without a login learns whether it is one that is known', async () => {
  const stranger = new EasClient({
    ...{ url: `${gateway.baseUrl}/Microsoft-Server-ActiveSync`, user: 'niemand_nirgends' },
    ...{ password: 'x', deviceId: 'S1', ...OUTLOOK },
  })
  const { status, versions } = await stranger.options()
  stranger.close()
  expect([status, versions]).toEqual([401, []])
})
