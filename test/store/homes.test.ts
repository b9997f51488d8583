import type { Database } from '../../src/store/database.js'
import { testDatabase } from '../support/database.js'
import { makeScenario, type Scenario } from '../support/scenario.js'

/** User-made folders: which of an account's collections an item is in, and who is told of it. */

let database: Database
let scenario: Scenario

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  scenario = await makeScenario(database)
  await scenario.folder('anna', 'calendar', 'work')
  await scenario.folder('anna', 'calendar', 'home')
  await scenario.folder('anna', 'tasks', 'chores')
  await scenario.folder('anna', 'contacts', 'friends')
  await scenario.folder('anna', 'notes', 'ideas')
  await scenario.folder('bert', 'calendar', 'berts')
})

const OTHERS = ['bert.calendar/visit', 'room.calendar/visit']
const TO_WORK = 'update appointment set collection_id = :work where id = :visit'
const TO_CHORES = 'update task set collection_id = :chores where id = :call'
const TO_FRIENDS = 'update contact_sync set collection_id = :friends where contact_id = :buyer'

/** Folders of `name`, which a change of the list of folders touches. */
const FOLDERS_OF_ANNA = [
  ...['anna.calendar', 'anna.calendar.home', 'anna.calendar.work'],
  ...['anna.contacts', 'anna.contacts.friends', 'anna.notes', 'anna.notes.ideas'],
  ...['anna.tasks', 'anna.tasks.chores'],
].map((collection) => `${collection}/*`)

/** [what, statements before, one SQL statement, the collection/item pairs it touches] */
const touching: [string, string[], string, string[]][] = [
  [
    'a note moved from the default list',
    [],
    'update note set collection_id = :ideas where id = :memo',
    ['anna.notes.ideas/memo', 'anna.notes/memo'],
  ],
  [
    'an appointment moved from the default calendar',
    [],
    TO_WORK,
    ['anna.calendar/visit', 'anna.calendar.work/visit', ...OTHERS],
  ],
  [
    '… from one folder to another',
    [TO_WORK],
    'update appointment set collection_id = :home where id = :visit',
    ['anna.calendar.home/visit', 'anna.calendar.work/visit', ...OTHERS],
  ],
  [
    '… back to the default one',
    [TO_WORK],
    'update appointment set collection_id = null where id = :visit',
    ['anna.calendar/visit', 'anna.calendar.work/visit', ...OTHERS],
  ],
  [
    'an appointment changed in a folder',
    [TO_WORK],
    "update appointment set title = 'New' where id = :visit",
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    '… deleted from it',
    [TO_WORK],
    'delete from appointment where id = :visit',
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    'one occurrence of a series in it',
    [TO_WORK],
    `insert into appointment_override (tenant_id, appointment_id, recurrence_id, cancelled)
      values (:t, :visit, '2026-11-04T09:00:00Z', true)`,
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    'an estate that it names',
    [TO_WORK],
    "update property set title = 'Castle' where id = :villa",
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    'an owner who takes part in it as well',
    [TO_WORK],
    `insert into appointment_participant (tenant_id, appointment_id, account_id)
      values (:t, :visit, :anna)`,
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    '… whose appointment is changed',
    [
      TO_WORK,
      `insert into appointment_participant (tenant_id, appointment_id, account_id)
        values (:t, :visit, :anna)`,
    ],
    "update appointment set title = 'New' where id = :visit",
    ['anna.calendar.work/visit', ...OTHERS],
  ],
  [
    'an appointment given to another, out of a folder',
    [TO_WORK],
    'update appointment set owner_id = :carl where id = :visit',
    ['anna.calendar.work/visit', 'carl.calendar/visit', ...OTHERS],
  ],
  [
    '… who took part in it, into a folder of his',
    [TO_WORK],
    'update appointment set owner_id = :bert, collection_id = :berts where id = :visit',
    ['anna.calendar.work/visit', 'bert.calendar.berts/visit', ...OTHERS],
  ],
  ['a task moved', [], TO_CHORES, ['anna.tasks/call', 'anna.tasks.chores/call', 'bert.tasks/call']],
  [
    'a task changed in a folder',
    [TO_CHORES],
    "update task set title = 'New' where id = :call",
    ['anna.tasks.chores/call', 'bert.tasks/call'],
  ],
  [
    'its editor removed',
    [TO_CHORES],
    'delete from task_editor where task_id = :call',
    ['anna.tasks.chores/call', 'bert.tasks/call'],
  ],
  ['a contact moved', [], TO_FRIENDS, ['anna.contacts/buyer', 'anna.contacts.friends/buyer']],
  [
    'a contact changed in a folder',
    [TO_FRIENDS],
    "update contact set note = 'New' where id = :buyer",
    ['anna.contacts.friends/buyer'],
  ],
  [
    '… taken out of the sync',
    [TO_FRIENDS],
    'delete from contact_sync where contact_id = :buyer',
    ['anna.contacts.friends/buyer'],
  ],
  [
    'a folder made',
    [],
    "insert into collection (tenant_id, account_id, kind, name) values (:t, :anna, 'mail', 'x')",
    FOLDERS_OF_ANNA,
  ],
  [
    'a folder renamed',
    [],
    "update collection set name = 'Office' where id = :work",
    FOLDERS_OF_ANNA,
  ],
  [
    'a folder put under another',
    [],
    "update collection set parent_folder = 'mail-inbox' where id = :work",
    FOLDERS_OF_ANNA,
  ],
  [
    'a folder deleted, with an appointment in it',
    [TO_WORK],
    'delete from collection where id = :work',
    [
      ...FOLDERS_OF_ANNA.filter((one) => one !== 'anna.calendar.work/*'),
      ...['anna.calendar/visit', ...OTHERS],
    ],
  ],
]

