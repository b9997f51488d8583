import fc from 'fast-check'
import type { Database } from '../../../src/store/database.js'
import { setDeviceStatus } from '../../../src/store/device-admin.js'
import {
  addRule,
  readRuleList,
  removeRule,
  setNewDevices,
} from '../../../src/store/device-rule-list.js'
import type { DeviceStatus, RulePatterns } from '../../../src/store/device-rules.js'
import { fitsWildcard } from '../../../src/store/wildcard.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { folderSync, newPlace, outcome, type Place, requestOf } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const OUTLOOK = 'Outlook-iOS-Android/1.0'

function rule(place: Place | null, status: DeviceStatus, patterns: RulePatterns, before?: number) {
  const added = { status, patterns, ...(before !== undefined && { before }) }
  return addRule(database, place?.tenant.name ?? null, added, 'test')
}

test('Outlook mobile is kept out by its User-Agent, as soon as the rule is there', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const outlook = place.client({ userAgent: OUTLOOK, deviceType: 'Outlook' })
  const iphone = place.client({ deviceId: 'D2', userAgent: 'Apple-iPhone17C2/2301.341' })
  expect([await folderSync(outlook), await folderSync(iphone)]).toEqual([1, 1])
  const added = await rule(place, 'blocked', { userAgent: 'outlook-ios-android/*' })
  expect(added).toMatchObject({ changed: 1, rule: { id: 1 } })
  expect([await folderSync(outlook), await folderSync(iphone)]).toEqual([129, 1])
  const fresh = place.client({ deviceId: 'D3', userAgent: OUTLOOK })
  expect(await folderSync(fresh)).toBe(129)
  expect(await place.listed('D3')).toMatchObject({ statusBy: 'rule', statusRule: 1 })
  await removeRule(database, place.tenant.name, 1, 'test')
  expect([await folderSync(outlook), await folderSync(fresh)]).toEqual([1, 1])
})

test('the first rule that fits decides, and every pattern of it must', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await rule(place, 'allowed', { deviceType: 'iPhone', user: `${place.account.login}` })
  await rule(place, 'blocked', { deviceType: 'iPhone' })
  await rule(place, 'quarantined', { deviceId: 'X?' })
  await rule(place, 'blocked', { userAgent: '*' })
  const ask = (deviceId: string, deviceType: string) =>
    folderSync(place.client({ deviceId, deviceType, userAgent: 'Test/1' }))
  expect(await ask('A', 'iPhone')).toBe(1)
  expect(await ask('X1', 'iPad')).toBe(130)
  expect(await ask('X12', 'iPad')).toBe(129)
  // Put before the others.
  await rule(place, 'blocked', { deviceId: 'A' }, 1)
  expect(await ask('A', 'iPhone')).toBe(129)
  const { rules } = await readRuleList(database, place.tenant.name)
  expect(rules.map(({ id }) => id)).toEqual([5, 1, 2, 3, 4])
})

test('a rule sees a new version of an app with its first request', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await rule(place, 'blocked', { userAgent: 'App/2.*' })
  expect(await folderSync(place.client({ userAgent: 'App/1.9' }))).toBe(1)
  expect(await folderSync(place.client({ userAgent: 'App/2.0' }))).toBe(129)
})

test('a rule sees the model that a device tells', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  await rule(place, 'blocked', { model: 'Modell 5*' })
  const client = place.client({ version: '14.1' })
  expect(await folderSync(client)).toBe(1)
  await client.command('Provision', requestOf('Provision'))
  expect(await folderSync(client)).toBe(129)
})

test('what an administrator decided stays, whatever rules say', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const client = place.client({ userAgent: OUTLOOK })
  await folderSync(client)
  await setDeviceStatus(database, await place.listed(), { status: 'allowed', actor: 'test' })
  expect(await rule(place, 'blocked', { userAgent: '*' })).toMatchObject({ changed: 0 })
  expect(await folderSync(client)).toBe(1)
})

test('new devices wait for an administrator if the tenant says so; known ones do not', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const known = place.client()
  expect(await folderSync(known)).toBe(1)
  await setNewDevices(database, place.tenant.name, 'quarantined', 'test')
  await rule(place, 'allowed', { deviceType: 'Dienst*' })
  const fresh = place.client({ deviceId: 'D2' })
  const trusted = place.client({ deviceId: 'D3', deviceType: 'Diensthandy' })
  expect([await folderSync(known), await folderSync(fresh), await folderSync(trusted)]).toEqual([
    ...[1, 130, 1],
  ])
  await setNewDevices(database, place.tenant.name, null, 'test')
  expect(await folderSync(place.client({ deviceId: 'D4' }))).toBe(1)
})

