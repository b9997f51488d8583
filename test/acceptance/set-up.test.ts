import { PROTOCOL_VERSIONS } from '../../src/activesync/protocol-version.js'
import { element, textOf } from '../../src/activesync/wbxml/element.js'
import { discover } from '../../src/client/discover.js'
import type { Phone } from '../support/phone.js'
import { appointment, inDays } from './items.js'
import { type Office, openOffice, PASSWORD, type Person } from './office.js'

const EAS_DOMAIN = 'activesync.example.test'

let office: Office
let tiger: Person

beforeAll(async () => {
  office = await openOffice({ env: { EAS_DOMAINS: EAS_DOMAIN, LOGIN_LOCK_FAILURES: '10000' } })
  tiger = await office.person('theobald.tiger')
})
afterAll(() => office.close())

function find(address: string, password = PASSWORD) {
  return discover(address, password, { servers: [office.gateway.baseUrl] })
}

test('R-ONO-16 R-ONO-18 R-ONO-19 address and password are all that is needed', async () => {
  const found = await find(tiger.address)
  expect(found).toMatchObject({
    url: `${office.gateway.baseUrl}/Microsoft-Server-ActiveSync`,
    displayName: 'theobald.tiger',
    refused: false,
  })
  // One answer carried everything.
  expect(found.attempts).toHaveLength(1)
  const phone = await office.phone(tiger)
  expect(phone.has('Calendar') && phone.has('Tasks') && phone.has('Contacts')).toBe(true)
})

test('R-ONO-21 the domain of the installation does as well as the office’s own', async () => {
  const address = `${tiger.login}@${EAS_DOMAIN.toUpperCase()}`
  expect((await find(address)).url).not.toBeNull()
  expect((await office.phone({ ...tiger, address })).has('Calendar')).toBe(true)
})

test.each(PROTOCOL_VERSIONS)(
  'R-ONO-15 `check --max-version %s` speaks that version',
  async (version) => {
    const person = await office.person(`check${version}`)
    const phone = await office.phone(person)
    await phone.syncAll()
    await phone.add('Calendar', appointment('Besichtigung', inDays(1)))
    const args = ['check', person.address, '--server', office.gateway.baseUrl, '--password-stdin']
    const told = await office.run([...args, '--max-version', version, '--json'], `${PASSWORD}\n`)
    const report = JSON.parse(told)
    expect(report).toMatchObject({ ok: true, version })
    expect(report.appointments).toMatchObject([{ title: 'Besichtigung' }])
  },
)

test('R-ONO-20 R-ONO-24 a wrong domain fails at once, with nothing said of users', async () => {
  const known = await find(`${tiger.login}@elsewhere.test`)
  const unknown = await find(`nobody_${tiger.tenant}@elsewhere.test`, 'wrong')
  expect(known).toMatchObject({ url: null, refused: false })
  expect(known.attempts[0]?.outcome).toMatch(/^error 500/)
  expect(unknown.attempts[0]?.outcome).toBe(known.attempts[0]?.outcome)
  // The device goes on to the manual way, which works.
  expect((await office.manual(tiger.login).setUp()).has('Calendar')).toBe(true)
})

describe('by hand, with server, user name and password', () => {
  const status = async (user: string) => (await office.manual(user).client.options()).status

  test('R-ONO-17 R-ONO-23 each form of the user name works', async () => {
    const { login, address } = tiger
    for (const user of [login, address, `BUERO\\${login}`, `\\${login}`, `x\\${address}`]) {
      expect([user, await status(user)]).toEqual([user, 200])
    }
  })

  test('R-ONO-22 capitals count in user and tenant, and not in the domain', async () => {
    const { name, tenant, domain } = { ...tiger, domain: office.domain }
    expect(await status(`Theobald.Tiger_${tenant}`)).toBe(401)
    expect(await status(`${name}_${tenant.toLowerCase()}`)).toBe(401)
    expect(await status(`${name}_${tenant}@${domain.toUpperCase()}`)).toBe(200)
  })

  test('a name without a tenant is refused, and so are wrong domains', async () => {
    const { name, login } = tiger
    for (const user of [name, `${name}@${office.domain}`, `${login}@elsewhere.test`, '_', 'a_b']) {
      expect([user, await status(user)]).toEqual([user, 401])
    }
  })

  test('names with underscores are told apart', async () => {
    const eva = await office.person('eva_maria_von')
    expect((await office.phone(eva)).has('Calendar')).toBe(true)
    expect((await office.attempt(['user', 'add', office.tenant, 'eva_maria_von'])).code).toBe(1)
  })
})

