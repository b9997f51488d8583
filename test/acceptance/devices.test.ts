import { readFileSync } from 'node:fs'
import { discover } from '../../src/client/discover.js'
import { appointment, contact, inDays, task } from './items.js'
import { type Office, openOffice, PASSWORD, type Person } from './office.js'

const IPHONE = { deviceType: 'iPhone', userAgent: 'Apple-iPhone15C2/2203.74', version: '16.1' }
const GMAIL = {
  deviceType: 'Android',
  userAgent: 'Android-Mail/2024.05.12.641',
  version: '16.1',
} as const
const TASKS_APP = { deviceType: 'Nine', userAgent: 'Nine-TestModel/5.0', version: '14.1' } as const

let office: Office
let counter = 0

beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const somebody = (options?: string[]): Promise<Person> =>
  office.person(`person${counter++}`, options)

test('R-ONO-32 Android is set up by hand with server, user name and password', async () => {
  const anna = await somebody()
  const phone = await office.manual(anna.login, GMAIL).setUp()
  const id = await phone
    .sync('Calendar')
    .then(() => phone.add('Calendar', appointment('Von Hand', inDays(1))))
  const again = await office.manual(anna.address, GMAIL).setUp()
  expect((await again.sync('Calendar')).add).toEqual([id])
})

test('R-ONO-33 Android has calendar and contacts in its account, tasks in an app of their own', async () => {
  const bert = await somebody()
  const [native, app] = [await office.phone(bert, GMAIL), await office.phone(bert, TASKS_APP)]
  await native.syncAll(['Calendar', 'Contacts'])
  await app.sync('Tasks')
  await native.add('Calendar', appointment('Notar', inDays(1)))
  await native.add('Contacts', contact('Kaufmann'))
  await app.add('Tasks', task('Exposé', inDays(2)))
  // Each hears of its own folders only, and the other's leave it alone.
  for (const kind of ['Calendar', 'Contacts'] as const) {
    expect((await native.sync(kind)).pages).toBe(0)
  }
  expect((await app.sync('Tasks')).pages).toBe(0)
  const fresh = await office.phone(bert, IPHONE)
  await fresh.syncAll()
  expect(fresh.list('Calendar', 'Calendar:Subject')).toEqual(['Notar'])
  expect(fresh.list('Tasks', 'Tasks:Subject')).toEqual(['Exposé'])
  expect(fresh.list('Contacts', 'Contacts:LastName')).toEqual(['Kaufmann'])
})

test.each([
  ['de', 'Kalender', 'Aufgaben', 'Kontakte'],
  ['en', 'Calendar', 'Tasks', 'Contacts'],
])('R-ONO-34 folders have names of the user’s language (%s)', async (language, ...names) => {
  const person = await somebody()
  await office.gateway.sql('update account set language = $2 where name = $1', [
    person.name,
    language,
  ])
  const phone = await office.phone(person, GMAIL)
  const named = Object.fromEntries(phone.folders.map((one) => [one.type, one.displayName]))
  // MS-ASCMD, Type (FolderSync): 8 calendar, 7 tasks, 9 contacts
  expect([named[8], named[7], named[9]]).toEqual(names)
})

test.each([
  ['R-ONO-37', 'Tasks', 'tasks', 'calendar,contacts'],
  ['R-ONO-39', 'Contacts', 'contacts', 'calendar,tasks'],
] as const)('%s: %s are synced once their switch is on', async (_, kind, word, others) => {
  const person = await somebody(['--enable', others])
  const phone = await office.phone(person)
  expect(phone.has(kind)).toBe(false)
  await office.run(['user', 'enable', person.tenant, person.name, word])
  await phone.syncFolders()
  await phone.sync(kind)
  const item = kind === 'Tasks' ? task('Eins', inDays(1)) : contact('Eins')
  await phone.add(kind, item)
  expect((await (await office.phone(person)).sync(kind)).add).toHaveLength(1)
})

test('R-ONO-38 the iPhone’s Reminders show the tasks, and tick them off', async () => {
  const cora = await somebody()
  const [phone, desk] = [await office.phone(cora, IPHONE), await office.phone(cora)]
  await phone.sync('Tasks')
  await desk.sync('Tasks')
  expect(phone.folders.filter(({ type }) => type === 7)).toHaveLength(1)
  await desk.add('Tasks', task('Rückruf', inDays(1)))
  const { add } = await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Rückruf'])
  const done = { 'Tasks:Complete': '1', 'Tasks:DateCompleted': '2026-11-20T00:00:00.000Z' } as const
  await phone.edit('Tasks', add[0] ?? '', done)
  expect((await desk.sync('Tasks')).delete).toEqual(add)
})

describe('programs that do not speak ActiveSync, such as Outlook for Mac,', () => {
  test.each([
    ['GET', '/.well-known/caldav'],
    ['PROPFIND', '/.well-known/caldav'],
    ['PROPFIND', '/'],
    ['POST', '/EWS/Exchange.asmx'],
  ])('R-ONO-08 get a clear no for %s %s, and no question for a password', async (method, path) => {
    const answer = await fetch(`${office.gateway.baseUrl}${path}`, { method })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('www-authenticate')).toBeNull()
  })

  test('R-ONO-08 are named in the documentation, with the way there is for them', () => {
    const page = readFileSync('docs/protocol-support.md', 'utf8')
    const [, section = ''] = page.split('## Programs without ActiveSync\n')
    expect(section).toMatch(/Outlook for Mac/)
    expect(section).toMatch(/CalDAV/)
  })
})

test('R-ONO-27 by hand it is a host name: the rest of the URL is the standard path', async () => {
  const dora = await somebody()
  const { url } = await discover(dora.address, PASSWORD, { servers: [office.gateway.baseUrl] })
  expect(url).toBe(`${office.gateway.baseUrl}/Microsoft-Server-ActiveSync`)
  expect((await office.manual(dora.login, IPHONE).setUp()).has('Calendar')).toBe(true)
})
