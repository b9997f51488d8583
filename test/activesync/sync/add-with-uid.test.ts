import { type Gateway, startGateway } from '../../support/gateway.js'
import { appointmentData, inDays, newOffice, type Office } from './support.js'

let gateway: Gateway
let office: Office

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
})

test.each([
  ['14.1', 'Calendar:UID', 'eine-uid'],
  ['16.1', 'Calendar:ClientUid', 'eine-uid'],
  ['16.1', 'Calendar:ClientUid', 'eine-uid\0'],
] as const)(
  'version %s: an Add whose %s (%j) is in the calendar is an update of that item',
  async (version, tag, uid) => {
    await office.appointment({ uid: 'eine-uid', title: 'Vom Büro' })
    const phone = await office.phone({ version })
    await phone.sync('Calendar')
    const [held] = [...phone.items('Calendar').keys()]
    const data = appointmentData('Aus der Einladung', inDays(2), { [tag]: uid })
    const answer = await phone.send('Calendar', {
      commands: [{ kind: 'add', clientId: 'c', data }],
    })
    expect(answer?.results).toMatchObject([{ kind: 'add', status: 1, serverId: held }])
    expect(
      await office.tenant.sql('select title from appointment where tenant_id = $1', [
        office.tenant.id,
      ]),
    ).toEqual([{ title: 'Aus der Einladung' }])
  },
)

test('an Add before the first Sync, whose UID the calendar has, comes once', async () => {
  await office.appointment({ uid: 'eine-uid', title: 'Vom Büro' })
  const phone = await office.phone({ version: '14.1' })
  const first = await phone.send('Calendar')
  if (first) phone.take('Calendar', first)
  await phone.add(
    'Calendar',
    appointmentData('Aus der Einladung', inDays(2), { 'Calendar:UID': 'eine-uid' }),
  )
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Aus der Einladung'])
})

test("another account's appointment is not updated by its UID", async () => {
  const other = await office.tenant.account()
  await office.appointment({ uid: 'eine-uid', title: 'Fremd', owner_id: other.id })
  const phone = await office.phone({ version: '14.1' })
  await phone.sync('Calendar')
  await phone.add('Calendar', appointmentData('Meiner', inDays(2), { 'Calendar:UID': 'eine-uid' }))
  const rows = await office.tenant.sql(
    'select title from appointment where tenant_id = $1 order by title',
    [office.tenant.id],
  )
  expect(rows.map(({ title }) => title)).toEqual(['Fremd', 'Meiner'])
})
