import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childOf, element } from '../../src/activesync/wbxml/element.js'
import { termingate } from '../cli/termingate.js'
import { startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { ROOT } from '../support/prepare.js'
import { appointment, diary, inDays, KINDS } from './items.js'
import { type Office, openOffice, PASSWORD, type Person } from './office.js'
import { seeEachOther, settled } from './see-each-other.js'

// A first start makes the database, and commands are processes of their own.
jest.setTimeout(180_000)

const WATCH = join(ROOT, 'test/acceptance/watch-connections.cjs')
const FILES = ['apple.ics', 'outlook.ics', 'thunderbird.ics', 'apple.vcf', 'outlook.vcf'].map(
  (name) => join(ROOT, 'test/fixtures/import', name),
)

describe('a newcomer', () => {
  test('starts it on nothing, sees the demo and checks it like a phone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'termingate-newcomer-'))
    const dataDir = join(directory, 'data')
    const gateway = await startGateway({ demo: true, databaseUrl: null, dataDir })
    try {
      const password = await said(gateway, /password +([a-z2-9]{4}(?:-[a-z2-9]{4}){3})/)
      const address = await said(gateway, /e-mail +(\S+)/)
      expect(address).toBe('theobald.tiger_MeinMandant@localhost')
      const check = ['check', address, '--server', gateway.baseUrl, '--password-stdin']

      const told = await termingate(check, { stdin: `${password}\n` })
      expect(told).toMatchObject({ code: 0, stderr: '' })
      for (const step of ['Autodiscover', 'OPTIONS', 'Provision', 'FolderSync', 'Sync']) {
        expect(told.stdout).toMatch(new RegExp(`^ok +${step}: `, 'm'))
      }
      const listed = await termingate([...check, '--json'], { stdin: `${password}\n` })
      const report = JSON.parse(listed.stdout)
      expect(report).toMatchObject({ ok: true, refused: false, version: '16.1' })
      for (const kind of ['appointments', 'tasks', 'contacts']) {
        expect(report[kind].length).toBeGreaterThan(0)
      }
      expect((await termingate(check, { stdin: 'wrong\n' })).code).toBe(2)
    } finally {
      await gateway.stop()
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

/** The first group of what the gateway prints, sooner or later. */
async function said(gateway: { readonly logs: string }, words: RegExp): Promise<string> {
  for (;;) {
    const found = words.exec(gateway.logs)?.[1]
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('an office', () => {
  let office: Office
  let anna: Person

  beforeAll(async () => {
    office = await openOffice({ env: { NODE_OPTIONS: `--require ${WATCH}` } })
    anna = await office.person('anna')
  })
  afterAll(() => office.close())

  test('imports files of other programs while it serves, and a second time nothing', async () => {
    const importAll = async () => {
      const args = ['import', '--user', anna.login, ...FILES, '--json']
      const { code, stdout } = await termingate(args, { env: office.gateway.env })
      expect(code).toBe(0)
      return JSON.parse(stdout)
    }
    const first = await importAll()
    for (const file of first.files) expect(file.created).toBeGreaterThan(0)
    const again = await importAll()
    for (const file of again.files) expect(file).toMatchObject({ created: 0, updated: 0 })
  })

  test('`check` shows what was imported, with exit code 0', async () => {
    const bert = await office.person('bert')
    const files = [office.file('diary.ics', diary()), FILES[3] ?? '']
    await office.run(['import', '--user', bert.login, ...files])
    const args = ['check', bert.address, '--server', office.gateway.baseUrl, '--password-stdin']
    const { code, stdout } = await termingate([...args, '--json'], { stdin: `${PASSWORD}\n` })
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report.appointments.map((one: { title: string }) => one.title).sort()).toEqual([
      'Besichtigung Villa',
      'Messe',
      'Teamrunde',
    ])
    expect(report.tasks).toMatchObject([{ title: 'Notar anrufen', complete: false }])
    expect(report.contacts.map((one: { name: string }) => one.name)).toContain(
      'Ursula Meisenkaiser',
    )
  })

  test('a phone that is parked gets what is imported at once', async () => {
    const carl = await office.person('carl')
    const phone = await office.phone(carl)
    await phone.syncAll()
    const parked = phone.ping(['Calendar', 'Tasks', 'Contacts'])
    await settled()
    await office.run(['import', '--user', carl.login, office.file('more.ics', diary())])
    expect((await parked).status).toBe(2)
    await phone.syncAll()
    expect(phone.list('Calendar', 'Calendar:Subject')).toContain('Messe')
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Notar anrufen'])
  })

  const PAIRS = [
    ['14.1', 'plain', '16.1', 'base64'],
    ['12.1', 'base64', '16.1', 'plain'],
    ['14.0', 'plain', '16.0', 'base64'],
    ['16.0', 'plain', '12.1', 'plain'],
    ['16.1', 'base64', '14.1', 'plain'],
    ['2.5', 'plain', '16.1', 'base64'],
    ['12.0', 'plain', '2.5', 'base64'],
  ] as const
  let counter = 0

  describe.each(PAIRS)(
    'a device of %s (%s) and one of %s (%s)',
    (older, itsQuery, newer, query) => {
      let one: Phone
      let other: Phone

      beforeAll(async () => {
        const person = await office.person(`dora${counter++}`)
        one = await office.phone(person, { version: older, query: itsQuery })
        other = await office.phone(person, { version: newer, query })
        expect([one.client.version, other.client.version]).toEqual([older, newer])
        await one.syncAll()
        await other.syncAll()
      })

      test.each(KINDS)(
        'R-ONO-01 R-ONO-04 R-ONO-05 see each other’s $kind at once',
        async (kind) => await seeEachOther(one, other, kind),
      )
    },
  )

  test('R-ONO-05 what a phone sends is stored before it has its answer', async () => {
    const emil = await office.person('emil')
    const phone = await office.phone(emil)
    await phone.syncAll()
    await phone.add('Calendar', appointment('Notartermin', inDays(4)))
    expect(await office.run(['export', '--user', emil.login])).toContain('SUMMARY:Notartermin')
  })

  test('R-ONO-07 an appointment with attendees goes to them by no mail', async () => {
    const phone = await office.phone(await office.person('ida'))
    await phone.syncAll()
    const guest = element('Calendar:Attendee', [
      element('Calendar:Email', 'gast@example.com'),
      element('Calendar:Name', 'Gast'),
      element('Calendar:AttendeeType', 1),
    ])
    const meeting = [element('Calendar:Attendees', [guest]), element('Calendar:MeetingStatus', 1)]
    const id = await phone.add('Calendar', appointment('Vertrag', inDays(2), ...meeting))
    await phone.edit('Calendar', id, { 'Calendar:Subject': 'Vertrag, zweiter Anlauf' })
    expect(childOf(phone.items('Calendar').get(id), 'Calendar:Subject')?.text).toMatch(/zweiter/)
    expect(office.gateway.logs).toContain('watching connections')
    expect(office.gateway.logs).not.toContain('outgoing connection')
  })
})
