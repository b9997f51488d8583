import { existsSync, readFileSync } from 'node:fs'
import { profileNames, profileOf } from '../../../src/activesync/client-profile.js'
import { childOf, element } from '../../../src/activesync/wbxml/element.js'
import type { EasClient } from '../../../src/client/eas-client.js'
import type { Database } from '../../../src/store/database.js'
import { setPolicyExempt } from '../../../src/store/device-admin.js'
import { checkPolicy, POLICY_ELEMENTS, setPolicy } from '../../../src/store/policy.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import {
  FOLDER_SYNC,
  folderSync,
  isOld,
  newPlace,
  outcome,
  type Place,
  policyTypeOf,
  readProvision,
  requestOf,
  VERSIONS,
} from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const PIN = { devicePasswordEnabled: true, minDevicePasswordLength: 6, allowCamera: false }

function enforce(place: Place, policy: unknown = PIN) {
  return setPolicy(database, { tenant: place.tenant.name, policy }, 'test')
}

/** The policy offered in the first phase, as element and text. */
async function offered(client: EasClient): Promise<[string, string | null][]> {
  const { body } = await client.command('Provision', requestOf('Provision', client.version))
  const policy = childOf(childOf(body, 'Provision:Policies'), 'Provision:Policy')
  const document = childOf(childOf(policy, 'Provision:Data'), 'Provision:EASProvisionDoc')
  return (document?.children ?? []).map(({ tag, text }) => [tag.replace('Provision:', ''), text])
}

describe.each(VERSIONS)('in version %s', (version) => {
  const old = isOld(version)

  // The base64 query came with 12.1.
  const queries = Number(version) < 12.1 ? (['plain'] as const) : (['plain', 'base64'] as const)

  test.each(queries)(
    'MS-ASCMD_R4906 R4912 R4910 with a %s query a phone is told to provision, and goes on',
    async (query) => {
      const place = await newPlace(database, gateway.baseUrl)
      const client = place.client({ version, query })
      expect(await folderSync(client)).toBe(1)
      await enforce(place)
      // MS-ASCMD_R7564 to R7566: up to 12.1 each of them is HTTP 449.
      expect(await folderSync(client)).toBe(old ? 'HTTP 449' : 142)
      client.policyKey = 4711
      expect(await folderSync(client)).toBe(old ? 'HTTP 449' : 144)
      expect(await client.provision()).toMatchObject({ status: 1, policyStatus: 1 })
      expect(await folderSync(client)).toBe(1)
      expect(await place.listed()).toMatchObject({ policyTaken: true })

      await enforce(place, { ...PIN, minDevicePasswordLength: 8 })
      expect(await folderSync(client)).toBe(old ? 'HTTP 449' : 143)
      expect(await place.listed()).toMatchObject({ policyTaken: false })
      expect(await client.provision()).toMatchObject({ status: 1, policyStatus: 1 })
      expect(await folderSync(client)).toBe(1)
      await enforce(place, null)
      expect(await folderSync(client)).toBe(1)
      client.policyKey = 0
      expect(await folderSync(client)).toBe(1)
    },
  )

  test('every command but Provision, Ping and Settings asks for the key', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    const client = place.client({ version })
    const { commands } = await client.options()
    for (const command of commands.filter((name) => !/^Get(Attachment|Hierarchy)$/.test(name))) {
      const answer = outcome(await client.command(command, requestOf(command, version)))
      const open = ['Provision', 'Ping', 'Settings'].includes(command)
      const asked = old ? 'HTTP 449' : 142
      expect([command, answer === asked]).toEqual([command, !open])
    }
  })

  test('an acknowledgement without the key is 141, HTTP 449 up to 12.1 (R7563)', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    const client = place.client({ version })
    await client.command('Provision', requestOf('Provision', client.version))
    expect(outcome(await acknowledge(client, '1'))).toBe(old ? 'HTTP 449' : 141)
  })

  test('a phone that obeys in part is refused, unless the policy lets it in', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    const client = place.client({ version })
    const key = await firstPhase(client)
    expect(outcome(await acknowledge(client, '2', key))).toBe(old ? 'HTTP 403' : 139)
    await enforce(place, { ...PIN, allowNonProvisionable: true })
    expect(await folderSync(client)).toBe(1)
    const { body } = await acknowledge(client, '2', await firstPhase(client))
    const final = readProvision(body)
    expect(final).toMatchObject({ status: 1, policyStatus: 1 })
    client.policyKey = final.policyKey ?? 0
    expect(await folderSync(client)).toBe(1)
  })
})

