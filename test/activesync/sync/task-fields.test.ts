import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { childOf, type Element, type Tag, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

/** What a phone shows of a task that the application wrote. The office is in Europe/Berlin. */
describe.each(PROTOCOL_VERSIONS)('%s, from the application to the phone', (version) => {
  let office: Office
  let phone: Phone

  beforeEach(async () => {
    office = await newOffice(database, gateway.baseUrl)
    phone = await office.phone({ version })
  })

  async function shown(fields: Row): Promise<Element> {
    await office.task(fields)
    await phone.sync('Tasks')
    const data = phone.items('Tasks').get(onlyItem(phone, 'Tasks'))
    if (!data) throw new Error('The phone shows no task')
    return data
  }
  const has = (data: Element, tag: Tag) => childOf(data, tag) !== undefined

  test('R-ONO-70 the subject is there to the letter', async () => {
    const data = await shown({ title: 'Exposé <Villa> & „Haus“ 🏠' })
    expect(textOf(data, 'Tasks:Subject')).toBe('Exposé <Villa> & „Haus“ 🏠')
  })

  test('R-ONO-71 the description is a plain Body with CRLF and its size', async () => {
    const body = childOf(await shown({ note: 'Größe\nklären' }), 'AirSyncBase:Body')
    expect(textOf(body, 'AirSyncBase:Type')).toBe('1')
    expect(textOf(body, 'AirSyncBase:Data')).toBe('Größe\r\nklären')
    // 5 + 2 for ö and ß, CRLF, 6 + 1 for ä
    expect(textOf(body, 'AirSyncBase:EstimatedDataSize')).toBe('16')
  })

  test('R-ONO-72 the kind is a category', async () => {
    const categories = childOf(await shown({ type: 'To-do' }), 'Tasks:Categories')
    expect(categories?.children.map(({ tag, text }) => [tag, text])).toEqual([
      ['Tasks:Category', 'To-do'],
    ])
  })

  test('R-ONO-73 six priorities are three Importances, and a table of the tenant counts', async () => {
    const importances = async () => {
      const again = await office.phone({ version })
      await again.sync('Tasks')
      const items = [...again.items('Tasks').values()]
      return Object.fromEntries(
        items.map((data) => [textOf(data, 'Tasks:Subject'), textOf(data, 'Tasks:Importance')]),
      )
    }
    for (const priority of [1, 2, 3, 4, 5, 6]) await office.task({ title: priority, priority })
    expect(await importances()).toEqual({ 1: '2', 2: '2', 3: '1', 4: '1', 5: '0', 6: '0' })
    const table = { importanceOfPriority: { 1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 0 } }
    await office.tenant.sql('update tenant set rule_settings = $2 where id = $1', [
      office.tenant.id,
      JSON.stringify(table),
    ])
    expect(await importances()).toEqual({ 1: '2', 2: '1', 3: '1', 4: '1', 5: '1', 6: '0' })
  })

  test.each([
    ['winter', '2027-01-20', '2027-01-19T23:00:00.000Z', '2027-01-20T00:00:00.000Z'],
    ['summer', '2027-07-20', '2027-07-19T22:00:00.000Z', '2027-07-20T00:00:00.000Z'],
    ['the day of change', '2027-03-28', '2027-03-27T23:00:00.000Z', '2027-03-28T00:00:00.000Z'],
  ])('R-ONO-74 put off until a day in %s: the instant and the wall clock', async (_, ...row) => {
    const [day, utc, local] = row
    const data = await shown({ start_date: day })
    expect(textOf(data, 'Tasks:UtcStartDate')).toBe(utc)
    expect(textOf(data, 'Tasks:StartDate')).toBe(local)
    expect(has(data, 'Tasks:UtcDueDate')).toBe(false)
  })

  test('R-ONO-76 due date with the deadline flag: the instant and the wall clock', async () => {
    const data = await shown({ due_date: '2027-07-22', deadline: true })
    expect(textOf(data, 'Tasks:UtcDueDate')).toBe('2027-07-21T22:00:00.000Z')
    expect(textOf(data, 'Tasks:DueDate')).toBe('2027-07-22T00:00:00.000Z')
    expect(has(data, 'Tasks:UtcStartDate')).toBe(false)
  })

  test('R-ONO-77 a due date without the flag is not sent, nor the flag without a date', async () => {
    await office.task({ due_date: '2027-07-22', deadline: false })
    await office.task({ due_date: null, deadline: true })
    await phone.sync('Tasks')
    for (const data of phone.items('Tasks').values()) {
      expect([has(data, 'Tasks:UtcDueDate'), has(data, 'Tasks:DueDate')]).toEqual([false, false])
    }
    expect(phone.items('Tasks').size).toBe(2)
  })

  test.each([
    ['normal', '1'],
    ['personal', '1'],
    ['private', '2'],
    ['confidential', '2'],
  ])('R-ONO-78 %s is Sensitivity %s', async (privacy, sensitivity) => {
    expect(textOf(await shown({ privacy }), 'Tasks:Sensitivity')).toBe(sensitivity)
  })

  test('R-ONO-79 a reminder is ReminderSet 1 with its instant', async () => {
    const data = await shown({ reminder_at: '2027-01-20T09:30:00+01:00' })
    expect(textOf(data, 'Tasks:ReminderSet')).toBe('1')
    expect(textOf(data, 'Tasks:ReminderTime')).toBe('2027-01-20T08:30:00.000Z')
  })

  test('R-ONO-79 no reminder is ReminderSet 0 without a time', async () => {
    const data = await shown({})
    expect(textOf(data, 'Tasks:ReminderSet')).toBe('0')
    expect(has(data, 'Tasks:ReminderTime')).toBe(false)
  })

  test('R-ONO-80 open and begun tasks are Complete 0; what is done or cancelled goes', async () => {
    await office.task({ title: 'Offen' })
    const id = await office.task({ title: 'Begonnen', status: 'in-progress', percent_complete: 60 })
    await office.task({ title: 'Erledigt', status: 'done' })
    await phone.sync('Tasks')
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Begonnen', 'Offen'])
    expect(phone.list('Tasks', 'Tasks:Complete')).toEqual(['0', '0'])
    await office.tenant.sql(
      "update task set status = 'cancelled' where tenant_id = $1 and id = $2",
      [office.tenant.id, id],
    )
    expect((await phone.sync('Tasks')).delete).toHaveLength(1)
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Offen'])
  })
})
