import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { readEstimate } from '../../../src/client/answers.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { FolderKind, Phone } from '../../support/phone.js'
import {
  appointmentData,
  between,
  DAY_MS,
  inDays,
  newOffice,
  type Office,
  onlyItem,
  taskData,
} from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  gateway = await startClockGateway(database)
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
})

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

async function estimate(kind: FolderKind, filterType?: number) {
  const { syncKey, collectionId } = phone.replica(kind)
  const filter = filterType === undefined ? {} : { filterType }
  return await phone.client.getItemEstimate({ syncKey, collectionId, className: kind, ...filter })
}

async function primed(kind: FolderKind): Promise<void> {
  const answer = await phone.send(kind)
  if (answer) phone.take(kind, answer)
}

/** What is estimated, and what the Syncs up to the end then bring. */
async function estimatedAndBrought(kind: FolderKind): Promise<[number | null, number]> {
  const { status, estimate: count } = await estimate(kind)
  expect(status).toBe(1)
  const { add, change, delete: gone, 'soft-delete': aged } = await phone.sync(kind)
  return [count, add.length + change.length + gone.length + aged.length]
}

/** Each changes something; the number is what the phone must be told of it. */
const SITUATIONS: [string, FolderKind, number, () => Promise<unknown>][] = [
  ['nothing', 'Tasks', 0, async () => {}],
  ['a new task', 'Tasks', 1, () => office.task()],
  [
    'a task done in the office',
    'Tasks',
    1,
    () => sql("update task set status = 'done' where tenant_id = $1"),
  ],
  [
    'a task changed twice',
    'Tasks',
    1,
    async () => {
      await sql("update task set title = 'Eins' where tenant_id = $1")
      await sql("update task set title = 'Zwei' where tenant_id = $1")
    },
  ],
  [
    'a task that came and went',
    'Tasks',
    0,
    async () => {
      const id = await office.task()
      await sql('delete from task where tenant_id = $1 and id = $2', id)
    },
  ],
  ['an own Add', 'Tasks', 0, () => phone.add('Tasks', taskData('Eigene'))],
  [
    'an appointment inside and one outside the window',
    'Calendar',
    1,
    async () => {
      await office.appointment()
      await office.appointment(between(inDays(400), 60))
    },
  ],
  [
    'an own rounded reminder',
    'Calendar',
    1,
    () => phone.add('Calendar', appointmentData('Notar', inDays(1), { 'Calendar:Reminder': '53' })),
  ],
  ['an appointment that has aged', 'Calendar', 1, async () => gateway.advance(40 * DAY_MS)],
  [
    'a contact taken out',
    'Contacts',
    1,
    () => sql('delete from contact_sync where tenant_id = $1'),
  ],
  [
    'a change that no phone sees',
    'Contacts',
    0,
    () => sql("update contact set salutation = 'Herr' where tenant_id = $1"),
  ],
  [
    '700 contacts',
    'Contacts',
    700,
    async () => {
      await sql(`insert into contact (tenant_id, last_name)
      select $1, 'K' || n from generate_series(1, 700) n`)
      await sql(
        `insert into contact_sync (tenant_id, account_id, contact_id)
       select $1, $2, c.id from contact c where c.tenant_id = $1 on conflict do nothing`,
        office.account.id,
      )
    },
  ],
  ['nothing, in a mail folder', 'Inbox', 0, async () => {}],
]

test.each(SITUATIONS)(
  'after %s the estimate for %s is what Sync brings: %d',
  async (_, kind, expected, act) => {
    await office.task()
    await office.appointment()
    await office.contact()
    await phone.syncAll()
    await phone.sync('Inbox')
    await act()
    expect(await estimatedAndBrought(kind)).toEqual([expected, expected])
    expect((await estimate(kind)).estimate).toBe(0)
  },
)

test('the first Sync is estimated, also while it is under way', async () => {
  for (let n = 0; n < 7; n++) await office.task({ title: `T${n}` })
  phone.use('Tasks', { windowSize: 3 })
  await primed('Tasks')
  expect(await estimate('Tasks')).toEqual({ status: 1, estimate: 7 })
  await primed('Tasks')
  expect(await estimate('Tasks')).toEqual({ status: 1, estimate: 4 })
})

test('R-ONO-09 more than the limit are not estimated', async () => {
  await sql('update tenant set rule_settings = \'{"calendarLimit": 3}\' where id = $1')
  for (let n = 1; n <= 5; n++) await office.appointment(between(inDays(n), 60))
  await primed('Calendar')
  expect(await estimatedAndBrought('Calendar')).toEqual([3, 3])
})

