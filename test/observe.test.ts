import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../src/store/database.js'
import { newOffice } from './activesync/sync/support.js'
import { startClockGateway } from './support/clock-gateway.js'
import { testDatabase } from './support/database.js'
import { type Gateway, startGateway } from './support/gateway.js'
import { ROOT } from './support/prepare.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

/** The metrics by their names with labels. */
async function metricsAt(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/plain'),
  ])
  const lines = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )
}

describe('metrics', () => {
  let gateway: Gateway
  let metricsUrl: string
  beforeAll(async () => {
    gateway = await startGateway({
      env: { METRICS_PORT: '0', METRICS_TOKEN: 'a-token-of-20-letters' },
    })
    let port: string | undefined
    while (port === undefined) {
      port = gateway.logs
        .split('\n')
        .find((line) => line.includes('"msg":"metrics"'))
        ?.match(/"port":(\d+)/)?.[1]
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    metricsUrl = `http://127.0.0.1:${port}/metrics`
  })
  afterAll(() => gateway.stop())

  test('count requests by command and status, and what waits', async () => {
    const office = await newOffice(gateway, gateway.baseUrl)
    const phone = await office.phone({})
    await phone.sync('Calendar')
    const before = await metricsAt(metricsUrl)
    expect(before.get('termingate_requests_total{command="FolderSync",http="200"}')).toBe(1)
    expect(before.get('termingate_request_seconds_count{command="FolderSync"}')).toBe(1)
    expect(before.get('termingate_parked_requests')).toBe(0)
    expect(before.get('termingate_bytes_total{direction="out"}')).toBeGreaterThan(100)
    const ping = phone.ping(['Calendar'], { seconds: 120 })
    for (let seen = 0; seen === 0; ) {
      seen = (await metricsAt(metricsUrl)).get('termingate_parked_requests') ?? 0
    }
    await office.appointment({ title: 'Besichtigung' })
    await ping
    const after = await metricsAt(metricsUrl)
    expect(after.get('termingate_parked_requests')).toBe(0)
    expect(after.get('termingate_requests_total{command="Ping",http="200"}')).toBe(1)
    // Its time says how long nothing happened.
    expect(after.get('termingate_request_seconds_count{command="Ping"}')).toBeUndefined()
    phone.close()
  })

  test('are not made by what is sent from outside', async () => {
    const evil = 'x"} 1\\nevil{a="b'
    await fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync?Cmd=${encodeURIComponent(evil)}`, {
      method: 'POST',
    })
    await fetch(
      `${gateway.baseUrl}/Microsoft-Server-ActiveSync?Cmd=Erfunden&User=x&DeviceId=y&DeviceType=z`,
      {
        method: 'POST',
      },
    )
    const metrics = await metricsAt(metricsUrl)
    expect([...metrics.keys()].filter((name) => /evil|Erfunden/.test(name))).toEqual([])
    expect(metrics.get('termingate_requests_total{command="other",http="401"}')).toBeGreaterThan(0)
  })

  test('on the common port want the token', async () => {
    const url = `${gateway.baseUrl}/metrics`
    expect((await fetch(url)).status).toBe(401)
    expect(
      (await fetch(url, { headers: { Authorization: 'Bearer a-token-of-20-letterz' } })).status,
    ).toBe(401)
    const metrics = await metricsAt(url, { Authorization: 'Bearer a-token-of-20-letters' })
    expect(metrics.has('termingate_parked_requests')).toBe(true)
  })

  test('the dashboard and the alerts ask for nothing that is not there', async () => {
    const names = new Set(
      [...(await metricsAt(metricsUrl)).keys()].map((key) => key.replace(/\{.*/, '')),
    )
    for (const file of ['deploy/grafana-dashboard.json', 'deploy/alerts.yaml']) {
      const text = readFileSync(join(ROOT, file), 'utf8')
      const asked = new Set(text.match(/\b(termingate|nodejs|process)_[a-z0-9_]+/g))
      expect(asked.size).toBeGreaterThan(3)
      expect([file, ...[...asked].filter((name) => !names.has(name))]).toEqual([file])
    }
    JSON.parse(readFileSync(join(ROOT, 'deploy/grafana-dashboard.json'), 'utf8'))
  })
})

test('without a port or a token there are no metrics', async () => {
  const { baseUrl } = await startClockGateway(database)
  expect((await fetch(`${baseUrl}/metrics`)).status).toBe(404)
})

test('/healthz says that the process lives, /readyz and /health that it can serve', async () => {
  const { baseUrl } = await startClockGateway(database)
  for (const path of ['/healthz', '/readyz', '/health']) {
    const answer = await fetch(`${baseUrl}${path}`)
    expect([path, answer.status, await answer.json()]).toEqual([path, 200, { status: 'ok' }])
  }
})

describe('request ids', () => {
  test('R-ONO-62 each answer has one, and its line of the log', async () => {
    const gateway = await startClockGateway(database)
    const answer = await fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync`, {
      method: 'OPTIONS',
    })
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^[0-9a-z]+-[0-9a-z]+$/)
    expect(gateway.logs().filter((line) => line.id === id)).toMatchObject([{ http: 401 }])
  })

  test.each([
    ['a-proxy-gave-this-1', true],
    ['short', false],
    [`x${'y'.repeat(100)}`, false],
    ['with blanks in it', false],
  ])('that of a proxy is taken where it is one: %s', async (given, taken) => {
    const gateway = await startClockGateway(database)
    const answer = await fetch(`${gateway.baseUrl}/admin/sign-in`, {
      headers: { 'X-Request-Id': given },
    })
    expect(answer.headers.get('x-request-id') === given).toBe(taken)
  })
})

test('a slow request is told with its steps, one that waited is not', async () => {
  const gateway = await startGateway({ env: { SLOW_REQUEST_MS: '1' } })
  try {
    const office = await newOffice(gateway, gateway.baseUrl)
    const phone = await office.phone({})
    await phone.sync('Calendar')
    const ping = phone.ping(['Calendar'], { seconds: 60 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    await office.appointment({ title: 'Besichtigung' })
    await ping
    phone.close()
    const lines = gateway.logs.split('\n').filter((line) => line.startsWith('{'))
    const slow = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'slow request')
    expect(slow.find(({ command }) => command === 'Sync')).toMatchObject({
      user: office.account.login,
      steps: {
        ...{ login: expect.any(Number), device: expect.any(Number), body: expect.any(Number) },
        ...{ command: expect.any(Number), rest: expect.any(Number) },
      },
    })
    expect(slow.filter(({ command }) => command === 'Ping')).toEqual([])
  } finally {
    await gateway.stop()
  }
})
