import pino from 'pino'
import { folderSync } from '../../src/activesync/commands/folder-sync.js'
import { provision } from '../../src/activesync/commands/provision.js'
import { settings } from '../../src/activesync/commands/settings.js'
import { PROTOCOL_VERSIONS } from '../../src/activesync/protocol-version.js'
import { childOf, element, textOf } from '../../src/activesync/wbxml/element.js'
import { checkServer } from '../../src/client/check.js'
import { discover } from '../../src/client/discover.js'
import { loadConfig } from '../../src/config.js'
import { createGateway, type Gateway } from '../../src/server.js'
import type { Database } from '../../src/store/database.js'
import { newTenant, testDatabase } from '../support/database.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, PASSWORD, type TenantFixture } from '../support/tenant.js'

const DOMAIN = 'eas.example.test'

let database: Database
let gateway: Gateway
let baseUrl: string
let tenant: TenantFixture
let account: AccountFixture
const phones: Phone[] = []

beforeAll(async () => {
  database = await testDatabase()
  const config = loadConfig({ PORT: '0' })
  const log = pino({ level: 'silent' })
  const commands = new Map([folderSync, provision, settings].map((one) => [one.name, one]))
  gateway = createGateway({ config, database, log, now: () => new Date() }, commands)
  baseUrl = (await gateway.listen()).url
})

beforeEach(async () => {
  tenant = await newTenant(database, { domains: [DOMAIN] })
  account = await tenant.account({ email: 'tiger@example.test' })
})

afterEach(() => {
  for (const phone of phones.splice(0)) phone.close()
})

afterAll(async () => {
  await gateway.close()
})

type Query = 'plain' | 'base64'

function newPhone(version: string, query: Query = 'plain'): Phone {
  const phone = new Phone({ baseUrl, user: account.login, password: PASSWORD, version, query })
  phones.push(phone)
  return phone
}

const forms: [string, Query][] = PROTOCOL_VERSIONS.flatMap((version): [string, Query][] => [
  [version, 'plain'],
  [version, 'base64'],
])

test.each(forms)('R-ONO-15 a phone of version %s sets itself up (%s)', async (version, query) => {
  const phone = await newPhone(version, query).setUp()
  expect(phone.client.version).toBe(version)
  expect(phone.client.policyKey).toBeGreaterThan(0)
  expect(phone.folderId('Calendar')).toBe(`cal-${account.calendar}`)
  expect(phone.folders).toHaveLength(8)

  await phone.syncFolders('0')
  expect(phone.folders).toHaveLength(8)
})

test('R-ONO-12 a phone loses and regains the folder of a switch', async () => {
  const phone = await newPhone('16.1').setUp()
  const turn = (on: boolean) =>
    tenant.sql('update account set contacts_enabled = $3 where tenant_id = $1 and id = $2', [
      tenant.id,
      account.id,
      on,
    ])
  await turn(false)
  await phone.syncFolders()
  expect(phone.has('Contacts')).toBe(false)
  await turn(true)
  await phone.syncFolders()
  expect(phone.folderId('Contacts')).toBe(`contacts-${account.contacts}`)
})

test('a phone asks whose account it is', async () => {
  const phone = await newPhone('14.0').setUp()
  const answer = await phone.client.settings([
    element('Settings:UserInformation', [element('Settings:Get')]),
  ])
  const got = childOf(childOf(answer, 'Settings:UserInformation'), 'Settings:Get')
  const addresses = childOf(got, 'Settings:EmailAddresses')
  expect(textOf(addresses, 'Settings:SMTPAddress')).toBe('tiger@example.test')
})

test('R-ONO-19 Autodiscover finds the server by the address that a person types', async () => {
  const address = `${account.login}@${DOMAIN}`
  const found = await discover(address, PASSWORD, { servers: [baseUrl] })
  expect(found.url).toBe(`${baseUrl}/Microsoft-Server-ActiveSync`)
})

test('a check finds all but the commands that are missing', async () => {
  const address = `${account.login}@${DOMAIN}`
  const report = await checkServer({ address, password: PASSWORD, server: baseUrl })
  expect(report.steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
    'Autodiscover true',
    'OPTIONS true',
    'Provision true',
    'FolderSync true',
    'Sync false',
  ])
  expect(report.steps.at(-1)?.detail).toContain('501')
})

test('a check with a wrong password is refused', async () => {
  const address = `${account.login}@${DOMAIN}`
  const report = await checkServer({ address, password: 'wrong', server: baseUrl })
  expect(report).toMatchObject({ ok: false, refused: true })
})
