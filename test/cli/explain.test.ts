import {
  appointmentData,
  between,
  inDays,
  newOffice,
  type Office,
} from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import type { Row } from '../support/tenant.js'

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  phone = await office.phone({ deviceType: 'Testtelefon' })
  await phone.syncAll()
})

type Told = {
  verdict: string
  verdictText: string
  held: string[]
  steps: { code: string; ok: boolean; text: string; todo: string | null }[]
}

async function answers(item: string, ...options: string[]): Promise<Told[]> {
  const args = ['explain', item, '--user', office.account.login, ...options, '--json']
  const { code, stdout, stderr } = await gateway.cli(...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout).answers
}

/** The verdict, and the code and words of the rule that decides. */
async function why(item: string, ...options: string[]) {
  const [told, ...others] = await answers(item, ...options)
  expect(others).toEqual([])
  const last = told?.steps.at(-1)
  for (const step of told?.steps.slice(0, -1) ?? []) expect(step).toMatchObject({ ok: true })
  return [told?.verdict, last?.code, last?.text]
}

const set = (table: string, id: number, fields: Row) => {
  const names = Object.keys(fields).map((name, index) => `${name} = $${index + 3}`)
  return office.tenant.sql(
    `update ${table} set ${names.join(', ')} where tenant_id = $1 and id = $2`,
    [office.tenant.id, id, ...Object.values(fields)],
  )
}

