import {
  childOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { appointmentData, compact, inDays, newOffice, type Office, onlyItem } from './support.js'

/** What changed with 16.0 in the calendar. */

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

const rows = (table: string) =>
  office.tenant.sql(`select * from ${table} where tenant_id = $1`, [office.tenant.id])
const stored = async () => (await rows('appointment'))[0] as Row
const text = (tag: Tag, value: string | number) => element(tag, value)

async function phoneOf(version: string): Promise<Phone> {
  const phone = await office.phone({ version })
  await phone.sync('Calendar')
  return phone
}

const attachments = (child: 'Add' | 'Delete', ...content: Element[]) =>
  element('AirSyncBase:Attachments', [element(`AirSyncBase:${child}`, content)])

const added = attachments(
  'Add',
  text('AirSyncBase:ClientId', 'a1'),
  element('AirSyncBase:Content', Buffer.from('Grundriss')),
  text('AirSyncBase:DisplayName', 'plan.txt'),
  text('AirSyncBase:Method', 1),
)

describe.each(['16.0', '16.1'])('%s', (version) => {
  test('MS-ASAIRS_R1006 an attachment is not kept, and nothing else of its item is lost', async () => {
    const phone = await phoneOf(version)
    const data = appointmentData('Besichtigung', inDays(1), { 'Calendar:Reminder': '15' })
    const id = await phone.add('Calendar', applicationData(...data.children, added))
    expect(await stored()).toMatchObject({ title: 'Besichtigung', reminder_minutes: 15 })
    const change = applicationData(text('Calendar:Subject', 'Übergabe'), added)
    await phone.change('Calendar', id, change)
    const reference = text('AirSyncBase:FileReference', 'f1')
    const removal = attachments('Delete', reference)
    await phone.change('Calendar', id, applicationData(text('Calendar:Reminder', '30'), removal))
    expect(await stored()).toMatchObject({ title: 'Übergabe', reminder_minutes: 30 })
    const other = await phoneOf(version)
    const shown = other.items('Calendar').get(onlyItem(other, 'Calendar'))
    expect(childOf(shown, 'AirSyncBase:Attachments')).toBeUndefined()
  })

  test('MS-ASCAL_R2062 a ClientUid, also as bytes with a NUL at the end, names the appointment', async () => {
    const phone = await phoneOf(version)
    const add = async (clientId: string, uid: Element) => {
      const { children } = appointmentData('Besichtigung', inDays(1))
      const data = applicationData(...children, uid)
      const answer = await phone.send('Calendar', { commands: [{ kind: 'add', clientId, data }] })
      return answer?.results[0]
    }
    const bytes = Buffer.from('0123456789ABCDEF\0')
    const first = await add('c1', element('Calendar:ClientUid', bytes))
    expect(first).toMatchObject({ status: 1 })
    expect((await stored()).uid).toBe('0123456789ABCDEF')
    const again = await add('c2', text('Calendar:ClientUid', '0123456789ABCDEF'))
    expect(again).toMatchObject({ status: 1, serverId: first?.serverId })
    expect(await rows('appointment')).toHaveLength(1)
  })

  const LATER: [string, Element[]][] = [
    [
      'its start',
      [text('Calendar:StartTime', compact(inDays(1, new Date(Date.now() + 3_600_000))))],
    ],
    ['its end', [text('Calendar:EndTime', compact(new Date(inDays(1).getTime() + 5_400_000)))]],
    [
      'its rule',
      [
        element('Calendar:Recurrence', [
          text('Calendar:Type', 0),
          text('Calendar:Interval', 1),
          text('Calendar:Occurrences', 9),
        ]),
      ],
    ],
  ]

  /** A daily series, one occurrence of which is called otherwise. */
  async function series(): Promise<void> {
    const appointment_id = await office.appointment({
      ...{ rrule: 'FREQ=DAILY;COUNT=5', time_zone: 'UTC', title: 'Runde' },
    })
    await office.tenant.insert('appointment_override', {
      appointment_id,
      recurrence_id: inDays(2).toISOString().replace('.000', ''),
      changes: JSON.stringify({ title: 'Anders' }),
    })
  }

  test.each(LATER)(
    'MS-ASCAL_R2114 a series that has %s changed loses its exceptions, for all',
    async (_what, changes) => {
      await series()
      const [phone, other] = [await phoneOf(version), await phoneOf('14.1')]
      const id = onlyItem(phone, 'Calendar')
      await phone.change('Calendar', id, applicationData(...changes))
      expect(await rows('appointment_override')).toEqual([])
      expect((await stored()).rrule).not.toBeNull()
      expect((await other.sync('Calendar')).change).toEqual([id])
      const shown = other.items('Calendar').get(id)
      expect(childOf(shown, 'Calendar:Exceptions')).toBeUndefined()
    },
  )

  test('a series that has its subject changed keeps them', async () => {
    await series()
    const phone = await phoneOf(version)
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, applicationData(text('Calendar:Subject', 'Kreis')))
    expect(await rows('appointment_override')).toHaveLength(1)
    expect(await stored()).toMatchObject({ title: 'Kreis', rrule: 'FREQ=DAILY;COUNT=5' })
  })

  test('MS-ASCAL_R2180002 an empty Recurrence makes it a single appointment', async () => {
    await series()
    const phone = await phoneOf(version)
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, applicationData(element('Calendar:Recurrence')))
    expect(await stored()).toMatchObject({ rrule: null, title: 'Runde' })
    expect(await rows('appointment_override')).toEqual([])
    const other = await phoneOf(version)
    const shown = other.items('Calendar').get(id)
    expect(childOf(shown, 'Calendar:Recurrence')).toBeUndefined()
  })

  test('MS-ASCAL_R2180001 a rule without Type is that of before', async () => {
    await series()
    const phone = await phoneOf(version)
    const longer = element('Calendar:Recurrence', [text('Calendar:Occurrences', 9)])
    await phone.change('Calendar', onlyItem(phone, 'Calendar'), applicationData(longer))
    expect((await stored()).rrule).toBe('FREQ=DAILY;COUNT=9')
  })

  test('MS-ASCAL_R2006 a whole day has neither zone nor shift', async () => {
    const phone = await phoneOf(version)
    const data = applicationData(
      text('Calendar:StartTime', '20270210T000000Z'),
      text('Calendar:EndTime', '20270211T000000Z'),
      text('Calendar:AllDayEvent', 1),
      text('Calendar:Subject', 'Messe'),
    )
    await phone.add('Calendar', data)
    expect(await stored()).toMatchObject({ start_date: '2027-02-10', end_date: '2027-02-11' })
    const other = await phoneOf(version)
    const shown = other.items('Calendar').get(onlyItem(other, 'Calendar'))
    expect(textOf(shown, 'Calendar:StartTime')).toBe('20270210T000000Z')
    expect(textOf(shown, 'Calendar:EndTime')).toBe('20270211T000000Z')
    expect(childOf(shown, 'Calendar:Timezone')).toBeUndefined()
  })

  test('MS-ASCAL_R2231 what a Change leaves out stays, whatever Supported says', async () => {
    await office.appointment({ note: 'Notiz', location: 'Hof', reminder_minutes: 15 })
    const phone = await office.phone({ version })
    phone.use('Calendar', {
      supported: [element('Calendar:Reminder'), element('AirSyncBase:Body')],
    })
    await phone.sync('Calendar')
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, applicationData(text('Calendar:Subject', 'Nur dies')))
    expect(await stored()).toMatchObject({
      ...{ title: 'Nur dies', note: 'Notiz', location: 'Hof', reminder_minutes: 15 },
    })
  })

  test('an InstanceId of no series is item Status 6', async () => {
    await office.appointment()
    const phone = await phoneOf(version)
    const data = applicationData(text('Calendar:Subject', 'x'))
    const change = phone.change('Calendar', onlyItem(phone, 'Calendar'), data, compact(inDays(1)))
    await expect(change).rejects.toMatchObject({ status: 6 })
  })
})
