import { PROTOCOL_VERSIONS } from '../../src/activesync/protocol-version.js'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  textOf,
} from '../../src/activesync/wbxml/element.js'
import { HttpStatusError } from '../../src/client/eas-client.js'
import { applicationData, type FolderKind, type Phone, withTexts } from '../support/phone.js'
import type { Row } from '../support/tenant.js'
import { appointment, compact, contact, inDays, task } from './items.js'
import { type Office, openOffice, type Person } from './office.js'

/** The whole life of an account in each version: a phone on one side, the application on the other. */

jest.setTimeout(60_000)

const FOLDERS: FolderKind[] = ['Calendar', 'Tasks', 'Contacts']
const QUERIES = ['plain', 'base64'] as const

let office: Office
let counter = 0

beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const sql = (text: string, ...values: unknown[]) => office.gateway.sql(text, values)
const one = async (text: string, ...values: unknown[]) => (await sql(text, ...values))[0] as Row

async function insert(table: string, row: Row): Promise<number> {
  const columns = Object.keys(row)
  const places = columns.map((_, at) => `$${at + 1}`)
  const inserted = await one(
    `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')}) returning *`,
    ...Object.values(row),
  )
  return Number(inserted.id ?? 0)
}

const note = (text: string) =>
  element('AirSyncBase:Body', [element('AirSyncBase:Type', 1), element('AirSyncBase:Data', text)])

const withNote = (data: Element, text: string): Element => ({
  ...data,
  children: [...data.children, note(text)],
})

/** What each kind is to the application. */
const KINDS = [
  {
    kind: 'Calendar',
    title: 'Calendar:Subject',
    table: 'appointment',
    column: 'title',
    owner: 'owner_id',
    more: () => ({ starts_at: inDays(3), ends_at: inDays(3, 10) }),
    make: (text: string) => appointment(text, inDays(2)),
  },
  {
    kind: 'Tasks',
    title: 'Tasks:Subject',
    table: 'task',
    column: 'title',
    owner: 'responsible_id',
    more: () => ({}),
    make: (text: string) => task(text, inDays(3)),
  },
  {
    kind: 'Contacts',
    title: 'Contacts:LastName',
    table: 'contact',
    column: 'last_name',
    owner: 'responsible_id',
    more: () => ({}),
    make: contact,
  },
] as const

