import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { childOf, type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

type Parts = Record<string, string>
const recurrence = (parts: Parts): Element =>
  element(
    'Tasks:Recurrence',
    Object.entries(parts).map(([name, text]) => element(`Tasks:${name}` as Tag, text)),
  )
const due = (utc: string, local: string) => [
  element('Tasks:UtcDueDate', utc),
  element('Tasks:DueDate', local),
]
const DONE = [
  element('Tasks:Complete', 1),
  element('Tasks:DateCompleted', '2027-01-20T09:00:00.000Z'),
]

describe.each(PROTOCOL_VERSIONS)('%s, tasks that recur', (version) => {
  const local = version.startsWith('16')
  /** Midnight of the 20th in Berlin, as this version writes the start of a rule. */
  const START = local ? '2027-01-20T00:00:00.000Z' : '2027-01-19T23:00:00.000Z'
  let office: Office
  let phone: Phone

  beforeEach(async () => {
    office = await newOffice(database, gateway.baseUrl)
    phone = await office.phone({ version })
    await phone.sync('Tasks')
  })

  const stored = () =>
    office.tenant.sql(
      `select title, rrule, status, start_date, due_date from task where tenant_id = $1 order by id`,
      [office.tenant.id],
    )
  async function shown(on: Phone): Promise<Parts> {
    await on.sync('Tasks')
    const node = childOf(on.items('Tasks').get(onlyItem(on, 'Tasks')), 'Tasks:Recurrence')
    return Object.fromEntries(
      (node?.children ?? []).map(({ tag, text }) => [tag.split(':')[1], text ?? '']),
    )
  }

  test('R-ONO-63 a rule goes both ways, with Regenerate and DeadOccur, which are only kept', async () => {
    const parts = { Type: '1', Start: START, Interval: '2', DayOfWeek: '8', Regenerate: '1' }
    await phone.add(
      'Tasks',
      applicationData(
        element('Tasks:Subject', 'Zählerstände'),
        ...due('2027-01-19T23:00:00.000Z', '2027-01-20T00:00:00.000Z'),
        recurrence({ ...parts, DeadOccur: '1' }),
      ),
    )
    expect(await stored()).toMatchObject([
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', due_date: '2027-01-20', start_date: null },
    ])
    expect(await shown(await office.phone({ version }))).toMatchObject({ ...parts, DeadOccur: '1' })
  })

  test('a rule without any date begins with its Start', async () => {
    const parts = { Type: '0', Start: START, Interval: '3' }
    await phone.add('Tasks', applicationData(element('Tasks:Subject', 'x'), recurrence(parts)))
    expect(await stored()).toMatchObject([
      { rrule: 'FREQ=DAILY;INTERVAL=3', start_date: '2027-01-20' },
    ])
    expect(await shown(await office.phone({ version }))).toMatchObject(parts)
  })

  test('an occurrence that a phone completes is a single task, done; the series moves on', async () => {
    const rule = { Type: '1', Start: START, Interval: '1', DayOfWeek: '8' }
    const serverId = await phone.add(
      'Tasks',
      applicationData(
        element('Tasks:Subject', 'Serie'),
        ...due('2027-01-19T23:00:00.000Z', '2027-01-20T00:00:00.000Z'),
        recurrence(rule),
      ),
    )
    await phone.add(
      'Tasks',
      applicationData(
        element('Tasks:Subject', 'Serie, 20.1.'),
        ...due('2027-01-19T23:00:00.000Z', '2027-01-20T00:00:00.000Z'),
        recurrence({ ...rule, DeadOccur: '1' }),
        ...DONE,
      ),
    )
    const next = due('2027-01-26T23:00:00.000Z', '2027-01-27T00:00:00.000Z')
    await phone.change('Tasks', serverId, applicationData(...next, recurrence(rule)))
    expect(await stored()).toMatchObject([
      { title: 'Serie', rrule: 'FREQ=WEEKLY;BYDAY=WE', status: 'open', due_date: '2027-01-27' },
      { title: 'Serie, 20.1.', rrule: null, status: 'done', due_date: '2027-01-20' },
    ])
    await phone.sync('Tasks')
    expect([...phone.items('Tasks').keys()]).toEqual([serverId])
  })

  test('where completed tasks stay, it is handed back with its rule', async () => {
    await office.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [
      office.tenant.id,
    ])
    const parts = { Type: '0', Start: START, Interval: '1', DeadOccur: '1' }
    const serverId = await phone.add(
      'Tasks',
      applicationData(
        element('Tasks:Subject', 'Eine'),
        ...due('2027-01-19T23:00:00.000Z', '2027-01-20T00:00:00.000Z'),
        recurrence(parts),
        ...DONE,
      ),
    )
    const again = await office.phone({ version })
    expect(await shown(again)).toMatchObject(parts)
    const data = again.items('Tasks').get(serverId)
    if (data) await again.change('Tasks', serverId, data)
    expect(await stored()).toMatchObject([{ rrule: null, status: 'done' }])
  })

  test('a series that is completed as a whole is done as a series', async () => {
    await office.task({
      title: 'Serie',
      rrule: 'FREQ=DAILY',
      due_date: '2027-01-20',
      deadline: true,
    })
    await phone.sync('Tasks')
    const rule = { Type: '0', Start: START, Interval: '1', DeadOccur: '1' }
    await phone.change(
      'Tasks',
      onlyItem(phone, 'Tasks'),
      applicationData(recurrence(rule), ...DONE),
    )
    expect(await stored()).toMatchObject([{ rrule: 'FREQ=DAILY', status: 'done' }])
  })
})
