import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { tasks } from '../../../src/activesync/wbxml/pages/tasks.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import type { AccountFixture, Row } from '../../support/tenant.js'
import { newOffice, type Office, onlyItem } from './support.js'

/** R-ONO-81 and 82, by the application's own names; a word in each that stands nowhere else. */
const LINKED = { abteilung: 'Vertriebsabteilung', tags: ['Eilmarke'], verknuepft: ['Vorgang4711'] }
const BEYOND = {
  eingetragenVon: 'Urheberin',
  preisEinmalig: 918273,
  preisMonatlich: 827364,
  dateien: ['Grundriss.pdf'],
  sollAufwand: 'Sollwert90',
  zusatzaufwand: 'Zusatzwert15',
  kommentar: 'Randbemerkung',
  tracking: 'Zeiterfassung',
  rechnungBenoetigt: 'Rechnungswunsch',
  deadlineIntern: '2031-05-06',
  adressen: ['Adressat88'],
  projekte: ['Neubauprojekt'],
  oeffentlich: 'Sichtbarkeit',
  favorit: 'Lieblingsstück',
}
const DETAILS = { ...LINKED, ...BEYOND }
const ENTERED = '2025-03-04T05:06:07.000Z'

let database: Database
let gateway: ClockGateway
let office: Office
let colleague: AccountFixture

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  colleague = await office.tenant.account({
    display_name: 'Kollegin Kurz',
    email: 'kurz@example.test',
  })
})

/** A task of the colleague that the phone's user edits, with all that no phone shows. */
async function theirs(): Promise<number> {
  const id = await office.task({
    title: 'Exposé',
    percent_complete: 35,
    status: 'in-progress',
    responsible_id: colleague.id,
    created_at: ENTERED,
    details: JSON.stringify(DETAILS),
  })
  await office.tenant.insert('task_editor', { task_id: id, account_id: office.account.id })
  return id
}

const leaves = (node: Element): string[] =>
  node.children.length === 0 ? [node.text ?? ''] : node.children.flatMap(leaves)
const words = (value: unknown): string[] => JSON.stringify(value).match(/[\p{L}\d.-]+/gu) ?? []

/** All that a phone of a version is told of the task. */
async function told(phone: Phone): Promise<{ tags: string[]; text: string }> {
  await phone.sync('Tasks')
  const data = phone.items('Tasks').get(onlyItem(phone, 'Tasks'))
  if (!data) throw new Error('The phone shows no task')
  return { tags: data.children.map(({ tag }) => tag), text: leaves(data).join('\n') }
}

describe.each(PROTOCOL_VERSIONS)('%s, what no phone shows', (version) => {
  let phone: Phone

  beforeEach(async () => {
    await theirs()
    phone = await office.phone({ version })
  })

  test('R-ONO-75 who works on a task is not told: it is always the phone’s user', async () => {
    const { tags, text } = await told(phone)
    expect(tags).toEqual([
      'Tasks:Subject',
      'Tasks:Importance',
      'Tasks:Complete',
      'Tasks:Sensitivity',
      'Tasks:ReminderSet',
    ])
    for (const word of ['Kurz', 'kurz@example.test', colleague.name]) {
      expect(text).not.toContain(word)
    }
  })

  test('R-ONO-81 department, tags and linked items are not told', async () => {
    const { text } = await told(phone)
    for (const value of Object.values(LINKED).flat()) expect(text).not.toContain(value)
  })

  test('R-ONO-82 what else the application keeps is not told, nor its progress and its entry', async () => {
    const { text } = await told(phone)
    const all = [...Object.values(BEYOND).flatMap(words), '35', '2025-03-04']
    for (const word of all) expect(text).not.toContain(word)
  })
})

test('R-ONO-82 a change of what no phone shows is no news for any', async () => {
  await theirs()
  const phone = await office.phone()
  await phone.sync('Tasks')
  await office.tenant.sql(
    `update task set details = details || '{"kommentar": "neu"}' where tenant_id = $1`,
    [office.tenant.id],
  )
  expect((await phone.sync('Tasks')).pages).toBe(0)
})

const recurrence = (parts: Partial<Record<string, string>>) =>
  element(
    'Tasks:Recurrence',
    Object.entries(parts).map(([name, text]) => element(`Tasks:${name}` as Tag, text ?? '')),
  )

const MONTHLY = recurrence({
  Type: '6',
  Start: '2027-02-01T00:00:00.000Z',
  Until: '2028-02-01T00:00:00.000Z',
  Interval: '1',
  DayOfWeek: '2',
  WeekOfMonth: '2',
  MonthOfYear: '2',
  Regenerate: '1',
  DeadOccur: '0',
  CalendarType: '1',
  IsLeapMonth: '0',
  FirstDayOfWeek: '0',
})
const YEARLY = recurrence({
  Type: '5',
  Start: '2027-02-01T00:00:00.000Z',
  Occurrences: '4',
  Interval: '1',
  DayOfMonth: '1',
  MonthOfYear: '2',
})

