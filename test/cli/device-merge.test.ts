import { DATA, foldersOf, homes, newFolder, SAMSUNG } from '../activesync/merged-office.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

const merge = (...args: string[]) =>
  gateway.cli('device', 'merge', 'galaxy', ...args, '--user', office.account.login)

async function samsung(): Promise<void> {
  phone = await office.phone({ ...SAMSUNG, deviceId: 'galaxy' })
}

test('a device shows all folders, one of a kind, or what its client can', async () => {
  await newFolder(office, 'tasks', 'Arbeit')
  await newFolder(office, 'contacts', 'Arbeit')
  await samsung()
  const counts = async () => {
    await phone.syncFolders()
    return [foldersOf(phone, 'tasks').length, foldersOf(phone, 'contacts').length]
  }
  expect(await counts()).toEqual([1, 1])
  expect(await merge('off')).toMatchObject({ code: 0, stderr: '' })
  expect(await counts()).toEqual([2, 2])
  const { stdout } = await merge('on', '--kinds', 'contacts')
  expect(stdout).toContain('shows one folder of each kind (contacts)')
  expect(await counts()).toEqual([2, 1])
  expect(await merge('default')).toMatchObject({ code: 0 })
  expect(await counts()).toEqual([1, 1])
})

test('what it adds goes to the folders of a name', async () => {
  const calendar = await newFolder(office, 'calendar', 'Arbeit')
  const tasks = await newFolder(office, 'tasks', 'Arbeit')
  await samsung()
  expect(await merge('on', '--target', 'Arbeit')).toMatchObject({ code: 0, stderr: '' })
  await phone.syncAll()
  await phone.add('Calendar', DATA.calendar('Termin'))
  await phone.add('Tasks', DATA.tasks('Aufgabe'))
  await phone.add('Contacts', DATA.contacts('Kaufmann'))
  expect(await homes(office, 'calendar')).toEqual({ Termin: calendar.id })
  expect(await homes(office, 'tasks')).toEqual({ Aufgabe: tasks.id })
  expect(await homes(office, 'contacts')).toEqual({ Kaufmann: null })
  const audit = await office.tenant.sql(
    "select details from audit where tenant_id = $1 and action = 'device.merge'",
    [office.tenant.id],
  )
  expect(audit).toMatchObject([{ details: { device: 'galaxy', targets: ['Arbeit'] } }])
})

test.each([
  [['on', '--target', 'Nirgends'], 'no folder "Nirgends"; made by the user are: "Arbeit".'],
  [['off', '--kinds', 'tasks'], '--kinds is for on only'],
  [['off', '--target', 'Arbeit'], '--target is not for off'],
  [['perhaps'], 'Allowed choices are on, off, default'],
])('%j is refused in words, and nothing changes', async (args, words) => {
  await newFolder(office, 'tasks', 'Arbeit')
  await samsung()
  const { code, stderr } = await merge(...args)
  expect(code).not.toBe(0)
  expect(stderr).toContain(words)
  expect(
    await office.tenant.sql('select merged_kinds, merge_targets from device where tenant_id = $1', [
      office.tenant.id,
    ]),
  ).toEqual([{ merged_kinds: null, merge_targets: [] }])
})
