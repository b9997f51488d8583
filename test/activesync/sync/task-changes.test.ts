import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { newOffice, type Office, onlyItem, taskData } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const body = (text: string) =>
  element('AirSyncBase:Body', [element('AirSyncBase:Type', 1), element('AirSyncBase:Data', text)])
const categories = (...names: string[]) =>
  element(
    'Tasks:Categories',
    names.map((name) => element('Tasks:Category', name)),
  )
const day = (name: 'Start' | 'Due', utc: string, local: string) => [
  element(`Tasks:Utc${name}Date`, utc),
  element(`Tasks:${name}Date`, local),
]

/** What becomes of a task that a phone changes. The office is in Europe/Berlin. */
describe.each(PROTOCOL_VERSIONS)('%s, from the phone to the application', (version) => {
  let office: Office
  let phone: Phone

  beforeEach(async () => {
    office = await newOffice(database, gateway.baseUrl)
    phone = await office.phone({ version })
    await phone.sync('Tasks')
  })

  /** The columns of the one task there is. */
  async function stored(columns: string): Promise<Row | undefined> {
    const rows = await office.tenant.sql(`select ${columns} from task where tenant_id = $1`, [
      office.tenant.id,
    ])
    expect(rows).toHaveLength(1)
    return rows[0]
  }
  async function held(fields: Row): Promise<string> {
    await office.task(fields)
    await phone.sync('Tasks')
    return onlyItem(phone, 'Tasks')
  }
  /** A task as the application has it, and what a phone sends of it. */
  async function changed(fields: Row, ...elements: Element[]): Promise<void> {
    await phone.change('Tasks', await held(fields), applicationData(...elements))
  }

  test('R-ONO-90 subject and description, in an Add and a Change', async () => {
    const first = applicationData(element('Tasks:Subject', 'Rückruf <Süd>'), body('eins\r\nzwei'))
    const serverId = await phone.add('Tasks', first)
    expect(await stored('title, note')).toEqual({ title: 'Rückruf <Süd>', note: 'eins\nzwei' })
    await phone.change(
      'Tasks',
      serverId,
      applicationData(element('Tasks:Subject', 'Nord'), body('drei')),
    )
    expect(await stored('title, note')).toEqual({ title: 'Nord', note: 'drei' })
  })

  test.each([
    ['0', 5],
    ['1', 3],
    ['2', 2],
  ])('R-ONO-91 Importance %s of a new task is priority %i', async (importance, priority) => {
    await phone.add('Tasks', taskData('Neu', { 'Tasks:Importance': importance }))
    expect(await stored('priority')).toEqual({ priority })
  })

  test.each([1, 2, 3, 4, 5, 6])(
    'R-ONO-91 priority %i stays where Importance is as it was shown, or absent',
    async (priority) => {
      const serverId = await held({ priority })
      await phone.edit('Tasks', serverId, { 'Tasks:Subject': 'Anders' })
      expect(await stored('priority, title')).toEqual({ priority, title: 'Anders' })
      await phone.change('Tasks', serverId, taskData('Ohne'))
      expect(await stored('priority, title')).toEqual({ priority, title: 'Ohne' })
    },
  )

  test('R-ONO-91 another Importance is its priority', async () => {
    await changed({ priority: 1 }, element('Tasks:Importance', 0))
    expect(await stored('priority')).toEqual({ priority: 5 })
  })

  test('R-ONO-92 the first known category is the kind, in any case', async () => {
    await changed({ type: 'Besuch' }, categories('Blau', 'telefon', 'To-do'))
    expect(await stored('type')).toEqual({ type: 'Telefon' })
  })

  test('R-ONO-92 none known leaves the kind, and a new task without', async () => {
    await changed({ type: 'Besuch' }, categories('Blau', 'Grün'))
    expect(await stored('type')).toEqual({ type: 'Besuch' })
    await office.tenant.sql('delete from task where tenant_id = $1', [office.tenant.id])
    await phone.add('Tasks', applicationData(element('Tasks:Subject', 'Neu'), categories('Blau')))
    expect(await stored('type')).toEqual({ type: null })
  })

  test('R-ONO-93 the start is what it is put off until, and its absence leaves it', async () => {
    const start = day('Start', '2027-06-30T22:00:00.000Z', '2027-07-01T00:00:00.000Z')
    await changed({}, ...start)
    expect(await stored('start_date, due_date')).toEqual({
      start_date: '2027-07-01',
      due_date: null,
    })
    await phone.change('Tasks', onlyItem(phone, 'Tasks'), taskData('Anders'))
    expect(await stored('start_date')).toEqual({ start_date: '2027-07-01' })
  })

  test('R-ONO-94 who syncs is responsible for a new task', async () => {
    await phone.add('Tasks', taskData('Neu'))
    expect(await stored('responsible_id, status')).toEqual({
      responsible_id: office.account.id,
      status: 'open',
    })
    expect(await office.count('task_editor')).toBe(0)
  })

  test('R-ONO-95 a change leaves who is responsible and who edits', async () => {
    const [boss, aide] = [await office.tenant.account(), await office.tenant.account()]
    const id = await office.task({ responsible_id: boss.id })
    for (const one of [office.account, aide]) {
      await office.tenant.insert('task_editor', { task_id: id, account_id: one.id })
    }
    await phone.sync('Tasks')
    await phone.edit('Tasks', onlyItem(phone, 'Tasks'), { 'Tasks:Subject': 'Anders' })
    expect(await stored('title, responsible_id')).toEqual({
      title: 'Anders',
      responsible_id: boss.id,
    })
    const editors = await office.tenant.sql(
      'select account_id from task_editor where tenant_id = $1 order by account_id',
      [office.tenant.id],
    )
    expect(editors.map((row) => row.account_id)).toEqual([office.account.id, aide.id])
  })

  /** Pairs as devices of several zones write the 22nd: their wall clock says which day. */
  test.each([
    ['Berlin', '2027-01-21T23:00:00.000Z', '2027-01-22T00:00:00.000Z'],
    ['New York', '2027-01-22T05:00:00.000Z', '2027-01-22T00:00:00.000Z'],
    ['Kiritimati', '2027-01-21T10:00:00.000Z', '2027-01-22T00:00:00.000Z'],
    ['Pago Pago, at five', '2027-01-23T04:00:00.000Z', '2027-01-22T17:00:00.000Z'],
    ['Berlin, the instant twice', '2027-01-21T23:00:00.000Z', '2027-01-21T23:00:00.000Z'],
    ['UTC', '2027-01-22T00:00:00.000Z', '2027-01-22T00:00:00.000Z'],
  ])('R-ONO-96 a due date from %s sets due date and deadline', async (_, utc, local) => {
    await changed({}, ...day('Due', utc, local))
    expect(await stored('due_date, deadline')).toEqual({ due_date: '2027-01-22', deadline: true })
  })

  test('R-ONO-96 a cleared due date clears both, and a new one comes back', async () => {
    const none = [element('Tasks:UtcDueDate'), element('Tasks:DueDate')]
    await changed({ due_date: '2027-01-22', deadline: true }, ...none)
    expect(await stored('due_date, deadline')).toEqual({ due_date: null, deadline: false })
    const again = await office.phone({ version })
    await again.sync('Tasks')
    expect(again.list('Tasks', 'Tasks:DueDate')).toEqual([])
  })

  test.each([
    ['2', 'normal', 'private'],
    ['1', 'private', 'normal'],
    ['0', 'private', 'normal'],
    ['3', 'normal', 'normal'],
    ['1', 'personal', 'personal'],
    ['2', 'confidential', 'confidential'],
  ])('R-ONO-97 Sensitivity %s makes %s %s', async (sensitivity, before, after) => {
    await changed({ privacy: before }, element('Tasks:Sensitivity', sensitivity))
    expect(await stored('privacy')).toEqual({ privacy: after })
  })

  test('R-ONO-98 a reminder is set, stays where nothing is told, and is taken away', async () => {
    const at = element('Tasks:ReminderTime', '2027-01-20T08:30:00.000Z')
    await changed({}, at, element('Tasks:ReminderSet', 1))
    const instant = new Date('2027-01-20T08:30:00Z')
    expect(await stored('reminder_at')).toEqual({ reminder_at: instant })
    const serverId = onlyItem(phone, 'Tasks')
    await phone.change('Tasks', serverId, taskData('Anders'))
    expect(await stored('reminder_at')).toEqual({ reminder_at: instant })
    await phone.change('Tasks', serverId, applicationData(element('Tasks:ReminderSet', 0)))
    expect(await stored('reminder_at')).toEqual({ reminder_at: null })
  })

  const DONE = [
    element('Tasks:Complete', 1),
    element('Tasks:DateCompleted', '2026-11-20T08:15:00.000Z'),
  ]
  const BEGUN = { status: 'in-progress', percent_complete: 40 }

  test('R-ONO-99 Complete 1 is 100 %, Complete 0 leaves the progress', async () => {
    await changed(BEGUN, element('Tasks:Complete', 0))
    expect(await stored('percent_complete')).toEqual({ percent_complete: 40 })
    await phone.change('Tasks', onlyItem(phone, 'Tasks'), applicationData(...DONE))
    expect(await stored('percent_complete')).toEqual({ percent_complete: 100 })
  })

  test('R-ONO-100 the day of completion is DateCompleted, and is not set without Complete', async () => {
    await changed(BEGUN, element('Tasks:Complete', 0), DONE[1] ?? element('Tasks:Complete'))
    expect(await stored('completed_at')).toEqual({ completed_at: null })
    await phone.change('Tasks', onlyItem(phone, 'Tasks'), applicationData(...DONE))
    expect(await stored('completed_at')).toEqual({ completed_at: new Date('2026-11-20T08:15:00Z') })
  })

  test('R-ONO-101 Complete 1 is done, Complete 0 leaves the state', async () => {
    await changed(BEGUN, element('Tasks:Complete', 0))
    expect(await stored('status')).toEqual({ status: 'in-progress' })
    await phone.change('Tasks', onlyItem(phone, 'Tasks'), applicationData(...DONE))
    expect(await stored('status')).toEqual({ status: 'done' })
  })

  test('R-ONO-102 a task it completed is there after this Sync, and gone after the next', async () => {
    const serverId = await held({ title: 'Anrufen' })
    await phone.change('Tasks', serverId, applicationData(...DONE))
    expect([...phone.items('Tasks').keys()]).toEqual([serverId])
    expect((await phone.sync('Tasks')).delete).toEqual([serverId])
    expect((await phone.sync('Tasks')).pages).toBe(0)
  })

  test('R-ONO-105 a task deleted on the phone is cancelled and leaves all phones', async () => {
    const other = await office.phone()
    const serverId = await held({ title: 'Weg', note: 'bleibt' })
    await other.sync('Tasks')
    await phone.remove('Tasks', serverId)
    expect(await stored('title, note, status')).toEqual({
      ...{ title: 'Weg', note: 'bleibt', status: 'cancelled' },
    })
    expect((await other.sync('Tasks')).delete).toEqual([serverId])
    expect((await phone.sync('Tasks')).pages).toBe(0)
  })
})
