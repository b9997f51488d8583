import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { inProcess, type Result } from './termingate.js'

let gateway: Gateway

beforeAll(async () => {
  // Devices are looked for in all of the database: it must be no other test's.
  gateway = await startGateway({ databaseUrl: null })
})
afterAll(() => gateway.stop())

function run(...args: string[]): Promise<Result> {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  return inProcess(args, { env: { DATA_DIR, DATABASE_URL } })
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function newPhone(deviceId: string, options: { version?: string; userAgent?: string } = {}) {
  const office = await newOffice(gateway, gateway.baseUrl)
  return { office, phone: await office.phone({ deviceId, ...options }) }
}

const auditOf = async ({ tenant }: Office) =>
  (
    await tenant.sql(
      `select actor || ' ' || action as line from audit where tenant_id = $1
        and (action like 'device%' or action like 'policy%') order by id`,
      [tenant.id],
    )
  ).map(({ line }) => line)

test('devices are listed and shown', async () => {
  const { office } = await newPhone('LISTED', { userAgent: 'Apple-iPhone17C2/2301.341' })
  const [listed, ...others] = await json('device', 'list', '--tenant', office.tenant.name)
  expect(others).toEqual([])
  expect(listed).toMatchObject({
    ...{ tenant: office.tenant.name, user: office.account.name, deviceId: 'LISTED' },
    ...{ status: 'allowed', statusBy: 'default', policyTaken: null, wipe: null },
    userAgent: 'Apple-iPhone17C2/2301.341',
    information: { model: 'TestPhone' },
  })
  expect(listed).not.toHaveProperty('tenantId')
  expect(await json('device', 'list', '--user', office.account.login)).toHaveLength(1)
  const blocked = ['--user', office.account.login, '--status', 'blocked']
  expect(await json('device', 'list', ...blocked)).toEqual([])
  const { stdout } = await run('device', 'show', 'LISTED')
  expect(stdout).toMatch(/status +allowed: no rule names it/)
  expect(stdout).toMatch(/policy +none is enforced/)
})

test('a device is blocked, put in quarantine and allowed', async () => {
  const { office, phone } = await newPhone('STAND')
  const status = async () => (await phone.client.folderSync(phone.folderKey)).status
  expect(await json('device', 'block', 'STAND')).toMatchObject({ status: 'blocked' })
  expect(await status()).toBe(129)
  expect(await json('device', 'quarantine', 'STAND')).toMatchObject({ status: 'quarantined' })
  expect(await status()).toBe(130)
  const { stdout } = await run('device', 'allow', 'STAND')
  expect(stdout).toContain(`The device STAND of ${office.account.login} is let in.`)
  expect(await status()).toBe(1)
  expect(await auditOf(office)).toEqual(new Array(3).fill('cli device.status'))
})

test('a name that several users have needs one of them', async () => {
  const { office } = await newPhone('TWICE')
  await newPhone('TWICE')
  const { code, stderr } = await run('device', 'block', 'TWICE')
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('add --user') })
  const mine = await json('device', 'block', 'TWICE', '--user', office.account.login)
  expect(mine).toMatchObject({ user: office.account.name, status: 'blocked' })
  expect((await run('device', 'show', 'NOBODY')).stderr).toContain('There is no device "NOBODY"')
})

test('rules are added, listed and removed', async () => {
  const { office } = await newPhone('RULED', { userAgent: 'Outlook-iOS-Android/1.0' })
  const of = ['--tenant', office.tenant.name]
  const outlook = ['--user-agent', 'Outlook-iOS-Android/*']
  expect(await json('device', 'rule', 'add', 'block', ...outlook, ...of)).toMatchObject({
    ...{ changed: 1, rule: { id: 1, status: 'blocked', userAgent: 'Outlook-iOS-Android/*' } },
  })
  expect(await json('device', 'show', 'RULED')).toMatchObject({ status: 'blocked', statusRule: 1 })
  await json('device', 'rule', 'add', 'allow', '--model', 'Test*', '--before', '1', ...of)
  expect(await json('device', 'show', 'RULED')).toMatchObject({ status: 'allowed', statusRule: 2 })
  expect((await run('device', 'rule', 'list', ...of)).stdout).toMatch(/2 +allowed +- +- +Test\*/)
  for (const id of ['2', '1']) await json('device', 'rule', 'remove', id, ...of)
  await json('device', 'rule', 'default', 'quarantine', ...of)
  expect(await json('device', 'rule', 'list', ...of)).toEqual({
    ...{ tenant: office.tenant.name, rules: [], newDevices: 'quarantined' },
  })
  expect(await json('device', 'rule', 'default', 'installation', ...of)).toMatchObject({
    newDevices: null,
  })
  expect(await json('device', 'rule', 'list')).toMatchObject({ tenant: null })
})