async function firstPhase(client: EasClient): Promise<number> {
  const { body } = await client.command('Provision', requestOf('Provision', client.version))
  return readProvision(body).policyKey ?? 0
}

function acknowledge(client: EasClient, status: string, key?: number) {
  const policy = element('Provision:Policy', [
    element('Provision:PolicyType', policyTypeOf(client.version)),
    key === undefined ? null : element('Provision:PolicyKey', key),
    element('Provision:Status', status),
  ])
  const policies = element('Provision:Policies', [policy])
  return client.command('Provision', element('Provision:Provision', [policies]))
}

test('a key that was given before a policy was enforced is to be refreshed', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = place.client()
  await client.provision()
  expect(await folderSync(client)).toBe(1)
  await enforce(place)
  expect(await folderSync(client)).toBe(143)
})

test('a policy that changes between the two phases is asked for again', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await enforce(place)
  const client = place.client()
  const key = await firstPhase(client)
  await enforce(place, { ...PIN, allowBrowser: false })
  const { body } = await acknowledge(client, '1', key)
  client.policyKey = readProvision(body).policyKey ?? 0
  expect(await folderSync(client)).toBe(143)
  expect(await firstPhase(client)).not.toBe(key)
})

describe('clients that never provision', () => {
  test.each([
    ['Outlook/16.0 (16.0.17328.20184; x64)', 'WindowsOutlook'],
    ['', 'WindowsOutlook15'],
    ['', 'TestActiveSyncConnectivity'],
  ])('%j %j are let in by their profile', async (userAgent, deviceType) => {
    expect(profileNames).toContain(profileOf(userAgent, deviceType).name)
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    expect(await folderSync(place.client({ userAgent, deviceType, version: '14.1' }))).toBe(1)
  })

  test('a device that an administrator exempts is let in', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    const client = place.client()
    expect(await folderSync(client)).toBe(142)
    const device = await place.listed()
    await setPolicyExempt(database, device, { exempt: true, actor: 'test' })
    expect(await folderSync(client)).toBe(1)
    await setPolicyExempt(database, device, { exempt: false, actor: 'test' })
    expect(await folderSync(client)).toBe(142)
  })
})

