import { setTimeout as sleep } from 'node:timers/promises'
import { discover } from '../../src/client/discover.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { missingProgram } from '../support/needs.js'
import { PASSWORD } from '../support/tenant.js'
import { adaptedCaddyfile, type Caddy, startCaddy } from './caddy.js'
import { parked } from './parked.js'

/** Longer than the time-outs for a connection and for another try. */
const PARKED_MS = 6_000
const HEARTBEAT_MAX_S = 3_540

// Not part of every machine that runs the tests.
const missing = missingProgram('caddy')
const describing = missing === null ? describe : describe.skip

describing(`a gateway behind Caddy${missing ? ' (skipped: needs caddy)' : ''}`, () => {
  let gateway: Gateway
  let caddy: Caddy
  let office: Office
  beforeAll(async () => {
    gateway = await startGateway({ env: { TRUST_PROXY: 'loopback' } })
    caddy = await startCaddy(gateway.baseUrl)
    office = await newOffice(gateway, caddy.baseUrl, { domains: ['firma.example.test'] })
  })
  afterAll(async () => {
    await caddy?.stop()
    await gateway?.stop()
  })

  test('is found by Autodiscover under the address of the proxy', async () => {
    const address = `${office.account.login}@firma.example.test`
    const found = await discover(address, PASSWORD, { servers: [caddy.baseUrl] })
    expect(found.url).toBe(`${caddy.baseUrl}/Microsoft-Server-ActiveSync`)
  })

  test('parks a Ping and wakes it; no time-out ends one before its heartbeat', async () => {
    const phone = await office.phone()
    await phone.sync('Tasks')
    const answer = phone.ping(['Tasks'], { seconds: 90 })
    await parked(gateway, office.account.login)
    await sleep(PARKED_MS)
    await office.task({ title: 'Winterdienst' })
    expect(await answer).toMatchObject({ status: 2, folders: [phone.folderId('Tasks')] })
    await phone.sync('Tasks')
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Winterdienst'])
    for (const name of ['read_timeout', 'response_header_timeout']) {
      const [, nanoseconds] = new RegExp(`"${name}":(\\d+)`).exec(adaptedCaddyfile()) ?? []
      expect([name, Number(nanoseconds) / 1e9 > HEARTBEAT_MAX_S]).toEqual([name, true])
    }
    expect(adaptedCaddyfile()).toContain('"protocols":["h1","h2"]')
  })

  test('that is away is 503 with Retry-After', async () => {
    await gateway.kill()
    const { status, headers } = await fetch(`${caddy.baseUrl}/Microsoft-Server-ActiveSync`, {
      method: 'OPTIONS',
    })
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([503, true])
  })
})
