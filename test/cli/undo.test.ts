import type { ClientCommand } from '../../src/client/requests.js'
import { appointmentData, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import { inProcess, type Result } from './termingate.js'

let gateway: Gateway
let office: Office
let wild: Phone
let other: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { MASS_DELETE_COUNT: '3', MASS_DELETE_PERCENT: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

const run = (...args: string[]): Promise<Result> => {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  return inProcess(args, { env: { DATA_DIR, DATABASE_URL } })
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

/** Two phones that hold all there is. */
async function phones(...kinds: FolderKind[]): Promise<void> {
  wild = await office.phone({ deviceId: `wild${office.tenant.id}` })
  other = await office.phone()
  await sync(...kinds)
}

async function sync(...kinds: FolderKind[]): Promise<void> {
  for (const phone of [wild, other]) await phone.syncAll(kinds)
}

/** One Sync request that deletes all the wild phone holds of a folder, and what came of it. */
async function removeAll(kind: FolderKind): Promise<void> {
  const ids = [...wild.items(kind).keys()]
  const commands = ids.map((serverId): ClientCommand => ({ kind: 'delete', serverId }))
  const answer = await wild.send(kind, { commands })
  expect(answer?.results).toEqual([])
  wild.replica(kind).items.clear()
  if (answer) wild.take(kind, answer)
  await sync(kind)
  expect(other.items(kind).size).toBe(0)
}

/** The newest deletion of this office. */
async function deletion(...options: string[]): Promise<{ id: number; [key: string]: unknown }> {
  const listed = await json('undo', ...options)
  return listed.find(({ tenant }: { tenant: string }) => tenant === office.tenant.name)
}

test('R-ONO-170 undo brings tasks back as they were, on all phones, and once', async () => {
  for (const [title, status] of [
    ['Anruf', 'open'],
    ['Besuch', 'in-progress'],
    ['Plan', 'done'],
    ['Rest', 'open'],
  ]) {
    await office.task({ title, status })
  }
  await phones('Tasks')
  await removeAll('Tasks')
  const mass = await deletion()
  expect(mass).toMatchObject({
    ...{ user: office.account.name, device: `wild${office.tenant.id}`, kind: 'task' },
    ...{ deleted: 4, held: 4, restored: 0, mass: true, undoneAt: null },
  })
  expect((await run('undo')).stdout).toMatch(
    new RegExp(`^${mass.id} .* ${office.account.login} +wild\\d+ +4 tasks +4 +mass$`, 'm'),
  )
  expect(await json('undo', 'show', String(mass.id))).toMatchObject({
    items: ['Anruf', 'Besuch', 'Plan', 'Rest'].map((title) => ({ title, state: 'deleted' })),
  })

  const { stdout } = await run('undo', String(mass.id))
  expect(stdout).toContain('Restored 4 of the 4 tasks that the device wild')
  await sync('Tasks')
  for (const phone of [wild, other]) {
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Anruf', 'Besuch', 'Plan', 'Rest'])
  }
  expect(await sql('select title, status from task where tenant_id = $1 order by title')).toEqual([
    { title: 'Anruf', status: 'open' },
    { title: 'Besuch', status: 'in-progress' },
    { title: 'Plan', status: 'done' },
    { title: 'Rest', status: 'open' },
  ])

  await sql(`update task set status = 'cancelled' where tenant_id = $1 and title = 'Rest'`)
  expect(await json('undo', String(mass.id))).toMatchObject({ restored: 0, left: [] })
  expect(await sql(`select title from task where tenant_id = $1 and status = 'cancelled'`)).toEqual(
    [{ title: 'Rest' }],
  )
  expect((await deletion()).undoneAt).not.toBeNull()
  const audit = await sql(
    `select actor, action, subject, details from audit where tenant_id = $1 order by id`,
  )
  expect(audit).toMatchObject([
    { action: 'account.mass-deletion', actor: `device wild${office.tenant.id}` },
    {
      ...{ action: 'account.undo', actor: 'cli', subject: office.account.name },
      details: { undo: mass.id, restored: 4, left: 0 },
    },
  ])
})

test('R-ONO-170 undo brings appointments and contacts back, where they were', async () => {
  for (const status of ['planned', 'tentative', 'confirmed', 'done']) {
    await office.appointment({ title: status, status })
  }
  const id = await office.tenant.insert('collection', {
    ...{ account_id: office.account.id, kind: 'contacts', name: 'Kunden' },
  })
  const folder: FolderKind = `contacts-${id}`
  for (const last_name of ['Abel', 'Bach', 'Carl', 'Dorn']) await office.contact({ last_name })
  await sql('update contact_sync set collection_id = $2 where tenant_id = $1', id)
  await phones('Calendar', folder)
  await removeAll('Calendar')
  const calendar = await deletion()
  await removeAll(folder)
  const contacts = await deletion()
  expect([calendar.kind, contacts.kind]).toEqual(['appointment', 'contact'])
  expect(await office.count('contact_sync')).toBe(0)

  expect(await json('undo', String(calendar.id))).toMatchObject({ restored: 4, left: [] })
  expect(await json('undo', String(contacts.id))).toMatchObject({ restored: 4, left: [] })
  await sync('Calendar', 'Contacts', folder)
  for (const phone of [wild, other]) {
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual([
      ...['confirmed', 'done', 'planned', 'tentative'],
    ])
    expect(phone.list(folder, 'Contacts:LastName')).toEqual(['Abel', 'Bach', 'Carl', 'Dorn'])
    expect(phone.items('Contacts').size).toBe(0)
  }
  const rows = await sql('select title, status from appointment where tenant_id = $1')
  expect(rows.filter(({ title, status }) => title !== status)).toEqual([])
})

test('R-ONO-170 undo gives occurrences what they were before', async () => {
  const start = inDays(2)
  const at = (day: number) => inDays(day, start).toISOString()
  await office.appointment({
    ...{ title: 'Runde', time_zone: 'UTC', rrule: 'FREQ=DAILY;COUNT=6' },
    ...{ starts_at: start, ends_at: new Date(start.getTime() + 3_600_000) },
  })
  await phones('Calendar')
  const [series = ''] = wild.items('Calendar').keys()
  await wild.change('Calendar', series, appointmentData('Verlegt', inDays(9, start)), at(1))
  const overrides = () =>
    sql(`select recurrence_id, cancelled, changes, client_data from appointment_override
      where tenant_id = $1 order by recurrence_id`)
  const before = await overrides()
  expect(before).toMatchObject([{ cancelled: false, changes: { title: 'Verlegt' } }])

  for (const day of [1, 2, 3]) await wild.remove('Calendar', series, at(day))
  expect((await overrides()).map(({ cancelled }) => cancelled)).toEqual([true, true, true])
  const small = await deletion('--all')
  expect(small).toMatchObject({ deleted: 3, mass: false })
  expect(await deletion()).toBeUndefined()
  // The third one is somebody's by now.
  await sql(
    `update appointment_override set changes = '{"title": "Neu"}'
     where tenant_id = $1 and recurrence_id = $2`,
    (await overrides())[2]?.recurrence_id,
  )
  expect(await json('undo', String(small.id))).toMatchObject({
    restored: 2,
    left: [{ title: 'Runde', state: 'changed' }],
  })
  const after = await overrides()
  expect(after[0]).toEqual(before[0])
  expect(after.slice(1)).toMatchObject([{ cancelled: true, changes: { title: 'Neu' } }])
  await sync('Calendar')
  const occurrences = (phone: Phone) =>
    phone
      .items('Calendar')
      .get(series)
      ?.children.find(({ tag }) => tag === 'Calendar:Exceptions')
  for (const phone of [wild, other]) {
    // One that was moved, one that is cancelled.
    expect(occurrences(phone)?.children).toHaveLength(2)
  }
})

test('R-ONO-170 undo leaves alone what somebody changed since, and says so', async () => {
  for (const title of ['Bleibt', 'Geändert', 'Gelöscht', 'Wieder da']) {
    await office.appointment({ title })
  }
  await phones('Calendar')
  await removeAll('Calendar')
  const { id } = await deletion()
  await sql(`update appointment set note = 'x' where tenant_id = $1 and title = 'Geändert'`)
  await sql(`delete from appointment where tenant_id = $1 and title = 'Gelöscht'`)
  await sql(`update appointment set status = 'done' where tenant_id = $1 and title = 'Wieder da'`)

  const { stdout } = await run('undo', String(id))
  expect(stdout).toContain('Restored 1 of the 4 appointments')
  expect(stdout).toMatch(/^ +deleted, changed since +Geändert$/m)
  expect(stdout).toMatch(/^ +gone from the database$/m)
  expect(stdout).toMatch(/^ +there again +Wieder da$/m)
  const titles = () =>
    sql(`select title, status from appointment where tenant_id = $1 order by title`)
  expect(await titles()).toEqual([
    { title: 'Bleibt', status: 'planned' },
    { title: 'Geändert', status: 'cancelled' },
    { title: 'Wieder da', status: 'done' },
  ])

  expect(await json('undo', String(id), '--changed')).toMatchObject({ restored: 1 })
  expect((await titles())[1]).toEqual({ title: 'Geändert', status: 'planned' })
  await sync('Calendar')
  for (const phone of [wild, other]) expect(phone.items('Calendar').size).toBe(3)
})

test('a wild phone that deletes again makes another action', async () => {
  for (const title of ['A', 'B', 'C', 'D']) await office.task({ title })
  await phones('Tasks')
  await removeAll('Tasks')
  const first = await deletion()
  await json('undo', String(first.id))
  await sync('Tasks')
  await removeAll('Tasks')
  const second = await deletion()
  expect(second.id).not.toBe(first.id)
  expect(await json('undo', String(second.id))).toMatchObject({ restored: 4 })
})

test.each([
  [['undo', '999999999'], 1, 'There is no deletion 999999999: termingate undo --all lists them.'],
  [['undo', 'show', '999999999'], 1, 'There is no deletion 999999999'],
  [['undo', 'all'], 2, 'the number that termingate undo lists'],
  [['undo', 'show'], 2, "missing required argument 'id'"],
])('%j fails with %i', async (args, code, words) => {
  const result = await run(...args)
  expect(result.stderr).toContain(words)
  expect(result.code).toBe(code)
})
