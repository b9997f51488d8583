import { element } from '../../../src/activesync/wbxml/element.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import { applicationData, Phone } from '../../support/phone.js'
import {
  type AccountFixture,
  newTenant,
  PASSWORD,
  type TenantFixture,
} from '../../support/tenant.js'

let gateway: Gateway
let tenant: TenantFixture
let account: AccountFixture
const phones: Phone[] = []

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  for (const phone of phones) phone.close()
  await gateway.stop()
})
beforeEach(async () => {
  tenant = await newTenant(gateway)
  account = await tenant.account()
})

async function newPhone(version = '16.1'): Promise<Phone> {
  const phone = new Phone({
    baseUrl: gateway.baseUrl,
    user: account.login,
    password: PASSWORD,
    version,
  })
  phones.push(phone)
  return await phone.setUp()
}

const inDays = (days: number, hour = 9) => {
  const date = new Date(Date.now() + days * 86_400_000)
  date.setUTCHours(hour, 0, 0, 0)
  return date
}
const compact = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '')

function appointment(title: string, start: Date) {
  return applicationData(
    element('Calendar:StartTime', compact(start)),
    element('Calendar:Subject', title),
    element('Calendar:EndTime', compact(new Date(start.getTime() + 3_600_000))),
    element('Calendar:Reminder', '53'),
  )
}

for (const version of ['12.1', '14.0', '14.1', '16.0', '16.1']) {
  test(`R-ONO-05 a phone of ${version} and one of 16.1 see each other's appointments`, async () => {
    const [one, other] = [await newPhone(version), await newPhone()]
    await one.syncAll()
    await other.syncAll()

    const serverId = await one.add('Calendar', appointment('Besichtigung', inDays(2)))
    const [row] = await tenant.sql('select title, owner_id from appointment where tenant_id = $1', [
      tenant.id,
    ])
    expect(row).toMatchObject({ title: 'Besichtigung', owner_id: account.id })

    expect((await other.sync('Calendar')).add).toEqual([serverId])
    expect(other.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])

    await other.edit('Calendar', serverId, { 'Calendar:Subject': 'Beratung' })
    expect((await one.sync('Calendar')).change).toEqual([serverId])
    expect(one.list('Calendar', 'Calendar:Subject')).toEqual(['Beratung'])

    await one.remove('Calendar', serverId)
    expect((await other.sync('Calendar')).delete).toEqual([serverId])
    const [gone] = await tenant.sql('select status from appointment where tenant_id = $1', [
      tenant.id,
    ])
    expect(gone?.status).toBe('cancelled')
  })
}

test('R-ONO-123 a rounded reminder comes back to the phone that sent it', async () => {
  const phone = await newPhone()
  await phone.syncAll()
  const serverId = await phone.add('Calendar', appointment('Notar', inDays(3)))
  expect((await phone.sync('Calendar')).change).toEqual([serverId])
  expect(phone.list('Calendar', 'Calendar:Reminder')).toEqual(['60'])
  expect((await phone.sync('Calendar')).pages).toBe(0)
})

test('R-ONO-102 a completed task leaves with the second Sync, not with the first', async () => {
  const phone = await newPhone()
  await tenant.insert('task', { title: 'Anrufen', responsible_id: account.id })
  await phone.syncAll()
  const [serverId] = [...phone.items('Tasks').keys()]
  const done = { 'Tasks:Complete': '1', 'Tasks:DateCompleted': '2026-11-20T00:00:00.000Z' } as const
  const answer = await phone.send('Tasks', {
    commands: [
      {
        kind: 'change',
        serverId: serverId ?? '',
        data: applicationData(
          ...Object.entries(done).map(([tag, text]) => element(tag as 'Tasks:Complete', text)),
        ),
      },
    ],
  })
  expect(answer?.commands).toEqual([])
  if (answer) phone.take('Tasks', answer)
  expect((await phone.sync('Tasks')).delete).toEqual([serverId])
})

test('R-ONO-166 R-ONO-167 a contact deleted on the phone stays, and comes back when it is flagged', async () => {
  const phone = await newPhone()
  const id = await tenant.insert('contact', { last_name: 'Kaufmann' })
  await tenant.insert('contact_sync', { account_id: account.id, contact_id: id })
  await phone.syncAll()
  const [serverId = ''] = [...phone.items('Contacts').keys()]
  await phone.remove('Contacts', serverId)
  expect(
    await tenant.sql('select 1 as n from contact where tenant_id = $1', [tenant.id]),
  ).toHaveLength(1)
  expect((await phone.sync('Contacts')).pages).toBe(0)
  await tenant.insert('contact_sync', { account_id: account.id, contact_id: id })
  expect((await phone.sync('Contacts')).add).toEqual([serverId])
})

test('pages of a window bring everything once', async () => {
  await tenant.sql(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'Aufgabe ' || n from generate_series(1, 250) n`,
    [tenant.id, account.id],
  )
  const phone = await newPhone()
  phone.use('Tasks', { windowSize: 40 })
  const brought = await phone.sync('Tasks')
  expect(brought.add).toHaveLength(250)
  expect(phone.items('Tasks').size).toBe(250)
})

test('a change by plain SQL wakes a parked Ping', async () => {
  const phone = await newPhone()
  await phone.syncAll()
  const parked = phone.ping(['Calendar', 'Tasks', 'Contacts'])
  await new Promise((resolve) => setTimeout(resolve, 300))
  await tenant.insert('task', { title: 'Rückruf', responsible_id: account.id })
  const answer = await parked
  expect(answer.status).toBe(2)
  expect(answer.folders).toEqual([phone.folderId('Tasks')])
  expect((await phone.sync('Tasks')).add).toHaveLength(1)
})
