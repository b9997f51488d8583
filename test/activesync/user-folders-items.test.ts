import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import type { Row } from '../support/tenant.js'
import {
  appointmentData,
  between,
  compact,
  contactData,
  inDays,
  newOffice,
  type Office,
  taskData,
} from './sync/support.js'

/** User-made folders with items in them, as two phones of one account see them. */

let gateway: Gateway
let office: Office
let one: Phone
let other: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

type Kind = 'calendar' | 'tasks' | 'contacts'
const PREFIX = { calendar: 'cal', tasks: 'tasks', contacts: 'contacts' } as const

/** A folder made by SQL, and both phones with it; its ServerId and the collection's id. */
async function newFolder(kind: Kind, name: string): Promise<{ folder: FolderKind; id: number }> {
  const id = await office.tenant.insert('collection', { account_id: office.account.id, kind, name })
  return { folder: `${PREFIX[kind]}-${id}`, id }
}

async function phones(): Promise<void> {
  one = await office.phone()
  other = await office.phone()
}

async function syncBoth(...kinds: FolderKind[]): Promise<void> {
  for (const phone of [one, other]) await phone.syncAll(kinds)
}

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

const TITLES = {
  calendar: 'Calendar:Subject',
  tasks: 'Tasks:Subject',
  contacts: 'Contacts:LastName',
} as const
const DEFAULT = { calendar: 'Calendar', tasks: 'Tasks', contacts: 'Contacts' } as const
const DATA = {
  calendar: (title: string) => appointmentData(title, inDays(1)),
  tasks: (title: string) => taskData(title),
  contacts: (title: string) => contactData(title),
} as const
const KINDS: Kind[] = ['calendar', 'tasks', 'contacts']

test.each(KINDS)('what a phone adds to a user-made folder (%s) is in it alone', async (kind) => {
  const { folder } = await newFolder(kind, 'Privat')
  await phones()
  await syncBoth(folder, DEFAULT[kind])
  const serverId = await one.add(folder, DATA[kind]('Eigenes'))
  await syncBoth(folder, DEFAULT[kind])
  expect(one.list(folder, TITLES[kind])).toEqual(['Eigenes'])
  expect(other.list(folder, TITLES[kind])).toEqual(['Eigenes'])
  expect(other.list(DEFAULT[kind], TITLES[kind])).toEqual([])
  expect([...other.items(folder).keys()]).toEqual([serverId])

  await other.edit(folder, serverId, { [TITLES[kind]]: 'Anderes' })
  await syncBoth(folder, DEFAULT[kind])
  expect(one.list(folder, TITLES[kind])).toEqual(['Anderes'])

  await other.remove(folder, serverId)
  await syncBoth(folder, DEFAULT[kind])
  expect(one.items(folder).size).toBe(0)
  expect(one.items(DEFAULT[kind]).size).toBe(0)
})

const MOVE: Record<Kind, string> = {
  calendar: 'update appointment set collection_id = $2 where tenant_id = $1',
  tasks: 'update task set collection_id = $2 where tenant_id = $1',
  contacts: 'update contact_sync set collection_id = $2 where tenant_id = $1',
}

async function newItem(kind: Kind, fields: Row = {}): Promise<number> {
  if (kind === 'calendar') return await office.appointment(fields)
  return kind === 'tasks' ? await office.task(fields) : await office.contact(fields)
}

test.each(KINDS)('SQL moves an item (%s): a Delete here, an Add there', async (kind) => {
  const first = await newFolder(kind, 'Erster')
  const second = await newFolder(kind, 'Zweiter')
  const item = await newItem(kind)
  await phones()
  const all = [DEFAULT[kind], first.folder, second.folder]
  await syncBoth(...all)
  const from = (folder: FolderKind) => `${one.folderId(folder)}:${item}`
  expect([...one.items(DEFAULT[kind]).keys()]).toEqual([from(DEFAULT[kind])])

  const steps: [FolderKind, FolderKind, number | null][] = [
    [DEFAULT[kind], first.folder, first.id],
    [first.folder, second.folder, second.id],
    [second.folder, DEFAULT[kind], null],
  ]
  for (const [source, target, home] of steps) {
    await sql(MOVE[kind], home)
    for (const phone of [one, other]) {
      expect(await phone.sync(source)).toMatchObject({ delete: [from(source)], add: [] })
      expect(await phone.sync(target)).toMatchObject({ add: [from(target)], delete: [] })
      const third = all.find((folder) => folder !== source && folder !== target)
      expect((await phone.sync(third ?? target)).pages).toBe(0)
    }
  }
})

test('an appointment in a folder of its owner is in the default calendar of who takes part', async () => {
  const { folder, id } = await newFolder('calendar', 'Arbeit')
  const guest = await office.tenant.account()
  const appointment = await office.appointment({ title: 'Notar', collection_id: id })
  for (const account of [guest, office.account]) {
    const link = { appointment_id: appointment, account_id: account.id }
    await office.tenant.insert('appointment_participant', link)
  }
  const owners = await office.phone()
  const guests = await office.phone({ user: guest.login })
  await owners.syncAll(['Calendar', folder])
  await guests.sync('Calendar')
  expect(owners.list('Calendar', 'Calendar:Subject')).toEqual([])
  expect(owners.list(folder, 'Calendar:Subject')).toEqual(['Notar'])
  expect(guests.list('Calendar', 'Calendar:Subject')).toEqual(['Notar'])

  await sql('update appointment set owner_id = $2 where tenant_id = $1', guest.id)
  await owners.syncAll(['Calendar', folder])
  expect(owners.list(folder, 'Calendar:Subject')).toEqual([])
  expect(owners.list('Calendar', 'Calendar:Subject')).toEqual(['Notar'])
  expect((await guests.sync('Calendar')).delete).toEqual([])
})

