import type { Element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { type Message, type Played, Player, readRecording } from './recording.js'
import { newOffice, type Office } from './support.js'

/** About when the recordings were made: their appointments must be in the window. */
const NOW = new Date('2026-11-21T00:40:00Z')

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
  gateway.advance(NOW.getTime() - Date.now())
})

async function player(version: string): Promise<Player> {
  const phone = await office.phone({ version, deviceType: 'EasTbSync', userAgent: 'TbSync' })
  return new Player(phone.client)
}

/** Every Status in an answer, wherever it stands. */
function statusesIn(node: Element): string[] {
  const own = node.tag.endsWith(':Status') ? [node.text ?? ''] : []
  return [...own, ...node.children.flatMap(statusesIn)]
}

function expectSuccess(played: readonly Played[]): void {
  for (const { command, request, http, body } of played) {
    expect([command, http]).toEqual([command, 200])
    const statuses = body ? new Set(statusesIn(body)) : new Set()
    const commands = JSON.stringify(request)
    expect([commands, ...statuses]).toEqual([commands, ...(body ? ['1'] : [])])
  }
}

const row = async (table: string, columns: string, title: string, name = 'title') => {
  const [found] = await office.tenant.sql(
    `select ${columns} from ${table} where tenant_id = $1 and ${name} = $2`,
    [office.tenant.id, title],
  )
  return found
}

/** The part of a recording up to its Deletes, and the part that begins the Sync with these. */
function atDeletes(messages: readonly Message[]): [Message[], Message[]] {
  const deletes = messages.findIndex(
    ({ sent, root }) => sent && JSON.stringify(root).includes('"AirSync:Delete"'),
  )
  const begin = messages
    .slice(0, deletes)
    .findLastIndex(({ sent, command }) => sent && command === 'FolderSync')
  return [messages.slice(0, begin), messages.slice(begin)]
}

describe.each([
  ['tbsync-5.0.10', 'feb682'],
  ['tbsync-5.3.4', 'e18ac4'],
])('%s', (client, mark) => {
  test.each([
    ['business', '14.1'],
    ['exchange', '14.1'],
    ['business', '16.1'],
  ])(
    'R-ONO-02 with %s rules and %s is understood from set-up to Delete',
    async (rules, version) => {
      office = await newOffice(database, gateway.baseUrl)
      await office.tenant.sql('update tenant set rule_set = $2 where id = $1', [
        office.tenant.id,
        rules,
      ])
      const [before, deletes] = atDeletes(readRecording(client))
      const first = await player(version)
      expectSuccess(await first.play(before))

      // The same two days, sent as UTC midnight without a zone and as local midnight with one.
      expect(await row('appointment', 'all_day, start_date, end_date', `allday ${mark}`)).toEqual({
        all_day: true,
        start_date: '2027-02-10',
        end_date: '2027-02-12',
      })
      expect(await row('task', 'status, due_date, start_date', `task ${mark}`)).toEqual({
        ...{ status: 'done', due_date: '2027-01-22', start_date: '2027-01-20' },
      })
      const contact = await row('contact', 'first_name, note', `Tester${mark}`, 'last_name')
      expect(contact).toEqual({ first_name: 'Anna', note: 'a note' })
      const weekly = await row('appointment', 'id, rrule', `weekly ${mark}`)
      expect(weekly?.rrule).toMatch(/FREQ=WEEKLY.*COUNT=8/)
      const overrides = await office.tenant.sql(
        `select cancelled, changes->>'title' as title from appointment_override
       where tenant_id = $1 and appointment_id = $2 order by recurrence_id`,
        [office.tenant.id, weekly?.id],
      )
      if (version === '14.1') {
        expect(overrides).toEqual([
          { cancelled: true, title: null },
          { cancelled: false, title: `weekly ${mark} moved` },
        ])
      }

      const second = await player(version)
      expectSuccess(await second.play(readRecording(`${client}-second-device`)))
      expectSuccess(await first.play(deletes))
      const left = await office.tenant.sql(
        "select title from appointment where tenant_id = $1 and status <> 'cancelled'",
        [office.tenant.id],
      )
      expect(left).toEqual([])
      expect(await office.count('contact_sync')).toBe(0)
      expect(await office.count('appointment')).toBe(3)
      expect(await office.count('contact')).toBe(1)
    },
  )
})
