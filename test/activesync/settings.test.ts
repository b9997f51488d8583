import { settings } from '../../src/activesync/commands/settings.js'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../src/activesync/wbxml/element.js'
import type { Database } from '../../src/store/database.js'
import { type CommandDevice, newDevice, type RunOptions } from '../support/command.js'
import { newTenant, testDatabase } from '../support/database.js'
import type { Row } from '../support/tenant.js'

let database: Database

beforeAll(async () => {
  database = await testDatabase()
})

async function newPhone(fields: Row = {}, tenantFields: Row = {}): Promise<CommandDevice> {
  const tenant = await newTenant(database, tenantFields)
  return await newDevice(database, { tenant, account: await tenant.account(fields) })
}

async function ask(phone: CommandDevice, properties: Element[], options: RunOptions = {}) {
  return await phone.run(settings, element('Settings:Settings', properties), options)
}

const get = (...content: Element[]) => element('Settings:Get', content)
const set = (...content: Element[]) => element('Settings:Set', content)
const bodyType = (text: string) => element('Settings:BodyType', text)
const statusOf = (answer: Element | null | undefined) => textOf(answer, 'Settings:Status')

/** Status of one property, in an answer whose own status is success. */
async function propertyStatus(tag: Tag, content: Element[]): Promise<string | undefined> {
  const answer = await ask(await newPhone(), [element(tag, content)])
  expect(statusOf(answer)).toBe('1')
  return statusOf(childOf(answer, tag))
}

test('MS-ASCMD_R480 answers stand in the order of the request, each with its status first', async () => {
  const answer = await ask(await newPhone(), [
    element('Settings:UserInformation', [get()]),
    element('Settings:DeviceInformation', [set(element('Settings:Model', 'X'))]),
    element('Settings:Oof', [get(bodyType('TEXT'))]),
  ])
  expect(answer?.children.map((child) => child.tag)).toEqual([
    'Settings:Status',
    'Settings:UserInformation',
    'Settings:DeviceInformation',
    'Settings:Oof',
  ])
  for (const property of answer?.children.slice(1) ?? []) {
    expect(property.children[0]).toEqual(element('Settings:Status', '1'))
  }
})

test.each([
  ['no document', null],
  ['another document', element('Ping:Ping')],
  [
    'a property twice',
    element('Settings:Settings', [
      element('Settings:UserInformation', [get()]),
      element('Settings:UserInformation', [get()]),
    ]),
  ],
  ['an element that is no property', element('Settings:Settings', [element('Settings:Model')])],
])('%s is a protocol error without any property', async (_, root) => {
  const answer = await (await newPhone()).run(settings, root)
  expect(answer).toEqual(element('Settings:Settings', [element('Settings:Status', '2')]))
})

test('a property of a later version is left out', async () => {
  const unknown: Element = { ...element('Unknown:0x12:0x3F'), unknown: { offset: 9 } }
  const information = element('Settings:UserInformation', [get()])
  const answer = await ask(await newPhone(), [unknown, information])
  expect(answer?.children.map((child) => child.tag)).toEqual([
    'Settings:Status',
    'Settings:UserInformation',
  ])
})

test('R-ONO-18 from 14.1 on a user’s name and addresses come per account', async () => {
  const fields = { name: 'theobald.tiger', email: 'tiger@example.test', display_name: 'T. Tiger' }
  const phone = await newPhone(fields, { domains: ['eas.example.test'] })
  const answer = await ask(phone, [element('Settings:UserInformation', [get()])])
  const information = childOf(answer, 'Settings:UserInformation')
  const accounts = childOf(childOf(information, 'Settings:Get'), 'Settings:Accounts')
  const account = childOf(accounts, 'Settings:Account')
  expect(textOf(account, 'Settings:UserDisplayName')).toBe('T. Tiger')
  const addresses = childOf(account, 'Settings:EmailAddresses')
  expect(textOf(addresses, 'Settings:PrimarySmtpAddress')).toBe('tiger@example.test')
  const [own, login] = childrenOf(addresses, 'Settings:SMTPAddress').map((child) => child.text)
  expect(own).toBe('tiger@example.test')
  expect(login).toMatch(/^theobald\.tiger_T\w+@eas\.example\.test$/)
})

test.each(['12.1', '14.0'] as const)('in %s the addresses stand alone', async (version) => {
  const phone = await newPhone({ email: 'tiger@example.test' })
  const request = [element('Settings:UserInformation', [get()])]
  const answer = await ask(phone, request, { version })
  const got = childOf(childOf(answer, 'Settings:UserInformation'), 'Settings:Get')
  expect(got?.children).toEqual([
    element('Settings:EmailAddresses', [element('Settings:SMTPAddress', 'tiger@example.test')]),
  ])
})

