import { provision } from '../../src/activesync/commands/provision.js'
import { childOf, type Element, element, textOf } from '../../src/activesync/wbxml/element.js'
import { readProvision } from '../../src/client/answers.js'
import type { Database } from '../../src/store/database.js'
import { type CommandDevice, newDevice } from '../support/command.js'
import { newTenant, testDatabase } from '../support/database.js'
import { expectValid, testWithSchemas } from '../support/schema.js'
import type { Row } from '../support/tenant.js'

let database: Database

beforeAll(async () => {
  database = await testDatabase()
})

async function newPhone(fields: Row = {}): Promise<CommandDevice> {
  const tenant = await newTenant(database)
  return await newDevice(database, { tenant, account: await tenant.account() }, fields)
}

const WBXML = 'MS-EAS-Provisioning-WBXML'

/** A request with this content of its Policy. */
function policy(...content: (Element | null)[]): Element {
  return element('Provision:Provision', [
    element('Provision:Policies', [element('Provision:Policy', content)]),
  ])
}

const type = (name = WBXML) => element('Provision:PolicyType', name)
const status = (value: string) => element('Provision:Status', value)
const policyKey = (key: number | string | null) => element('Provision:PolicyKey', String(key))

function information(...fields: Element[]): Element {
  return element('Settings:DeviceInformation', [element('Settings:Set', fields)])
}

function initial(sent: Element | null = information(element('Settings:Model', 'Test'))): Element {
  const request = policy(type())
  return { ...request, children: sent ? [sent, ...request.children] : request.children }
}

function documentIn(answer: Element | null): Element | undefined {
  const policies = childOf(answer, 'Provision:Policies')
  const data = childOf(childOf(policies, 'Provision:Policy'), 'Provision:Data')
  return childOf(data, 'Provision:EASProvisionDoc')
}

test.each(['12.0', '12.1', '14.0', '14.1', '16.0', '16.1'] as const)(
  'R-ONO-15 MS-ASPROV_R209 MS-ASPROV_R601 MS-ASPROV_R650 MS-ASPROV_R662 in version %s a phone gets a policy and a key of its own in two phases',
  async (version) => {
    const phone = await newPhone()
    const hasInformation = Number(version) >= 14.1
    const first = await phone.run(provision, initial(hasInformation ? undefined : null), {
      version,
    })
    const offered = readProvision(first)
    expect(offered).toMatchObject({ status: 1, policyStatus: 1 })
    expect(documentIn(first)).toBeDefined()
    expect(childOf(first, 'Settings:DeviceInformation') !== undefined).toBe(hasInformation)

    const acknowledgement = policy(type(), policyKey(offered.policyKey), status('1'))
    const second = await phone.run(provision, acknowledgement, { version })
    const final = readProvision(second)
    expect(final).toMatchObject({ status: 1, policyStatus: 1 })
    expect(documentIn(second)).toBeUndefined()
    expect(final.policyKey).not.toBe(offered.policyKey)
    expect((await phone.row()).policy_key).toBe(final.policyKey)
    for (const key of [offered.policyKey, final.policyKey]) {
      expect(key).toBeGreaterThan(0)
      expect(key).toBeLessThan(2 ** 32)
    }
  },
)

test('the policy demands nothing', async () => {
  const document = documentIn(await (await newPhone()).run(provision, initial()))
  expect(textOf(document, 'Provision:DevicePasswordEnabled')).toBe('0')
  expect(textOf(document, 'Provision:RequireDeviceEncryption')).toBe('0')
  expect(textOf(document, 'Provision:AllowCamera')).toBe('1')
})

test('16.1 no longer has MaxCalendarAgeFilter in the policy', async () => {
  const phone = await newPhone()
  const tag = 'Provision:MaxCalendarAgeFilter'
  const in160 = await phone.run(provision, initial(), { version: '16.0' })
  const in161 = await phone.run(provision, initial(), { version: '16.1' })
  expect(textOf(documentIn(in160), tag)).toBe('0')
  expect(textOf(documentIn(in161), tag)).toBeUndefined()
})

test('Android clients get an empty policy, since any setting alarms them', async () => {
  const phone = await newPhone({ user_agent: 'Android-Mail/2026.06.15.release' })
  expect(documentIn(await phone.run(provision, initial()))?.children).toEqual([])
})

test('either answer that got lost is given again', async () => {
  const phone = await newPhone()
  const offered = readProvision(await phone.run(provision, initial()))
  expect(readProvision(await phone.run(provision, initial()))).toEqual(offered)
  const acknowledgement = policy(type(), policyKey(offered.policyKey), status('1'))
  const final = readProvision(await phone.run(provision, acknowledgement))
  expect(readProvision(await phone.run(provision, acknowledgement))).toEqual(final)
})

