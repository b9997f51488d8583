import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { ROOT } from '../support/prepare.js'

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  // The figures are the whole database's.
  gateway = await startGateway({ databaseUrl: null })
  office = await newOffice(gateway, gateway.baseUrl)
  phone = await office.phone({ deviceId: 'TABLET' })
  await phone.sync('Tasks')
})
afterAll(() => gateway?.stop())

async function cli(...args: string[]) {
  const { code, stdout, stderr } = await gateway.cli(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** A command that goes on, line by line. */
async function* live(...args: string[]): AsyncGenerator<string> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/termingate.js'), ...args], {
    env: gateway.env,
  })
  try {
    for await (const line of createInterface({ input: child.stdout })) yield line
  } finally {
    child.kill('SIGKILL')
  }
}

const badKey = () => phone.send('Tasks', { key: 'unbekannt' }).catch(() => null)

async function logged(): Promise<Record<string, unknown>[]> {
  for (;;) {
    const { entries } = await cli('log', 'TABLET')
    if (entries.length > 0) return entries
  }
}

test('top and status tell of parked Pings and of what was answered', async () => {
  const stop = new AbortController()
  const ping = phone.ping(['Tasks'], { seconds: 900, signal: stop.signal }).catch(() => null)
  for await (const line of live('top', '--json', '--every', '1')) {
    const { parked, parkedRequests, gateways } = JSON.parse(line)
    expect(gateways).toBe(1)
    if (parked === 0) continue
    expect(parkedRequests).toMatchObject([{ device: 'TABLET', command: 'Ping', seconds: 900 }])
    break
  }
  const once = await gateway.cli('top', '--once')
  expect(once.stdout).toMatch(/gateways 1 {2}parked 1 /)
  expect(once.stdout).toMatch(new RegExp(`${office.account.login} +TABLET +Ping +\\d+ s +900 s`))
  const status = await cli('status')
  expect(status).toMatchObject({ activity: { parked: 1 }, gateways: [{ version: '0.1.0' }] })
  expect((await gateway.cli('status')).stdout).toMatch(/^1 gateways running, 1 requests wait/m)
  const other = await cli('top', '--once', '--tenant', (await newOffice(gateway, '')).tenant.name)
  expect(other).toMatchObject({ parked: 0, parkedRequests: [], recent: [] })
  stop.abort()
  await ping
})

test('log tells what failed, and follows what comes', async () => {
  await badKey()
  const [entry] = await logged()
  expect(entry).toMatchObject({ command: 'Sync', status: '3', masked: true })
  const { stdout } = await gateway.cli('log', 'TABLET', '--full')
  expect(stdout).toMatch(/Sync {2}16\.1 {2}200\/3 .*\n> <Sync xmlns="AirSync">\n/)
  expect(stdout).toContain('<SyncKey>unbekannt</SyncKey>')

  await cli('log', 'record', 'TABLET', '--for', '30m')
  const seen: string[] = []
  for await (const line of live('log', 'TABLET', '--follow', '--json')) {
    seen.push(JSON.parse(line).status)
    if (seen.length === 1) await phone.sync('Calendar')
    if (seen.length === 3) break
  }
  expect(seen).toEqual(['3', '1', '1'])
})

test('log record keeps contents for a reason only, and stop ends it', async () => {
  for (const [wrong, told] of [
    [['--for', '2d'], '30m or 2h'],
    [['--for', '25h'], '24 hours'],
    [['--for', '1h', '--contents'], 'only with a reason'],
  ] as const) {
    const { code, stderr } = await gateway.cli('log', 'record', 'TABLET', ...wrong)
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
  }
  const why = 'Termin fehlt'
  const started = await cli(
    ...['log', 'record', 'TABLET', '--for', '1h', '--contents', '--reason', why],
  )
  expect(started).toMatchObject({ contents: true, reason: why, by: 'cli' })
  expect((await gateway.cli('log', 'TABLET')).stdout).toContain('Everything is recorded until')
  expect(await cli('log', 'stop', 'TABLET', '--user', office.account.login)).toEqual({
    recording: null,
  })
  expect(await cli('audit', '--action', 'device.record')).toMatchObject([
    { action: 'device.record.stop' },
    { action: 'device.record', details: { reason: why } },
    { action: 'device.record', details: { contents: false } },
  ])
  const { code, stderr } = await gateway.cli('log', 'NIRGENDS', '--follow')
  expect([code, stderr]).toEqual([1, expect.stringContaining('There is no device "NIRGENDS"')])
})