test.each([
  [['device', 'rule', 'add', 'forbid'], 'allow, block or quarantine'],
  [['device', 'rule', 'add', 'block'], 'at least one pattern'],
  [['device', 'rule', 'default', 'block'], 'allow or quarantine'],
  [['device', 'rule', 'default', 'installation'], 'must say allow or quarantine itself'],
  [['device', 'list', '--status', 'gone'], 'Allowed choices'],
  [['policy', 'set', 'Nobody', 'allowCamera'], 'is no setting'],
  [['policy', 'set', 'Nobody', 'allowCamera=maybe'], 'allowCamera'],
])('%j is refused in words', async (args, words) => {
  const { code, stderr } = await run(...args)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) })
})

describe('wipes', () => {
  test('need the name once more, and are taken back', async () => {
    const { office } = await newPhone('WIPED')
    const unsure = await run('device', 'wipe', 'WIPED')
    expect(unsure.code).toBe(2)
    expect(unsure.stderr).toContain('--confirm WIPED')
    const wrong = await run('device', 'wipe', 'WIPED', '--confirm', 'OTHER')
    expect(wrong.stderr).toContain('Nothing was ordered')
    expect(await json('device', 'show', 'WIPED')).toMatchObject({ wipe: null })
    const ordered = await json('device', 'wipe', 'WIPED', '--confirm', 'WIPED')
    expect(ordered).toMatchObject({ wipe: 'account', wipeState: 'ordered' })
    expect((await run('device', 'list', '--tenant', office.tenant.name)).stdout).toContain(
      'allowed, wipe ordered',
    )
    const cancelled = await json('device', 'wipe', 'WIPED', '--cancel')
    expect(cancelled).toEqual({ cancelled: 'ordered' })
    expect(await auditOf(office)).toEqual(['cli device.wipe-order', 'cli device.wipe-cancel'])
  })

  test('of whole devices need the switch of the installation', async () => {
    await newPhone('WHOLE')
    const { code, stderr } = await run('device', 'wipe', 'WHOLE', '--full', '--confirm', 'WHOLE')
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('REMOTE_WIPE=on') })
  })

  test('of an account need 16.1', async () => {
    await newPhone('OLD', { version: '14.1' })
    const { stderr } = await run('device', 'wipe', 'OLD', '--confirm', 'OLD')
    expect(stderr).toContain('speaks 14.1')
    expect(stderr).toContain('termingate device block OLD')
  })
})

test('a policy is set, taken by a phone, and cleared', async () => {
  const { office, phone } = await newPhone('POLICY')
  const { name } = office.tenant
  const status = async () => (await phone.client.folderSync(phone.folderKey)).status
  const settings = ['devicePasswordEnabled=true', 'minDevicePasswordLength=6']
  expect(await json('policy', 'set', name, ...settings)).toEqual({
    ...{ tenant: name, version: 1 },
    policy: { devicePasswordEnabled: true, minDevicePasswordLength: 6 },
  })
  expect(await status()).toBe(143)
  await phone.client.provision()
  expect(await status()).toBe(1)
  expect((await run('device', 'show', 'POLICY')).stdout).toMatch(/policy +taken/)
  expect((await run('policy', 'show', name)).stdout).toMatch(/minDevicePasswordLength +6/)
  expect(await json('device', 'exempt', 'POLICY')).toMatchObject({ policyExempt: true })
  expect(await json('device', 'exempt', 'POLICY', '--off')).toMatchObject({ policyExempt: false })
  expect(await json('policy', 'clear', name)).toMatchObject({ policy: null, version: 2 })
  expect((await run('policy', 'show', name)).stdout).toContain('need not obey')
  const expected = ['policy.set', 'device.exempt', 'device.exempt', 'policy.clear']
  expect(await auditOf(office)).toEqual(expected.map((action) => `cli ${action}`))
})