test('provisioning anew gives new keys', async () => {
  const phone = await newPhone()
  const offered = readProvision(await phone.run(provision, initial()))
  const acknowledgement = policy(type(), policyKey(offered.policyKey), status('1'))
  await phone.run(provision, acknowledgement)
  const again = readProvision(await phone.run(provision, initial()))
  expect(again.policyKey).not.toBe(offered.policyKey)
  const late = readProvision(await phone.run(provision, acknowledgement))
  expect(late).toMatchObject({ status: 1, policyStatus: 5, policyKey: null })
})

test.each([
  ['a wrong key', policy(type(), policyKey(12), status('1')), { status: 1, policyStatus: 5 }],
  ['a key that is no number', policy(type(), policyKey('x'), status('1')), { policyStatus: 5 }],
  ['no key', policy(type(), status('1')), { status: 141 }],
  ['an empty key', policy(type(), policyKey(''), status('1')), { status: 141 }],
  ['partial success', policy(type(), policyKey(1), status('2')), { status: 139 }],
  ['no success', policy(type(), policyKey(1), status('3')), { status: 139 }],
  ['a policy of somebody else', policy(type(), policyKey(1), status('4')), { status: 145 }],
  ['a status that is none', policy(type(), policyKey(1), status('9')), { status: 2 }],
])(
  'MS-ASPROV_R382 MS-ASPROV_R681 MS-ASPROV_R682 MS-ASPROV_R686 an acknowledgement with %s is refused',
  async (_, request, expected) => {
    const phone = await newPhone()
    await phone.run(provision, initial())
    expect(readProvision(await phone.run(provision, request))).toMatchObject(expected)
  },
)

test('up to 12.1 a refusal is HTTP 403', async () => {
  const phone = await newPhone()
  const request = policy(type(), status('1'))
  const refused = phone.run(provision, request, { version: '12.1' })
  await expect(refused).rejects.toMatchObject({ name: 'HttpError', status: 403 })
})

test.each([
  ['no policy', element('Provision:Provision', [element('Provision:Policies')])],
  ['no policy type', policy()],
  ['an empty policy type', policy(type(''))],
  ['another document', element('Ping:Ping')],
])('MS-ASPROV_R395 a request with %s is a protocol error', async (_, request) => {
  const answer = readProvision(await (await newPhone()).run(provision, request))
  expect(answer).toMatchObject({ status: 2, policyStatus: null })
})

test.each(['MS-WAP-Provisioning-XML', 'x'.repeat(5000)])(
  'MS-ASPROV_R380 a policy type that is unknown is answered with policy status 3',
  async (name) => {
    const answer = await (await newPhone()).run(provision, policy(type(name)))
    expect(readProvision(answer)).toEqual({ status: 1, policyStatus: 3, policyKey: null })
  },
)

test('from 14.1 on a device that never said what it is must say so', async () => {
  const phone = await newPhone()
  expect(readProvision(await phone.run(provision, initial(null)))).toMatchObject({ status: 165 })
  await phone.run(provision, initial())
  expect(readProvision(await phone.run(provision, initial(null)))).toMatchObject({ status: 1 })
})

test('what the device says of itself is kept, known fields only and shortened', async () => {
  const phone = await newPhone()
  const sent = information(
    element('Settings:Model', 'iPhone17C2'),
    element('Settings:OS', `iOS\u0000\u0007 26${'!'.repeat(900)}`),
    element('Settings:SMTPAddress', 'not a field of this'),
  )
  const answer = await phone.run(provision, initial(sent))
  expect(textOf(childOf(answer, 'Settings:DeviceInformation'), 'Settings:Status')).toBe('1')
  const kept = (await phone.row()).information as Record<string, string>
  expect(Object.keys(kept).sort()).toEqual(['model', 'os'])
  expect(kept.model).toBe('iPhone17C2')
  expect(kept.os).toMatch(/^iOS {3}26!+$/)
  expect(kept.os).toHaveLength(255)
})

test.each([
  ['the empty request', null],
  ['an empty document', element('Provision:Provision')],
  [
    'a wipe that was acknowledged',
    element('Provision:Provision', [element('Provision:RemoteWipe', [status('1')])]),
  ],
  [
    'an account wipe that was acknowledged',
    element('Provision:Provision', [element('Provision:AccountOnlyRemoteWipe', [status('1')])]),
  ],
])('%s is answered with success and without a wipe', async (_, request) => {
  const answer = await (await newPhone()).run(provision, request)
  expect(answer).toEqual(element('Provision:Provision', [element('Provision:Status', '1')]))
})

testWithSchemas('the schemas refuse what is not valid', async () => {
  const twice = [element('Provision:Status', '1'), element('Provision:Status', '1')]
  expect(() => expectValid(element('Provision:Provision', twice))).toThrow('not valid')
})