test('an account without any address is answered nevertheless', async () => {
  const answer = await ask(await newPhone(), [element('Settings:UserInformation', [get()])])
  expect(statusOf(childOf(answer, 'Settings:UserInformation'))).toBe('1')
})

test('user information that is not asked for with Get is a protocol error', async () => {
  expect(await propertyStatus('Settings:UserInformation', [])).toBe('2')
})

test('device information is kept, and later fields are laid over it', async () => {
  const phone = await newPhone()
  const send = (...fields: Element[]) =>
    ask(phone, [element('Settings:DeviceInformation', [set(...fields)])])
  await send(element('Settings:Model', 'Pixel'), element('Settings:OSLanguage', 'de'))
  await send(element('Settings:OSLanguage', 'en'))
  expect((await phone.row()).information).toEqual({ model: 'Pixel', osLanguage: 'en' })
})

test.each([
  ['without Set', [], '2'],
  ['with a text over 1024 characters', [set(element('Settings:OS', 'x'.repeat(1025)))], '5'],
  ['with a wrong number', [set(element('Settings:EnableOutboundSMS', '7'))], '5'],
  ['with emoji cut in half', [set(element('Settings:OS', `${'x'.repeat(254)}🦊`))], '1'],
])('device information %s has its status', async (_, content, status) => {
  expect(await propertyStatus('Settings:DeviceInformation', content)).toBe(status)
})

test.each(['TEXT', 'Html'])('out-of-office is always off, in body type %s', async (asked) => {
  const answer = await ask(await newPhone(), [element('Settings:Oof', [get(bodyType(asked))])])
  const oof = childOf(childOf(answer, 'Settings:Oof'), 'Settings:Get')
  expect(textOf(oof, 'Settings:OofState')).toBe('0')
  const messages = childrenOf(oof, 'Settings:OofMessage')
  expect(messages.map((message) => message.children[0]?.tag)).toEqual([
    'Settings:AppliesToInternal',
    'Settings:AppliesToExternalKnown',
    'Settings:AppliesToExternalUnknown',
  ])
  for (const message of messages) {
    expect(textOf(message, 'Settings:Enabled')).toBe('0')
    expect(textOf(message, 'Settings:BodyType')).toBe(asked)
  }
})

const state = (value: string) => element('Settings:OofState', value)
const message = (...content: Element[]) => element('Settings:OofMessage', content)
const internal = element('Settings:AppliesToInternal')
const reply = element('Settings:ReplyMessage', 'I am away')

test.each([
  ['getting it without a body type', [get()], '5'],
  ['getting it in another body type', [get(bodyType('RTF'))], '5'],
  ['neither getting nor setting', [], '2'],
  ['getting and setting at once', [get(bodyType('TEXT')), set(state('0'))], '2'],
  ['switching it off', [set(state('0'))], '1'],
  ['switching it off with a message', [set(state('0'), message(internal, reply))], '5'],
  [
    'switching it off with a typed message',
    [set(state('0'), message(internal, reply, bodyType('TEXT')))],
    '1',
  ],
  ['switching it on', [set(state('1'), message(internal))], '5'],
  ['a state that is none', [set(state('7'))], '5'],
  ['one audience twice', [set(state('0'), message(internal), message(internal))], '6'],
])('MS-ASCMD_R5582 MS-ASCMD_R5583 out-of-office, %s', async (_, content, status) => {
  expect(await propertyStatus('Settings:Oof', content)).toBe(status)
})

const start = element('Settings:StartTime', '2027-03-15T00:00:00.000Z')
const end = element('Settings:EndTime', '2027-03-20T00:00:00.000Z')

test.each([
  ['MS-ASCMD_R2272 MS-ASCMD_R5827 a start without an end', [start], '2'],
  ['MS-ASCMD_R5681 MS-ASCMD_R3992 an end without a start', [end], '2'],
  ['both', [start, end], '1'],
])('out-of-office that is off, with %s', async (_, times, status) => {
  expect(await propertyStatus('Settings:Oof', [set(state('0'), ...times)])).toBe(status)
})

const password = (text: string) => set(element('Settings:Password', text))

test.each([
  ['is not kept', [password('1234')], '7'],
  ['may be empty', [password('')], '7'],
  ['may not be too long', [password('x'.repeat(256))], '5'],
  ['must be there', [], '2'],
])('a device password %s', async (_, content, status) => {
  expect(await propertyStatus('Settings:DevicePassword', content)).toBe(status)
})

test('there is no rights management', async () => {
  const asked = [get()]
  expect(await propertyStatus('Settings:RightsManagementInformation', asked)).toBe('168')
})

test('MS-ASRM: before 14.1 nobody can ask for it', async () => {
  const asked = [element('Settings:RightsManagementInformation', [get()])]
  const answer = await ask(await newPhone(), asked, { version: '14.0' })
  expect(answer?.children.map(({ tag, text }) => [tag, text])).toEqual([['Settings:Status', '1']])
})