/** Every element that MS-ASTASK lets a client send. */
const everything = (title: string, series: Element): Element =>
  applicationData(
    element('Tasks:Subject', title),
    element('AirSyncBase:Body', [
      element('AirSyncBase:Type', 1),
      element('AirSyncBase:Data', 'Vom Telefon'),
    ]),
    element('Tasks:Importance', 2),
    element('Tasks:UtcStartDate', '2027-01-31T23:00:00.000Z'),
    element('Tasks:StartDate', '2027-02-01T00:00:00.000Z'),
    element('Tasks:UtcDueDate', '2027-02-02T23:00:00.000Z'),
    element('Tasks:DueDate', '2027-02-03T00:00:00.000Z'),
    element('Tasks:Categories', [element('Tasks:Category', 'Telefon')]),
    series,
    element('Tasks:Complete', 1),
    element('Tasks:DateCompleted', '2026-11-20T08:00:00.000Z'),
    element('Tasks:Sensitivity', 2),
    element('Tasks:ReminderTime', '2027-02-01T08:00:00.000Z'),
    element('Tasks:ReminderSet', 1),
    element('Tasks:OrdinalDate', '2026-11-20T08:00:00.000Z'),
    element('Tasks:SubOrdinalDate', '5555555'),
  )

test('the tests below send every element of the class', () => {
  const tagsOf = (node: Element): string[] => [node.tag, ...node.children.flatMap(tagsOf)]
  const sent = new Set([MONTHLY, YEARLY].flatMap((series) => tagsOf(everything('', series))))
  const legacy = ['Body', 'BodySize', 'BodyTruncated', 'Rtf']
  const known = Object.keys(tasks.tokens).filter((name) => !legacy.includes(name))
  expect(known.filter((name) => !sent.has(`Tasks:${name}`))).toEqual([])
})

/** What is in a column, of the one task with a title. */
async function row(title: string, columns: string): Promise<Row | undefined> {
  const rows = await office.tenant.sql(
    `select ${columns} from task t where tenant_id = $1 and title = $2`,
    [office.tenant.id, title],
  )
  expect(rows).toHaveLength(1)
  return rows[0]
}

const OWN = `details, created_at, uid, collection_id, responsible_id,
  array(select e.account_id from task_editor e where e.task_id = t.id) as editors`

describe.each(
  PROTOCOL_VERSIONS.flatMap((version) => [
    { version, rules: 'business' },
    { version, rules: 'exchange' },
  ]),
)('$version, $rules, a phone that writes everything', ({ version, rules }) => {
  let phone: Phone
  let before: Row | undefined

  beforeEach(async () => {
    await office.tenant.sql('update tenant set rule_set = $2 where id = $1', [
      office.tenant.id,
      rules,
    ])
    await theirs()
    phone = await office.phone({ version })
    await phone.sync('Tasks')
    before = await row('Exposé', OWN)
  })

  async function changeAll(): Promise<void> {
    const serverId = onlyItem(phone, 'Tasks')
    await phone.change('Tasks', serverId, everything('Alles', MONTHLY))
    // It got there, which is what makes the rest a proof.
    expect(await row('Alles', 'note, priority, percent_complete, privacy')).toEqual({
      note: 'Vom Telefon',
      priority: 2,
      percent_complete: 100,
      privacy: 'private',
    })
  }

  test('R-ONO-103 never changes department, tags, links, entry, internal deadline and author', async () => {
    await changeAll()
    const after = await row('Alles', OWN)
    const { eingetragenVon, deadlineIntern } = DETAILS
    expect(after).toEqual(before)
    expect(after?.created_at).toEqual(new Date(ENTERED))
    expect(after?.details).toMatchObject({ ...LINKED, eingetragenVon, deadlineIntern })
    expect(after).toMatchObject({ responsible_id: colleague.id, editors: [office.account.id] })
  })

  test('R-ONO-103 sets none of them in what it adds', async () => {
    await phone.add('Tasks', everything('Neu', YEARLY))
    const added = await row('Neu', OWN)
    expect(added).toMatchObject({ details: {}, responsible_id: office.account.id, editors: [] })
  })

  test('R-ONO-104 never changes prices, files, efforts, comment, tracking, invoice, links', async () => {
    await changeAll()
    expect((await row('Alles', 'details'))?.details).toEqual(DETAILS)
    const remaining = onlyItem(phone, 'Tasks')
    await phone.remove('Tasks', remaining)
    expect((await row('Alles', 'details'))?.details).toEqual(DETAILS)
  })

  test('R-ONO-104 what it takes away leaves them as well', async () => {
    const emptied = applicationData(
      element('Tasks:Subject', 'Leer'),
      element('Tasks:Categories'),
      element('Tasks:ReminderSet', 0),
    )
    await phone.change('Tasks', onlyItem(phone, 'Tasks'), emptied)
    expect(await row('Leer', OWN)).toEqual(before)
  })
})