test('rules of the installation count for every tenant, after its own', async () => {
  const userAgent = `Everywhere${process.pid}x${Date.now()}/1`
  const [one, other] = [
    await newPlace(database, gateway.baseUrl),
    await newPlace(database, gateway.baseUrl),
  ]
  await rule(other, 'allowed', { userAgent })
  for (const place of [one, other]) expect(await folderSync(place.client({ userAgent }))).toBe(1)
  const { rule: added } = await rule(null, 'blocked', { userAgent })
  try {
    expect(await folderSync(one.client({ userAgent }))).toBe(129)
    expect(await folderSync(one.client({ userAgent, deviceId: 'NEW' }))).toBe(129)
    expect(await folderSync(other.client({ userAgent }))).toBe(1)
  } finally {
    await removeRule(database, null, added.id, 'test')
  }
  expect(await folderSync(one.client({ userAgent }))).toBe(1)
})

test('one tenant does not feel the rules of another', async () => {
  const [one, other] = [
    await newPlace(database, gateway.baseUrl),
    await newPlace(database, gateway.baseUrl),
  ]
  await rule(one, 'blocked', { deviceId: '*' })
  expect(await folderSync(other.client())).toBe(1)
  expect(await folderSync(one.client())).toBe(129)
})

test.each<[string, RulePatterns]>([
  ['no pattern', {}],
  ['an empty pattern', { userAgent: '' }],
  ['a pattern beyond 200 characters', { userAgent: 'x'.repeat(201) }],
  ['control characters', { model: 'a\u0000' }],
])('a rule with %s is refused', async (_, patterns) => {
  const place = await newPlace(database, gateway.baseUrl)
  await expect(rule(place, 'blocked', patterns)).rejects.toThrow('pattern')
})

test('a list has at most 100 rules, and a rule that is not there can not go', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const full = Array.from({ length: 100 }, (_, index) => ({
    ...{ id: index + 1, status: 'blocked', deviceId: `N${index}` },
  }))
  const sql = 'update tenant set device_rules = $2::jsonb where id = $1'
  await place.tenant.sql(sql, [place.tenant.id, JSON.stringify(full)])
  await expect(rule(place, 'blocked', { deviceId: 'x' })).rejects.toThrow('100 rules')
  const gone = removeRule(database, place.tenant.name, 101, 'test')
  await expect(gone).rejects.toThrow('no rule 101')
})

test('rules that somebody wrote wrongly by SQL are left out, and let nobody down', async () => {
  const place = await newPlace(database, gateway.baseUrl)
  const sql = 'update tenant set device_rules = $2::jsonb where id = $1'
  const rules = [
    7,
    { id: 1, status: 'boom', deviceId: '*' },
    { id: 2, status: 'blocked', deviceId: 'B' },
  ]
  await place.tenant.sql(sql, [place.tenant.id, JSON.stringify(rules)])
  expect(await folderSync(place.client({ deviceId: 'A' }))).toBe(1)
  expect(outcome(await place.client({ deviceId: 'B' }).command('Ping', requestOf('Ping')))).toBe(
    129,
  )
})

describe('wildcards', () => {
  test.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['?', '', false],
    ['a?c', 'aBC', true],
    ['*.5', 'x.5.5', true],
    ['a**b', 'ab', true],
    ['a.c', 'abc', false],
    ['*ab*cd*', 'xabycdz', true],
    ['*aab', 'aaab', true],
  ])('%j and %j: %s', (pattern, text, fits) => {
    expect(fitsWildcard(pattern, text)).toBe(fits)
  })

  test('agree with a regular expression, whatever the pattern', () => {
    const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
    fc.assert(
      fc.property(signs, texts, (pattern, text) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.')
        expect(fitsWildcard(pattern, text)).toBe(new RegExp(`^${source}$`).test(text))
      }),
    )
  })

  test('take no time on what makes regular expressions slow', () => {
    const begun = performance.now()
    for (let n = 0; n < 100; n++) expect(fitsWildcard('*a'.repeat(100), 'a'.repeat(99))).toBe(false)
    expect(fitsWildcard(`${'*a'.repeat(99)}b`, 'a'.repeat(200))).toBe(false)
    expect(performance.now() - begun).toBeLessThan(2_000)
  })
})
