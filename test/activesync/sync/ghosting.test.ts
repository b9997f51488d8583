import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { FolderOptions } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import {
  appointmentData,
  contactData,
  inDays,
  newOffice,
  type Office,
  onlyItem,
  taskData,
} from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const START = inDays(1)
const RULE_SETS = ['business', 'exchange'] as const
const both = PROTOCOL_VERSIONS.flatMap((version) => RULE_SETS.map((set) => [version, set] as const))

const details = JSON.stringify({ seit: '2019', 'nur intern': [1, 2] })
const CLIENT_DATA = {
  Calendar: {},
  Tasks: { 'Tasks:OrdinalDate': '2026-11-20T00:00:00.000Z' },
  Contacts: { 'Contacts:Department': 'Vertrieb', 'Contacts2:NickName': 'Evi' },
}

/** For each folder an item with all fields, and the least a Change can say of it. */
const FOLDERS = {
  Calendar: {
    table: 'appointment',
    title: 'title',
    add: () =>
      office.appointment({
        ...{ starts_at: START, ends_at: new Date(START.getTime() + 3_600_000) },
        ...{ location: 'Büro', note: 'Notiz', type: 'Beratung', status: 'confirmed', details },
        ...{ show_as: 'tentative', privacy: 'private', reminder_minutes: 30 },
      }),
    data: () => appointmentData('Anders', START),
    // Without elements: no client tells them.
    apart: ['owner_id', 'uid', 'status', 'details', 'created_at'],
  },
  Tasks: {
    table: 'task',
    title: 'title',
    add: () =>
      office.task({
        ...{ note: 'Notiz', type: 'Telefon', priority: 2, privacy: 'private', details },
        ...{ start_date: '2026-11-20', due_date: '2026-11-27', deadline: true },
        ...{ reminder_at: '2026-11-26T08:00:00Z', status: 'in-progress', percent_complete: 40 },
        client_data: JSON.stringify(CLIENT_DATA.Tasks),
      }),
    data: () => taskData('Anders'),
    apart: [
      ...['responsible_id', 'uid', 'details', 'created_at', 'time_zone'],
      ...['status', 'percent_complete', 'priority'],
    ],
  },
  Contacts: {
    table: 'contact',
    title: 'last_name',
    add: async () => {
      const id = await office.contact({
        ...{ salutation: 'Frau', title: 'Dr.', first_name: 'Eva', company: 'Kauf GmbH', details },
        ...{ company_suffix: 'West', street: 'Weg 1', postal_code: '1', city: 'Ulm', country: 'D' },
        ...{ homepage: 'https://kauf.example', birthday: '1980-02-29', note: 'Notiz' },
        picture: Buffer.from('ffd8ffe00010', 'hex'),
        client_data: JSON.stringify(CLIENT_DATA.Contacts),
      })
      const number = { contact_id: id, kind: 'phone', value: '1', sync_slot: 'home' }
      await office.tenant.insert('contact_number', number)
      return id
    },
    data: () => contactData('Anders'),
    apart: [
      'responsible_id',
      'uid',
      'salutation',
      'company_suffix',
      'details',
      'note',
      'created_at',
    ],
  },
} as const
type Folder = keyof typeof FOLDERS

const settled = ({ updated_at, series_end, ...row }: Row): Row => row
async function rowOf(folder: Folder): Promise<Row> {
  const [row] = await office.tenant.sql(
    `select * from ${FOLDERS[folder].table} where tenant_id = $1`,
    [office.tenant.id],
  )
  return settled(row ?? {})
}
async function slot(): Promise<unknown> {
  const [row] = await office.tenant.sql(
    'select sync_slot from contact_number where tenant_id = $1',
    [office.tenant.id],
  )
  return row?.sync_slot
}

/** Changes only the title, and hands back the row from before and after. */
async function retitled(
  folder: Folder,
  { version, set, options }: { version: string; set: string; options?: FolderOptions },
): Promise<{ before: Row; after: Row }> {
  office = await newOffice(database, gateway.baseUrl, { rule_set: set })
  await FOLDERS[folder].add()
  const phone = await office.phone({ version })
  if (options) phone.use(folder, options)
  await phone.sync(folder)
  const before = await rowOf(folder)
  await phone.change(folder, onlyItem(phone, folder), FOLDERS[folder].data())
  return { before, after: await rowOf(folder) }
}
const pick = (row: Row, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, row[name]]))

describe.each(['Calendar', 'Tasks', 'Contacts'] as const)('%s', (folder) => {
  const { title, apart } = FOLDERS[folder]

  test.each(both)(
    'R-ONO-63 a Change in %s by %s leaves all fields without an element untouched',
    async (version, set) => {
      const { before, after } = await retitled(folder, { version, set })
      expect(after[title]).toBe('Anders')
      expect(pick(after, apart)).toEqual(pick(before, apart))
    },
  )

  test.each(both)(
    'R-ONO-64 a Change in %s by %s with an empty Supported changes only what it says',
    async (version, set) => {
      const options = { supported: [] }
      const { before, after } = await retitled(folder, { version, set, options })
      expect(after).toEqual({ ...before, [title]: 'Anders' })
      if (folder === 'Contacts') expect(await slot()).toBe('home')
    },
  )

  test.each(both)(
    'R-ONO-64 without any Supported in %s by %s: kept, but up to 14.1 cleared by `exchange`',
    async (version, set) => {
      const { before, after } = await retitled(folder, { version, set })
      const kept = { ...before, [title]: 'Anders' }
      if (Number(version) >= 16 || set === 'business') return expect(after).toEqual(kept)
      expect(after).not.toEqual(kept)
      const gone = {
        Calendar: { location: '', reminder_minutes: null },
        Tasks: { start_date: null, due_date: null, deadline: false },
        Contacts: { first_name: '', company: '', birthday: null, client_data: {} },
      }
      expect(after).toMatchObject(gone[folder])
      if (folder === 'Contacts') expect(await slot()).toBeNull()
    },
  )
})

test.each(['12.1', '14.0', '14.1'])(
  'R-ONO-64 Supported with children in %s: what it lists is cleared when absent, the rest stays',
  async (version) => {
    const options = {
      supported: [element('Contacts:CompanyName'), element('Contacts:HomePhoneNumber')],
    }
    const { before, after } = await retitled('Contacts', { version, set: 'business', options })
    expect(after).toEqual({ ...before, last_name: 'Anders', company: '' })
    expect(await slot()).toBeNull()
  },
)
