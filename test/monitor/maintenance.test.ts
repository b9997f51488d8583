import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { parkedIn } from './support.js'

let gateway: Gateway
let office: Office

beforeAll(async () => {
  // Maintenance is the whole database's: it must be no other test's.
  gateway = await startGateway({
    databaseUrl: null,
    env: { POLL_SECONDS: '0', SUPPORT_CONTACT: 'hilfe@firma.test' },
  })
  office = await newOffice(gateway, gateway.baseUrl, { domains: '{firma.test}' })
})
afterAll(() => gateway.stop())

type Refused = { status: number; headers?: Record<string, string> }

const refusalOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    ({ status }: Refused) => status,
  )

function hangingSync(phone: Phone) {
  const { syncKey, collectionId } = phone.replica('Tasks')
  return phone.client.sync({ collections: [{ syncKey, collectionId }], wait: 50 })
}

test('R-ONO-58 maintenance ends parked Pings and hanging Syncs at once, by 503', async () => {
  const [pinging, syncing] = [await office.phone(), await office.phone()]
  await pinging.sync('Tasks')
  await syncing.sync('Tasks')
  const ping = refusalOf(pinging.ping(['Tasks'], { seconds: 3_000 }))
  const hanging = refusalOf(hangingSync(syncing))
  await parkedIn(gateway, 2)
  await gateway.cli('maintenance', 'on', '--notice', 'Bis 12 Uhr')
  expect([await ping, await hanging]).toEqual([503, 503])
  await gateway.cli('maintenance', 'off')
  await pinging.sync('Tasks')
})

test('R-ONO-58, R-X-11 every door says 503 with Retry-After, also to who is unknown', async () => {
  await gateway.cli('maintenance', 'on')
  const paths = [
    '/Microsoft-Server-ActiveSync',
    '/autodiscover/autodiscover.xml',
    '/autodiscover/autodiscover.json?Email=anna@firma.test&Protocol=ActiveSync',
    '/autodiscover/autodiscover.json?Email=anna@nirgends.test&Protocol=ActiveSync',
  ]
  for (const path of paths) {
    for (const user of [`${office.account.login}@firma.test`, 'anna@nirgends.test']) {
      const authorization = `Basic ${Buffer.from(`${user}:falsch`).toString('base64')}`
      const answer = await fetch(`${gateway.baseUrl}${path}`, { headers: { authorization } })
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '300'])
    }
  }
  await gateway.cli('maintenance', 'off')
})

test('R-ONO-60, R-ONO-62 the start page says how it is, and whom to ask', async () => {
  const start = async () => {
    const answer = await fetch(gateway.baseUrl)
    return [answer.status, await answer.text()]
  }
  expect(await start()).toEqual([200, expect.stringContaining('It works.')])
  await gateway.cli('maintenance', 'on', '--notice', 'Bis 12 Uhr')
  const [status, text] = await start()
  expect(status).toBe(503)
  for (const part of ['Zurzeit wird gewartet.', 'Bis 12 Uhr', 'Support: hilfe@firma.test']) {
    expect(text).toContain(part)
  }
  const health = await fetch(`${gateway.baseUrl}/health`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'maintenance' }])
  await gateway.cli('maintenance', 'off')
})