describe('the document', () => {
  test('holds what is demanded, over what allows everything', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place, { ...PIN, unapprovedInROMApplicationList: ['Kamera', 'Karten'] })
    const found = new Map(await offered(place.client()))
    expect(found.get('DevicePasswordEnabled')).toBe('1')
    expect(found.get('MinDevicePasswordLength')).toBe('6')
    expect(found.get('AllowCamera')).toBe('0')
    expect(found.get('AllowWiFi')).toBe('1')
    expect(found.has('UnapprovedInROMApplicationList')).toBe(true)
    expect(found.has('DevicePasswordHistory')).toBe(false)
  })

  test('holds nothing but the demands for Android', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place)
    const userAgent = 'Android-Mail/2026.06.15.release'
    expect(await offered(place.client({ userAgent }))).toEqual([
      ['DevicePasswordEnabled', '1'],
      ['MinDevicePasswordLength', '6'],
      ['AllowCamera', '0'],
    ])
  })

  test('is that of Windows Mobile in version 2.5, which knows of passwords only', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    await enforce(place, {
      ...PIN,
      maxInactivityTimeDeviceLock: 300,
      maxDevicePasswordFailedAttempts: 8,
    })
    const { body } = await place
      .client({ version: '2.5' })
      .command('Provision', requestOf('Provision', '2.5'))
    const policy = childOf(childOf(body, 'Provision:Policies'), 'Provision:Policy')
    const text = childOf(policy, 'Provision:Data')?.text ?? ''
    const parms = [...text.matchAll(/name="(\w+)" value="(\d+)"/g)].map(([, name, value]) => [
      name,
      value,
    ])
    expect(Object.fromEntries(parms)).toEqual({
      ...{ 4131: '0', 4133: '0', MinimumPasswordLength: '6', DeviceWipeThreshold: '8' },
      ...{ AEFrequencyType: '1', AEFrequencyValue: '5' },
    })
  })

  test('can hold each element, in the order of the schema', async () => {
    const place = await newPlace(database, gateway.baseUrl)
    const lists = {
      unapprovedInROMApplicationList: ['A'],
      approvedApplicationList: ['0'.repeat(40)],
    }
    const all = Object.fromEntries(POLICY_ELEMENTS.map((name) => [name, anyValue(name)]))
    await enforce(place, { ...all, ...lists })
    const tags = (await offered(place.client({ version: '16.0' }))).map(([tag]) => tag)
    const names = tags.map((tag) => `${tag.charAt(0).toLowerCase()}${tag.slice(1)}`)
    expect(names).toEqual([...POLICY_ELEMENTS])
    const schema = `${__dirname}/../../../../shared/eas/xsd-response/Provision.xsd`
    if (!existsSync(schema)) return
    const order = [...readFileSync(schema, 'utf8').matchAll(/element name="(\w+)"/g)]
      .map(([, name]) => name)
      .filter((name) => tags.includes(name ?? ''))
    expect(tags).toEqual(order)
  })
})

/** One that each element may have. */
function anyValue(name: string): number | boolean {
  if (/SignedSMIMEAlgorithm/.test(name)) return 1
  if (/Bluetooth|Negotiation/.test(name)) return 2
  return /Length|Inactivity|Failed|Complex|Size|Expiration|History|Filter|Algorithm/.test(name)
    ? 4
    : true
}

describe('a policy that can not be used is refused with words', () => {
  test.each<[unknown, string]>([
    [{ allowCameras: true }, 'allowCameras'],
    [{ allowCamera: 'no' }, 'allowCamera'],
    [{ allowCamera: 0 }, 'allowCamera'],
    [{ devicePasswordEnabled: true, minDevicePasswordLength: 17 }, 'minDevicePasswordLength'],
    [{ devicePasswordEnabled: true, maxDevicePasswordFailedAttempts: 3 }, 'FailedAttempts'],
    [{ minDevicePasswordLength: 4 }, 'devicePasswordEnabled'],
    [{ maxCalendarAgeFilter: 3 }, 'maxCalendarAgeFilter'],
    [{ approvedApplicationList: ['zz'] }, 'approvedApplicationList'],
    [[], 'policy'],
    ['x', 'policy'],
  ])('%j', (value, words) => {
    expect(() => checkPolicy(value)).toThrow(words)
  })
})

test('the audit says who changed it', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await enforce(place)
  await enforce(place, null)
  expect(await place.audited('policy.%')).toEqual(['test policy.set', 'test policy.clear'])
})

test('a policy written by SQL raises the version, and what it has beside elements is not sent', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const sql = 'update tenant set policy = $2::jsonb where id = $1'
  await place.tenant.sql(sql, [place.tenant.id, '{"allowCamera": false, "nonsense": 1}'])
  const client = place.client()
  expect(outcome(await client.bytes('FolderSync', FOLDER_SYNC))).toBe(142)
  expect(new Map(await offered(client)).get('AllowCamera')).toBe('0')
})