test('says that it is on the phone, and waits where it changed', async () => {
  const id = await office.appointment({ title: 'Besichtigung' })
  expect(await why(`appointment:${id}`)).toEqual([
    'waiting',
    'up-to-date',
    expect.stringMatching(/^Changed .+; it waits for the device's next Sync\.$/),
  ])
  await phone.sync('Calendar')
  expect((await why('Besichtigung')).slice(0, 2)).toEqual(['on-device', 'up-to-date'])
  const [told] = await answers('Besichtigung')
  expect(told?.held).toEqual([`${phone.folderId('Calendar')}:${id}`])
  await set('appointment', id, { title: 'Besichtigung 2' })
  expect((await why(`appointment:${id}`)).slice(0, 2)).toEqual(['older-version', 'up-to-date'])
})

test('R-ONO-28 says what keeps a note from the phone', async () => {
  const id = await office.note({ title: 'Merkzettel' })
  const [verdict, code, text] = await why(`note:${id}`)
  expect([verdict, code]).toEqual(['not-sent', 'notes'])
  expect(text).toContain(`Notes are off for the tenant ${office.tenant.name}`)
  await office.tenant.sql(`update tenant set rule_settings = '{"notes": true}' where id = $1`, [
    office.tenant.id,
  ])
  await phone.syncFolders()
  await phone.sync('Notes')
  expect((await why('Merkzettel')).slice(0, 2)).toEqual(['on-device', 'up-to-date'])
})

test('names the rule that keeps an appointment from the phone', async () => {
  const id = await office.appointment({ title: 'Notar', ...between(inDays(300), 60) })
  const item = `appointment:${id}`
  const [verdict, code, text] = await why(item)
  expect([verdict, code]).toEqual(['not-sent', 'window-future'])
  // Six months ahead are sent (R-ONO-11): it comes when it is no further away.
  const enters = inDays(300)
  enters.setUTCMonth(enters.getUTCMonth() - 6)
  expect(text).toContain(`${enters.getUTCFullYear()}`)
  await set('appointment', id, between(inDays(-60), 60))
  expect((await why(item)).slice(0, 2)).toEqual(['not-sent', 'window-past'])
  await set('appointment', id, between(inDays(1), 60))
  await set('appointment', id, { status: 'cancelled' })
  expect((await why(item)).slice(0, 2)).toEqual(['not-sent', 'cancelled'])
  await set('appointment', id, { status: 'planned', owner_id: null })
  expect((await why(item)).slice(0, 2)).toEqual(['not-sent', 'assigned'])
  expect((await why('appointment:99999999')).slice(0, 2)).toEqual(['not-sent', 'item'])
})

test('names the shorter time that the phone is set to', async () => {
  const id = await office.appointment({ title: 'Vor Wochen', ...between(inDays(-20), 60) })
  await phone.sync('Calendar')
  await phone.use('Calendar', { filterType: 4 }).sync('Calendar')
  expect((await why(`appointment:${id}`)).slice(0, 2)).toEqual(['not-sent', 'filter'])
})

test('R-ONO-09 counts how near an appointment is beyond the limit', async () => {
  await office.tenant.sql('update tenant set rule_settings = $2 where id = $1', [
    office.tenant.id,
    { calendarLimit: 2 },
  ])
  for (const days of [1, 2]) await office.appointment(between(inDays(days), 60))
  const third = await office.appointment({ title: 'Dritter', ...between(inDays(3), 60) })
  expect(await why(`appointment:${third}`)).toEqual([
    'not-sent',
    'limit',
    'It is number 3 by nearness, and the 2 nearest are sent.',
  ])
})

test('keeps what the phone itself put beyond the limit', async () => {
  const far = await phone.add('Calendar', appointmentData('Fern', inDays(400)))
  const item = `appointment:${far.split(':')[1]}`
  expect((await why(item)).slice(0, 2)).toEqual(['on-device', 'up-to-date'])
})

test('R-ONO-12, R-ONO-13 names the switch of the user and that of the tenant', async () => {
  const id = await office.task({ title: 'Anrufen' })
  await phone.sync('Tasks')
  await set('account', office.account.id, { tasks_enabled: false })
  expect((await why(`task:${id}`)).slice(0, 2)).toEqual(['leaving', 'switch'])
  await set('account', office.account.id, { tasks_enabled: true })
  await office.tenant.sql('update tenant set module_enabled = false where id = $1', [
    office.tenant.id,
  ])
  expect((await why(`task:${id}`)).slice(0, 2)).toEqual(['leaving', 'module'])
})

test('names what became of a task or contact', async () => {
  const task = await office.task({ title: 'Erledigt', status: 'done' })
  expect((await why(`task:${task}`)).slice(0, 2)).toEqual(['not-sent', 'done'])
  const contact = await office.tenant.insert('contact', { last_name: 'Kaufmann' })
  expect(await why('Kaufmann')).toEqual([
    'not-sent',
    'assigned',
    expect.stringContaining('not marked for the address list'),
  ])
  await office.tenant.insert('contact_sync', { account_id: office.account.id, contact_id: contact })
  await phone.sync('Contacts')
  expect((await why(`contact:${contact}`)).slice(0, 2)).toEqual(['on-device', 'up-to-date'])
})

test('finds what lies in another folder in the only one that a phone shows', async () => {
  const id = await office.appointment({ title: 'Besichtigung' })
  await office.tenant.sql("update device set merged_kinds = '{calendar}' where tenant_id = $1", [
    office.tenant.id,
  ])
  const folder = { account_id: office.account.id, kind: 'calendar', name: 'Privat' }
  await set('appointment', id, { collection_id: await office.tenant.insert('collection', folder) })
  expect((await why('Besichtigung')).slice(0, 2)).toEqual(['waiting', 'up-to-date'])
  await phone.sync('Calendar')
  expect((await why('Besichtigung')).slice(0, 2)).toEqual(['on-device', 'up-to-date'])
  const [told] = await answers('Besichtigung')
  expect(told?.held).toEqual([`${phone.folderId('Calendar')}:${id}`])
  await office.tenant.sql("update device set merged_kinds = '{}' where tenant_id = $1", [
    office.tenant.id,
  ])
  expect((await why('Besichtigung')).slice(0, 2)).toEqual(['leaving', 'folder-listed'])
})

test('names the lock, the block and a folder that the phone does not synchronize', async () => {
  const id = await office.appointment({ title: 'Neu' })
  const item = `appointment:${id}`
  await set('account', office.account.id, { locked_at: new Date().toISOString() })
  expect((await why(item)).slice(0, 2)).toEqual(['waiting', 'login'])
  await set('account', office.account.id, { locked_at: null })
  await office.tenant.sql(`update device set status = 'blocked' where tenant_id = $1`, [
    office.tenant.id,
  ])
  expect((await why(item)).slice(0, 2)).toEqual(['waiting', 'device-allowed'])
  const fresh = await office.phone({ deviceId: 'frischesGeraet' })
  expect((await why(item, '--device', 'frischesGeraet')).slice(0, 2)).toEqual([
    'not-sent',
    'folder-synced',
  ])
  expect((await why(item, '--device', 'gibtEsNicht')).slice(0, 2)).toEqual(['not-sent', 'device'])
  fresh.close()
})

test('names what was set aside as broken', async () => {
  const id = await office.appointment({
    ...{ title: 'Kaputt', rrule: 'FREQ=DAILY;COUNT=5' },
    ...between(inDays(3), 60),
  })
  await office.tenant.insert('appointment_override', {
    appointment_id: id,
    recurrence_id: `${inDays(4).toISOString().slice(0, 19)}Z`,
    changes: JSON.stringify({ note: { nothing: true } }),
  })
  await phone.sync('Calendar')
  expect((await why(`appointment:${id}`)).slice(0, 2)).toEqual(['not-sent', 'set-aside'])
})

test('tells people in lines, in German too, and escapes nothing into the terminal', async () => {
  await office.appointment({ title: 'Böse \u001b[31mrot' })
  const args = ['explain', 'Böse', '--user', office.account.login, '--language', 'de']
  const { code, stdout } = await gateway.cli(...args)
  expect(code).toBe(0)
  expect(stdout).toContain('Testtelefon')
  expect(stdout).toContain('Der Eintrag ist noch nicht auf dem Gerät.')
  expect(stdout).toMatch(/^ {2}NO {3}Geändert .+; wartet auf die nächste Synchronisation/m)
  expect(stdout).not.toContain('\u001b')
})

test('the other way round: which devices have it, in which version', async () => {
  const id = await office.appointment({ title: 'Zwei Geräte' })
  const other = await office.phone({ deviceId: 'zweitesGeraet' })
  for (const one of [phone, other]) await one.sync('Calendar')
  await set('appointment', id, { title: 'Geändert' })
  await other.sync('Calendar')
  const args = ['explain', `appointment:${id}`, '--tenant', office.tenant.name, '--json']
  const { holders } = JSON.parse((await gateway.cli(...args)).stdout)
  const states = holders.map(({ device, verdict }: { device: { id: string }; verdict: string }) => [
    device.id === 'zweitesGeraet',
    verdict,
  ])
  expect(states.sort()).toEqual([
    [false, 'older-version'],
    [true, 'on-device'],
  ])
})

test('lists what fits where words are not enough, and refuses what makes no sense', async () => {
  for (const title of ['Termin A', 'Termin B']) await office.appointment({ title })
  const all = ['explain', 'Termin', '--user', office.account.login]
  const { stdout } = await gateway.cli(...all)
  expect(stdout).toContain('Several fit')
  expect(stdout).toMatch(/appointment:\d+ .*Termin A/)
  expect((await gateway.cli('explain', 'Termin')).code).toBe(2)
  expect((await gateway.cli('explain', 'gibt es nicht', ...all.slice(2))).code).toBe(2)
  expect((await gateway.cli(...all, '--tenant', 'x', '--device')).code).toBe(2)
})