describe.each(PROTOCOL_VERSIONS)('an account in version %s', (version) => {
  const instances = Number(version) >= 16
  let person: Person
  let phone: Phone
  let tenant: unknown
  let account: unknown

  /** A new person, whose phone is set up by address and password and has seen everything. */
  beforeEach(async () => {
    person = await office.person(`user${counter}`)
    const query = QUERIES[counter++ % 2] ?? 'plain'
    phone = await office.phone(person, { version, query })
    const known = await one(
      'select a.tenant_id, a.id from account a join tenant t on t.id = a.tenant_id where t.name = $1 and a.name = $2',
      ...[person.tenant, person.name],
    )
    ;[tenant, account] = [known.tenant_id, known.id]
    await phone.syncAll()
  })

  const rowOf = (table: string, id: number) =>
    one(`select * from ${table} where tenant_id = $1 and id = $2`, tenant, id)
  const itemIdOf = (serverId: string) => Number(/\d+$/.exec(serverId)?.[0])
  const shown = (kind: FolderKind, serverId: string) => phone.items(kind).get(serverId)

  async function make(row: (typeof KINDS)[number], text: string): Promise<number> {
    const { table, column, owner, more } = row
    const fields = {
      tenant_id: tenant,
      [owner]: account,
      [column]: text,
      note: 'Von hier',
      ...more(),
    }
    const id = await insert(table, fields)
    if (row.kind === 'Contacts') {
      await insert('contact_sync', { tenant_id: tenant, account_id: account, contact_id: id })
    }
    return id
  }

  /** What a Ping of all folders tells, parked while `work` is done. */
  async function woken(work: () => Promise<unknown>): Promise<string[]> {
    const parked = phone.ping(FOLDERS)
    await new Promise((resolve) => setTimeout(resolve, 150))
    await work()
    const answer = await parked
    expect(answer.status).toBe(2)
    return answer.folders
  }

  test('R-ONO-15 R-ONO-19 is set up by address and password, with folders and a policy', async () => {
    expect(phone.client.version).toBe(version)
    expect(phone.client.policyKey).toBeGreaterThan(0)
    expect(FOLDERS.filter((kind) => phone.has(kind))).toEqual(FOLDERS)
    for (const kind of FOLDERS) {
      expect((await phone.sync(kind)).pages).toBe(0)
      const collection = { collectionId: phone.folderId(kind), className: kind }
      const syncKey = phone.replica(kind).syncKey
      const estimate = await phone.client.getItemEstimate({ ...collection, syncKey })
      expect(estimate).toEqual({ status: 1, estimate: 0 })
    }
  })

  test.each(KINDS)(
    'R-ONO-01 R-ONO-04 $kind of the application come, change and go',
    async (row) => {
      const { kind, title, table, column } = row
      let id = 0
      const told = await woken(async () => {
        id = await make(row, 'Erste')
      })
      expect(told).toEqual([phone.folderId(kind)])
      const [serverId = ''] = (await phone.sync(kind)).add
      expect(phone.list(kind, title)).toEqual(['Erste'])
      const body = childOf(shown(kind, serverId), 'AirSyncBase:Body')
      expect(textOf(body, 'AirSyncBase:Data')).toBe('Von hier')

      await sql(
        `update ${table} set ${column} = 'Zweite' where tenant_id = $1 and id = $2`,
        tenant,
        id,
      )
      expect((await phone.sync(kind)).change).toEqual([serverId])
      expect(phone.list(kind, title)).toEqual(['Zweite'])

      await sql(`delete from ${table} where tenant_id = $1 and id = $2`, tenant, id)
      expect((await phone.sync(kind)).delete).toEqual([serverId])
      expect(phone.items(kind).size).toBe(0)
    },
  )

  test.each(KINDS)('R-ONO-01 R-ONO-05 $kind of the phone come, change and go', async (row) => {
    const { kind, title, table, column } = row
    const serverId = await phone.add(kind, withNote(row.make('Erste'), 'Vom Telefon'))
    const id = itemIdOf(serverId)
    expect(await rowOf(table, id)).toMatchObject({ [column]: 'Erste', note: 'Vom Telefon' })

    const data = shown(kind, serverId) ?? applicationData()
    const children = data.children.filter(({ tag }) => tag !== 'AirSyncBase:Body')
    const edited = withNote(withTexts({ ...data, children }, { [title]: 'Zweite' }), 'Neu')
    await phone.change(kind, serverId, edited)
    expect(await rowOf(table, id)).toMatchObject({ [column]: 'Zweite', note: 'Neu' })

    await phone.remove(kind, serverId)
    expect((await phone.sync(kind)).pages).toBe(0)
    const left = await rowOf(table, id)
    if (kind !== 'Contacts') expect(left).toMatchObject({ status: 'cancelled' })
    else
      expect(
        await sql(
          'select * from contact_sync where tenant_id = $1 and contact_id = $2',
          tenant,
          id,
        ),
      ).toEqual([])
  })

  test.each(KINDS)('R-ONO-06 $kind whose answer got lost are not added twice', async (row) => {
    const { kind, table, column } = row
    const commands = [{ kind: 'add', clientId: 'lost', data: row.make('Einmal') }] as const
    const lost = await phone.send(kind, { commands: [...commands] })
    const again = await phone.send(kind, { commands: [...commands] })
    const ids = [lost, again].map((answer) => answer?.results[0]?.serverId)
    expect(ids[0]).toBeDefined()
    expect(ids[1]).toBe(ids[0])
    const rows = await sql(
      `select id from ${table} where tenant_id = $1 and ${row.owner} = $2 and ${column} = 'Einmal'`,
      ...[tenant, account],
    )
    expect(rows).toHaveLength(1)
  })

  test('R-ONO-120 a series has a moved and a cancelled occurrence on both sides', async () => {
    const start = inDays(2)
    const on = (days: number, hour = 9) => inDays(2 + days, hour)
    const iso = (date: Date) => date.toISOString().replace('.000', '')
    const id = await insert('appointment', {
      ...{ tenant_id: tenant, owner_id: account, title: 'Runde', time_zone: 'UTC' },
      ...{ starts_at: start, ends_at: inDays(2, 10), rrule: 'FREQ=DAILY;COUNT=6' },
    })
    const override = { tenant_id: tenant, appointment_id: id }
    const moved = {
      span: { allDay: false, start: iso(on(1, 14)), end: iso(on(1, 15)), timeZone: 'UTC' },
    }
    await insert('appointment_override', {
      ...override,
      ...{ recurrence_id: iso(on(1)), changes: JSON.stringify({ ...moved, note: 'später' }) },
    })
    await insert('appointment_override', {
      ...override,
      recurrence_id: iso(on(2)),
      cancelled: true,
    })
    const [serverId = ''] = (await phone.sync('Calendar')).add
    const series = shown('Calendar', serverId)
    const idTag = instances ? 'AirSyncBase:InstanceId' : 'Calendar:ExceptionStartTime'
    const told = childrenOf(childOf(series, 'Calendar:Exceptions'), 'Calendar:Exception')
    expect(told.map((exception) => textOf(exception, idTag))).toEqual([on(1), on(2)].map(compact))
    expect(textOf(told[0], 'Calendar:StartTime')).toBe(compact(on(1, 14)))
    expect(textOf(told[1], 'Calendar:Deleted')).toBe('1')

    await cancelAndMove(serverId, told, { cancelled: on(3), moved: on(4), to: on(4, 16) })
    const overrides = await sql(
      `select recurrence_id, cancelled, changes from appointment_override
       where tenant_id = $1 and appointment_id = $2 order by recurrence_id`,
      ...[tenant, id],
    )
    expect(overrides.map((row) => [row.recurrence_id, row.cancelled])).toEqual([
      [iso(on(1)), false],
      [iso(on(2)), true],
      [iso(on(3)), true],
      [iso(on(4)), false],
    ])
    expect(overrides[0]?.changes).toMatchObject({ note: 'später' })
    expect(JSON.stringify(overrides[3]?.changes)).toContain(on(4, 16).toISOString())
  })

  /** From 16.0 by commands of their own, before in the list of exceptions. */
  async function cancelAndMove(
    serverId: string,
    told: readonly Element[],
    when: { cancelled: Date; moved: Date; to: Date },
  ): Promise<void> {
    const times = [
      element('Calendar:StartTime', compact(when.to)),
      element('Calendar:EndTime', compact(new Date(when.to.getTime() + 3_600_000))),
    ]
    if (instances) {
      await phone.remove('Calendar', serverId, compact(when.cancelled))
      await phone.change('Calendar', serverId, applicationData(...times), compact(when.moved))
      return
    }
    const exception = (start: Date, ...children: Element[]) =>
      element('Calendar:Exception', [
        element('Calendar:ExceptionStartTime', compact(start)),
        ...children,
      ])
    const exceptions = element('Calendar:Exceptions', [
      ...told,
      exception(when.cancelled, element('Calendar:Deleted', 1)),
      exception(when.moved, ...times),
    ])
    const data = shown('Calendar', serverId) ?? applicationData()
    const others = data.children.filter(({ tag }) => tag !== 'Calendar:Exceptions')
    await phone.change('Calendar', serverId, applicationData(...others, exceptions))
  }

  test('R-ONO-12 a folder goes with its switch, R-ONO-26 and all with the password', async () => {
    await office.run(['user', 'disable', person.tenant, person.name, 'tasks'])
    await phone.syncFolders()
    expect(FOLDERS.filter((kind) => phone.has(kind))).toEqual(['Calendar', 'Contacts'])
    const change = ['user', 'password', person.tenant, person.name, '--password-stdin']
    await office.run(change, 'Blau-8-Löwe\n')
    const refused = phone.sync('Calendar')
    await expect(refused).rejects.toBeInstanceOf(HttpStatusError)
    await expect(refused).rejects.toMatchObject({ status: 401 })
  })
})
