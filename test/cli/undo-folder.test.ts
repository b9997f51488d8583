import { create, remove, TYPES } from '../activesync/folder-commands.js'
import {
  appointmentData,
  contactData,
  inDays,
  newOffice,
  taskData,
} from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { inProcess } from './termingate.js'

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

async function json(...args: string[]) {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  const env = { DATA_DIR, DATABASE_URL }
  const { code, stdout, stderr } = await inProcess([...args, '--json'], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('R-ONO-170 what a device deleted with a folder comes back, into the usual lists', async () => {
  const office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
  const phone = await office.phone()
  const other = await office.phone()
  const calendar = await create(phone, 'Arbeit', TYPES.calendar)
  const tasks = await create(phone, 'Haus', TYPES.tasks, calendar)
  const contacts = await create(phone, 'Freunde', TYPES.contacts, calendar)
  await phone.syncAll([calendar, tasks, contacts])
  for (const title of ['Eins', 'Zwei', 'Drei', 'Vier']) {
    await phone.add(calendar, appointmentData(title, inDays(1)))
  }
  await phone.add(tasks, taskData('Streichen'))
  const before = await phone.add(tasks, taskData('Vorher gelöscht'))
  await phone.add(contacts, contactData('Kaufmann'))
  await phone.remove(tasks, before)
  await remove(phone, calendar)
  const usual = ['Calendar', 'Tasks', 'Contacts'] as const
  await other.syncAll(usual)
  expect(usual.map((kind) => other.items(kind).size)).toEqual([0, 0, 0])

  type Listed = { id: number; tenant: string; kind: string; deleted: number; mass: boolean }
  const listed: Listed[] = await json('undo', '--all')
  const ours = listed.filter(({ tenant }) => tenant === office.tenant.name)
  expect(ours.map(({ kind, deleted, mass }) => [kind, deleted, mass]).sort()).toEqual([
    ['appointment', 4, true],
    ['contact', 1, false],
    ['task', 2, false],
  ])
  for (const { id, deleted } of ours) {
    expect(await json('undo', String(id))).toMatchObject({ restored: deleted, left: [] })
  }
  for (const one of [phone, other]) {
    await one.syncFolders()
    await one.syncAll(usual)
    expect(one.list('Calendar', 'Calendar:Subject')).toEqual(['Drei', 'Eins', 'Vier', 'Zwei'])
    expect(one.list('Tasks', 'Tasks:Subject')).toEqual(['Streichen', 'Vorher gelöscht'])
    expect(one.list('Contacts', 'Contacts:LastName')).toEqual(['Kaufmann'])
  }
})
