import { newOffice, type Office } from '../activesync/sync/support.js'
import { basic } from '../login/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { PASSWORD } from '../support/tenant.js'

let gateway: Gateway
let office: Office

beforeAll(async () => {
  // Maintenance is the whole database's: it must be no other test's.
  gateway = await startGateway({ databaseUrl: null })
  office = await newOffice(gateway, gateway.baseUrl)
})
afterAll(() => gateway.stop())

async function cli(...args: string[]) {
  const { code, stdout, stderr } = await gateway.cli(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('R-ONO-58 maintenance is 503 with Retry-After for everybody, never 401, and ends', async () => {
  const phone = await office.phone()
  await phone.sync('Calendar')
  expect(await cli('maintenance', 'on', '--notice', 'Bis 12 Uhr')).toMatchObject({
    ...{ on: true, notice: 'Bis 12 Uhr' },
  })
  for (const password of [PASSWORD, 'falsch']) {
    const url = `${gateway.baseUrl}/Microsoft-Server-ActiveSync`
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: basic(office.account.login, password),
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '300'])
  }
  expect((await gateway.cli('status')).stdout).toMatch(/^Maintenance: on since /m)
  expect(await cli('maintenance', 'off')).toMatchObject({ on: false })
  expect((await phone.sync('Calendar')).pages).toBe(0)
})

test('status counts what needs a look, of all and of one tenant', async () => {
  const { counts: before } = await cli('status', '--tenant', office.tenant.name)
  await office.tenant.sql('update account set locked_at = now() where id = $1', [office.account.id])
  const { version, database, pendingMigrations, counts } = await cli(
    ...['status', '--tenant', office.tenant.name],
  )
  expect([version, pendingMigrations]).toEqual(['0.1.0', []])
  expect(database.version).toMatch(/^\d/)
  expect(counts).toEqual({ ...before, lockedUsers: 1 })
  const lines = (await gateway.cli('status')).stdout
  expect(lines).toMatch(/^[1-9]\d* users are locked: termingate user list$/m)
})

test('audit finds who did what to whom, and is exported as JSON', async () => {
  const { tenant, account } = office
  await gateway.cli('user', 'unlock', tenant.name, account.name)
  const all = await cli('audit', '--tenant', tenant.name)
  expect(all[0]).toMatchObject({
    ...{ tenant: tenant.name, actor: 'cli', action: 'account.unlock', subject: account.name },
  })
  const [line] = await cli('audit', '--action', 'maintenance', '--since', '2026-01-01')
  expect(line).toMatchObject({ tenant: null, action: 'maintenance.off', actor: 'cli' })
  expect(await cli('audit', '--tenant', tenant.name, '--action', 'gibtesnicht')).toEqual([])
  expect(await cli('audit', '--until', '2001-01-01')).toEqual([])
  expect((await gateway.cli('audit', '--since', 'gestern')).code).toBe(2)
  expect((await gateway.cli('audit', '--tenant', tenant.name)).stdout).toContain('account.unlock')
})