test.each([
  ['an Add there, then a Delete here', false],
  ['a Delete here, then an Add there', true],
])('a phone moves an appointment by %s, with its UID', async (_, deleteFirst) => {
  const { folder } = await newFolder('calendar', 'Arbeit')
  await office.appointment({ title: 'Umzug', uid: 'umzug-1' })
  await phones()
  one.client.version = '14.1'
  await syncBoth('Calendar', folder)
  const [serverId = ''] = one.items('Calendar').keys()
  const add = () =>
    one.add(folder, appointmentData('Umzug', inDays(1), { 'Calendar:UID': 'umzug-1' }))
  if (deleteFirst) await one.remove('Calendar', serverId)
  await add()
  if (!deleteFirst) await one.remove('Calendar', serverId)
  await syncBoth('Calendar', folder)
  for (const phone of [one, other]) {
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual([])
    expect(phone.list(folder, 'Calendar:Subject')).toEqual(['Umzug'])
  }
  expect(await office.count('appointment')).toBe(1)
  const [row] = await sql('select status from appointment where tenant_id = $1')
  expect(row?.status).toBe('planned')
})

test('an Add with the UID of a colleague’s appointment leaves that one alone', async () => {
  const { folder } = await newFolder('calendar', 'Arbeit')
  const host = await office.tenant.account()
  const theirs = await office.appointment({ title: 'Fest', uid: 'fest-1', owner_id: host.id })
  const link = { appointment_id: theirs, account_id: office.account.id }
  await office.tenant.insert('appointment_participant', link)
  await phones()
  one.client.version = '14.1'
  await syncBoth('Calendar', folder)
  await one.add(folder, appointmentData('Mein Fest', inDays(1), { 'Calendar:UID': 'fest-1' }))
  await syncBoth('Calendar', folder)
  for (const phone of [one, other]) {
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Fest'])
    expect(phone.list(folder, 'Calendar:Subject')).toEqual(['Mein Fest'])
  }
})

test('a Delete in a folder that the item left by SQL meanwhile does not cancel it', async () => {
  const { folder, id } = await newFolder('tasks', 'Haus')
  await office.task({ title: 'Streichen' })
  await phones()
  await syncBoth('Tasks', folder)
  const [serverId = ''] = one.items('Tasks').keys()
  await sql(MOVE.tasks, id)
  one.use('Tasks', { conflict: 0 })
  await one.remove('Tasks', serverId)
  await syncBoth('Tasks', folder)
  expect(one.list(folder, 'Tasks:Subject')).toEqual(['Streichen'])
  expect(other.list(folder, 'Tasks:Subject')).toEqual(['Streichen'])
})

test('R-ONO-09 the limit of appointments is each calendar’s own', async () => {
  const { folder, id } = await newFolder('calendar', 'Arbeit')
  await sql(`update tenant set rule_settings = '{"calendarLimit": 3}' where id = $1`)
  for (let day = 1; day <= 4; day++) {
    await office.appointment({ ...between(inDays(day), 60) })
    await office.appointment({ ...between(inDays(day), 60), collection_id: id })
  }
  await phones()
  await one.syncAll(['Calendar', folder])
  expect(one.items('Calendar').size).toBe(3)
  expect(one.items(folder).size).toBe(3)
})

test('an unchanged Sync of a user-made folder has an empty body', async () => {
  const { folder } = await newFolder('contacts', 'Freunde')
  await phones()
  await one.sync(folder)
  expect(await one.send(folder)).toBeNull()
})

test('a series is expanded anew in each calendar it comes to, which counts its own revisions', async () => {
  const { folder, id } = await newFolder('calendar', 'Arbeit')
  // The protocol can't express it: sent as single occurrences, from what was loaded to rank it.
  const start = inDays(1)
  const rrule = 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=10;COUNT=4'
  await office.appointment({ ...between(start, 60), rrule, time_zone: 'UTC' })
  await phones()
  await syncBoth('Calendar', folder)
  const times = (kind: FolderKind) =>
    new Set(one.list(kind, 'Calendar:StartTime').map((text) => text.slice(8)))
  expect(times('Calendar')).toEqual(new Set([compact(start).slice(8)]))
  await sql(`update appointment set starts_at = starts_at + interval '2 hours',
    ends_at = ends_at + interval '2 hours' where tenant_id = $1`)
  await sql(MOVE.calendar, id)
  await syncBoth('Calendar', folder)
  const later = compact(new Date(start.getTime() + 2 * 3_600_000))
  expect(times(folder)).toEqual(new Set([later.slice(8)]))
  expect(times('Calendar')).toEqual(new Set())
})

test('GetItemEstimate counts, and Fetch gives, what is in the folder asked for', async () => {
  const { folder, id } = await newFolder('tasks', 'Haus')
  await phones()
  await syncBoth('Tasks', folder)
  const there = await office.task({ title: 'Streichen', collection_id: id })
  await office.task({ title: 'Anruf' })
  await office.task({ title: 'Besuch' })
  const { syncKey } = one.replica(folder)
  const estimate = await one.client.getItemEstimate({ collectionId: folder, syncKey })
  expect(estimate).toMatchObject({ status: 1, estimate: 1 })
  await syncBoth('Tasks', folder)
  const fetch = (collectionId: FolderKind, serverId: string) =>
    one.client.itemOperationsFetch({ collectionId: one.folderId(collectionId), serverId })
  expect(await fetch(folder, `${folder}:${there}`)).toMatchObject({ status: 1 })
  await sql(MOVE.tasks, null)
  expect(await fetch(folder, `${folder}:${there}`)).toMatchObject({ status: 6 })
})