/** Names as they send them (field-guide 1.3). */
const CLIENTS = [
  ['iOS', 'iPhone', 'Apple-iPhone15C2/2203.74', '16.1', 'plain'],
  [
    'Outlook for Windows',
    'WindowsOutlook15',
    'Outlook/15.0 (15.0.5553.1000; C2R; x64)',
    '14.0',
    'base64',
  ],
  ['Gmail', 'Android', 'Android-Mail/2024.05.12.641', '16.1', 'plain'],
  ['Samsung', 'SAMSUNGSMS911B', 'SAMSUNG-SM-S911B/101.130000', '14.1', 'base64'],
  ['Thunderbird', 'Thunderbird', 'Thunderbird ActiveSync', '14.0', 'plain'],
] as const

test.each(CLIENTS)(
  'R-ONO-02 R-ONO-15 %s is set up and syncs',
  async (name, deviceType, userAgent, version, query) => {
    const person = await office.person(`user-${deviceType}`)
    const phone = await office.phone(person, { deviceType, userAgent, version, query })
    await phone.syncAll()
    const id = await phone.add('Calendar', appointment(name, inDays(1)))
    await phone.edit('Calendar', id, { 'Calendar:Subject': `${name}, geändert` })
    const again = await office.phone(person)
    await again.syncAll()
    expect(again.list('Calendar', 'Calendar:Subject')).toEqual([`${name}, geändert`])
  },
)

describe('R-ONO-03 mail', () => {
  test('has folders for phones that insist on them, and nothing in them', async () => {
    const phone = await office.phone(tiger)
    expect((await phone.sync('Inbox')).add).toEqual([])
    expect((await phone.sync('Inbox')).pages).toBe(0)
  })

  // MailSubmissionFailed without a mail server; the others name no mail that they are about.
  test.each([
    ['SendMail', '120'],
    ['SmartReply', '103'],
    ['SmartForward', '103'],
  ] as const)('%s gets a clean answer', async (command, expected) => {
    const phone = await office.phone(tiger)
    const mail = element(`ComposeMail:${command}`, [
      element('ComposeMail:ClientId', '1'),
      element('ComposeMail:Mime', Buffer.from('To: a@example.com\r\n\r\nHallo')),
    ])
    const { status, body } = await phone.client.command(command, mail)
    expect([status, textOf(body, 'ComposeMail:Status')]).toEqual([200, expected])
  })
})

test('R-ONO-04 a phone may ask as often as it likes', async () => {
  const phone = await office.phone(tiger)
  await phone.syncAll()
  for (let times = 0; times < 30; times++) expect((await phone.sync('Tasks')).pages).toBe(0)
})

describe('a first synchronization', () => {
  let phone: Phone
  let many: Person
  const titles = Array.from({ length: 230 }, (_, index) => `Kontakt ${1000 + index}`)

  beforeAll(async () => {
    many = await office.person('many')
    const cards = titles.map((title, index) => card(title, index)).join('')
    await office.run(['import', '--user', many.login, office.file('many.vcf', cards)])
  })

  test('R-ONO-29 comes in pages, and goes on after every kind of interruption', async () => {
    phone = (await office.phone(many)).use('Contacts', { windowSize: 50 })
    await page()
    await page()
    // An answer gets lost, the phone is killed while one comes, the gateway dies.
    await phone.send('Contacts')
    await page()
    const aborted = phone.send('Contacts', { signal: AbortSignal.timeout(1) })
    await aborted.catch(() => {})
    await page()
    await office.restart('SIGKILL')
    expect((await phone.sync('Contacts')).add.length).toBeGreaterThan(0)
    expect(phone.list('Contacts', 'Contacts:LastName')).toEqual(titles)
  })

  test('R-ONO-35 a phone that asks once in a while gets what changed, and no more', async () => {
    await office.restart('SIGTERM')
    const [title = ''] = titles
    await office.run(['import', '--user', many.login, office.file('one.vcf', card('Anders', 0))])
    const { add, change } = await phone.sync('Contacts')
    expect([add.length, change.length]).toEqual([0, 1])
    expect(phone.list('Contacts', 'Contacts:LastName')).not.toContain(title)
  })

  async function page(): Promise<void> {
    const answer = await phone.send('Contacts')
    if (answer) phone.take('Contacts', answer)
  }
})

function card(name: string, index: number): string {
  return `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:card-${index}\r\nFN:${name}\r\nN:${name};;;;\r\nEND:VCARD\r\n`
}
