import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant } from '../support/tenant.js'
import { basic } from './support.js'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ env: { TRUST_PROXY: '1' } })
})
afterAll(() => gateway.stop())

test('a refused login is one line that fail2ban can read; being asked for one is none', async () => {
  const account = await (await newTenant(gateway)).account()
  const url = `${gateway.baseUrl}/Microsoft-Server-ActiveSync`
  const from = { 'X-Forwarded-For': '203.0.113.7' }
  expect((await fetch(url, { method: 'OPTIONS', headers: from })).status).toBe(401)
  const refused = { ...from, ...basic(account.login, 'geheim-und-falsch') }
  expect((await fetch(url, { method: 'OPTIONS', headers: refused })).status).toBe(401)
  // Lines are written together, at the latest after a tenth of a second.
  while ((gateway.logs.match(/"http":401/g) ?? []).length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const lines = gateway.logs.split('\n').filter((line) => line.includes('"http":401'))
  // The filter of docs/admin.md.
  const found = lines.flatMap((line) => /"http":401,"address":"([^"]+)"/.exec(line)?.[1] ?? [])
  expect(found).toEqual(['203.0.113.7'])
  expect(gateway.logs).not.toContain('geheim-und-falsch')
})