test('R-ONO-10 another FilterType is estimated as it would count', async () => {
  await office.appointment(between(inDays(-20), 60))
  await office.appointment(between(inDays(-80), 60))
  await primed('Calendar')
  expect((await estimate('Calendar', 4)).estimate).toBe(0)
  expect((await estimate('Calendar', 0)).estimate).toBe(1)
  expect((await estimate('Calendar', 6)).estimate).toBe(2)
})

test('MS-ASCMD_R4142 an unknown folder gets 2, one not yet synchronised 3, a wrong key 4', async () => {
  expect((await estimate('Tasks')).status).toBe(3)
  const asked = { collectionId: phone.folderId('Tasks'), syncKey: '{000000000000}5' }
  expect((await phone.client.getItemEstimate(asked)).status).toBe(3)
  await primed('Tasks')
  expect((await phone.client.getItemEstimate(asked)).status).toBe(4)
  expect((await phone.client.getItemEstimate({ ...asked, collectionId: 'nowhere' })).status).toBe(2)
})

test('the key before is good for an estimate as well', async () => {
  await office.task()
  await primed('Tasks')
  await phone.send('Tasks')
  expect((await estimate('Tasks')).status).toBe(1)
})

/** MS-ASCMD, FilterType (GetItemEstimate): the values of each class. */
test.each([
  ['Calendar', [0, 4, 5, 6, 7], [1, 2, 3, 8]],
  ['Tasks', [0, 8], [1, 2, 3, 4, 5, 6, 7]],
  ['Inbox', [0, 1, 2, 3, 4, 5], [6, 7, 8]],
  ['Contacts', [0, 1, 2, 3, 4, 5, 6, 7, 8], []],
] as const)(
  'MS-ASCMD_R2984 MS-ASCMD_R3009 to MS-ASCMD_R3025 %s takes the FilterTypes %j, gets 110 for %j, and 103 beyond',
  async (kind, good, bad) => {
    await primed(kind)
    for (const filter of good)
      expect([filter, (await estimate(kind, filter)).status]).toEqual([filter, 1])
    for (const filter of bad)
      expect([filter, (await estimate(kind, filter)).status]).toEqual([filter, 110])
    for (const filter of [9, 20]) expect((await estimate(kind, filter)).status).toBe(103)
  },
)

test('several collections are answered each; none gets 103', async () => {
  await office.task()
  await primed('Tasks')
  const collection = (kind: FolderKind) =>
    element('GetItemEstimate:Collection', [
      element('AirSync:SyncKey', phone.replica(kind).syncKey),
      element('GetItemEstimate:CollectionId', phone.folderId(kind)),
    ])
  const ask = async (...collections: Element[]) => {
    const root = element('GetItemEstimate:GetItemEstimate', [
      element('GetItemEstimate:Collections', collections),
    ])
    return (await phone.client.command('GetItemEstimate', root)).body
  }
  const answer = await ask(collection('Tasks'), collection('Contacts'))
  expect(answer?.children.map(({ children }) => children[0]?.text)).toEqual(['1', '3'])
  expect(readEstimate(await ask()).status).toBe(103)
})

test('up to 12.1 the request has its own shape, and the answer the class', async () => {
  phone = await office.phone({ version: '12.1' })
  await office.task()
  await primed('Tasks')
  expect(await estimate('Tasks')).toEqual({ status: 1, estimate: 1 })
  expect(await estimatedAndBrought('Tasks')).toEqual([1, 1])
  expect(onlyItem(phone, 'Tasks')).toBeTruthy()
  await expect(estimate('Tasks', 3)).rejects.toMatchObject({ status: 400 })
})

test('a folder named again in one request is counted once, the others are 103', async () => {
  await office.task()
  await primed('Tasks')
  const { syncKey, collectionId } = phone.replica('Tasks')
  const collection = element('GetItemEstimate:Collection', [
    element('AirSync:SyncKey', syncKey),
    element('GetItemEstimate:CollectionId', collectionId),
  ])
  const collections = element('GetItemEstimate:Collections', [collection, collection, collection])
  const { body } = await phone.client.command(
    'GetItemEstimate',
    element('GetItemEstimate:GetItemEstimate', [collections]),
  )
  const statuses = body?.children.map(({ children }) => children[0]?.text)
  expect(statuses).toEqual(['1', '103', '103'])
})