test.each(touching)('%s touches the folders it is in', async (_, before, statement, expected) => {
  for (const one of before) await scenario.run(one)
  expect(await scenario.touchedBy(statement)).toEqual([...expected].sort())
})

async function homes(): Promise<unknown[]> {
  const [row] = await scenario.tenant.sql(
    `select (select collection_id from appointment where tenant_id = $1) as appointment,
      (select collection_id from task where tenant_id = $1) as task,
      (select collection_id from contact_sync where tenant_id = $1) as contact`,
    [scenario.tenant.id],
  )
  return [row?.appointment, row?.task, row?.contact].map((id) => (id === null ? null : Number(id)))
}

test('a home is cleared with the owner, and with the folder', async () => {
  const { ids } = scenario
  for (const statement of [TO_WORK, TO_CHORES, TO_FRIENDS]) await scenario.run(statement)
  expect(await homes()).toEqual([ids.work, ids.chores, ids.friends])
  await scenario.run("update appointment set title = 'x', owner_id = owner_id where id = :visit")
  expect(await homes()).toEqual([ids.work, ids.chores, ids.friends])
  await scenario.run('update appointment set owner_id = :carl where id = :visit')
  await scenario.run('update task set responsible_id = null where id = :call')
  await scenario.run('delete from collection where id = :friends')
  expect(await homes()).toEqual([null, null, null])
})

test('the default collection as a home is none', async () => {
  await scenario.run(TO_WORK)
  await scenario.run(`update appointment set collection_id = (select id from collection
    where account_id = :anna and kind = 'calendar' and name is null) where id = :visit`)
  expect(await homes()).toEqual([null, null, null])
})

test('the account of a home deleted leaves its items to the others', async () => {
  await scenario.run(TO_WORK)
  await scenario.run(TO_CHORES)
  await scenario.run('delete from account where id = :anna')
  const rows = await scenario.tenant.sql(
    `select owner_id, collection_id from appointment where tenant_id = $1
     union all select responsible_id, collection_id from task where tenant_id = $1`,
    [scenario.tenant.id],
  )
  expect(rows).toEqual([
    { owner_id: null, collection_id: null },
    { owner_id: null, collection_id: null },
  ])
})

test.each([
  ["another account's folder", 'update appointment set collection_id = :berts where id = :visit'],
  ['a folder of another kind', 'update appointment set collection_id = :chores where id = :visit'],
  ['a folder of tasks', 'update note set collection_id = :chores where id = :memo'],
  ['a folder that is none', 'update task set collection_id = -1 where id = :call'],
  [
    'a folder for what is nobody’s',
    'update task set responsible_id = null, collection_id = :chores where id = :call',
  ],
  [
    'a folder of another tenant',
    `insert into appointment (tenant_id, starts_at, ends_at, owner_id, collection_id)
      values (:t, now(), now(), :carl, 1)`,
  ],
])('%s is no home', async (_, statement) => {
  await expect(scenario.run(statement)).rejects.toMatchObject({ code: '23503' })
})

test.each([
  ['a default collection twice', "(tenant_id, account_id, kind) values (:t, :anna, 'tasks')"],
  ['mail without a name', "(tenant_id, account_id, kind) values (:t, :anna, 'mail')"],
  ['no name at all', "(tenant_id, account_id, kind, name) values (:t, :anna, 'tasks', '')"],
  [
    'a name of 257 characters',
    "(tenant_id, account_id, kind, name) values (:t, :anna, 'tasks', repeat('x', 257))",
  ],
  [
    'a folder of a resource',
    "(tenant_id, resource_id, kind, name) values (:t, :room, 'calendar', 'x')",
  ],
])('the schema refuses %s', async (_, columns) => {
  await expect(scenario.run(`insert into collection ${columns}`)).rejects.toMatchObject({
    code: expect.stringMatching(/^23/),
  })
})
