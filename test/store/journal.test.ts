import type { Database } from '../../src/store/database.js'
import { testDatabase } from '../support/database.js'
import { makeScenario, type Scenario } from '../support/scenario.js'

let database: Database
let scenario: Scenario

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  scenario = await makeScenario(database)
})

const VISIT = ['anna.calendar/visit', 'bert.calendar/visit', 'room.calendar/visit']
const CALL = ['anna.tasks/call', 'bert.tasks/call']
const ALL_OF = (name: string) =>
  ['calendar', 'contacts', 'notes', 'tasks'].map((kind) => `${name}.${kind}/*`)
const EVERYBODY = ['anna', 'bert', 'carl'].flatMap(ALL_OF)

/** [what, one SQL statement, the collection/item pairs it touches] */
const touching: [string, string, string[]][] = [
  ['an appointment', "update appointment set title = 'New' where id = :visit", VISIT],
  [
    'its owner',
    'update appointment set owner_id = :carl where id = :visit',
    [...VISIT, 'carl.calendar/visit'],
  ],
  ['its deletion', 'delete from appointment where id = :visit', VISIT],
  [
    'what a client kept on it',
    `update appointment set client_data = '{"a":1}' where id = :visit`,
    VISIT,
  ],
  [
    'a participant added',
    `insert into appointment_participant
    (tenant_id, appointment_id, account_id) values (:t, :visit, :carl)`,
    [...VISIT, 'carl.calendar/visit'],
  ],
  [
    'a participant replaced',
    `update appointment_participant set account_id = :carl
    where id = :bertTakes`,
    [...VISIT, 'carl.calendar/visit'],
  ],
  ['a participant removed', 'delete from appointment_participant where id = :bertTakes', VISIT],
  [
    'a participating resource removed',
    'delete from appointment_participant where id = :roomTakes',
    VISIT,
  ],
  [
    "a participant's answer",
    `update appointment_participant set status = 'accepted'
    where id = :buyerTakes`,
    VISIT,
  ],
  [
    'one occurrence',
    `insert into appointment_override
    (tenant_id, appointment_id, recurrence_id, cancelled)
    values (:t, :visit, '2026-11-04T09:00:00Z', true)`,
    VISIT,
  ],
  [
    'a linked property removed',
    'delete from appointment_property where appointment_id = :visit',
    VISIT,
  ],
  ["a linked property's title", "update property set title = 'Castle' where id = :villa", VISIT],
  ['a linked property deleted', 'delete from property where id = :villa', VISIT],
  ["a contact's note", "update contact set note = 'x' where id = :buyer", ['anna.contacts/buyer']],
  [
    "a contact's name",
    "update contact set last_name = 'x' where id = :buyer",
    ['anna.contacts/buyer', ...VISIT],
  ],
  ['a contact deleted', 'delete from contact where id = :buyer', ['anna.contacts/buyer', ...VISIT]],
  ["a contact in nobody's list", "update contact set note = 'x' where id = :stranger", []],
  [
    "a contact's e-mail",
    "update contact_number set value = 'n@example.org' where id = :mail",
    ['anna.contacts/buyer', ...VISIT],
  ],
  [
    "a contact's phone",
    "update contact_number set value = '2' where id = :phone",
    ['anna.contacts/buyer'],
  ],
  [
    "a phone's slot",
    "update contact_number set sync_slot = 'mobile' where id = :phone",
    ['anna.contacts/buyer'],
  ],
  [
    'a number added',
    `insert into contact_number (tenant_id, contact_id, kind, value)
    values (:t, :buyer, 'phone', '3')`,
    ['anna.contacts/buyer'],
  ],
  ['a number deleted', 'delete from contact_number where id = :phone', ['anna.contacts/buyer']],
  [
    'a contact put into a sync',
    `insert into contact_sync (tenant_id, account_id, contact_id)
    values (:t, :carl, :buyer)`,
    ['carl.contacts/buyer'],
  ],
  [
    'a contact taken out of a sync',
    'delete from contact_sync where tenant_id = :t',
    ['anna.contacts/buyer'],
  ],
  ['a task', "update task set status = 'done' where id = :call", CALL],
  [
    'a task handed over',
    'update task set responsible_id = :carl where id = :call',
    [...CALL, 'carl.tasks/call'],
  ],
  [
    'an editor added',
    `insert into task_editor (tenant_id, task_id, account_id)
    values (:t, :call, :carl)`,
    [...CALL, 'carl.tasks/call'],
  ],
  ['an editor removed', 'delete from task_editor where task_id = :call', CALL],
  ['a task deleted', 'delete from task where id = :call', CALL],
  [
    "a participant's own name",
    "update account set display_name = 'B' where id = :bert",
    [...VISIT, ...ALL_OF('bert')],
  ],
  [
    "the owner's e-mail",
    "update account set email = 'a@example.org' where id = :anna",
    [...VISIT, ...ALL_OF('anna')],
  ],
  ['a note', "update note set body = 'New' where id = :memo", ['anna.notes/memo']],
  ['its categories', "update note set categories = '{a}' where id = :memo", ['anna.notes/memo']],
  [
    'its owner',
    'update note set owner_id = :carl where id = :memo',
    ['anna.notes/memo', 'carl.notes/memo'],
  ],
  ['its deletion', 'delete from note where id = :memo', ['anna.notes/memo']],
  [
    'the switch of notes',
    'update account set notes_enabled = false where id = :carl',
    ALL_OF('carl'),
  ],
  ['a switch', 'update account set tasks_enabled = false where id = :carl', ALL_OF('carl')],
  [
    'an account made inactive',
    'update account set active = false where id = :carl',
    ALL_OF('carl'),
  ],
  ['a lock', 'update account set locked_at = now() where id = :carl', ALL_OF('carl')],
  // What waits with the former one ends.
  ['a password', "update account set password_hash = 'x' where id = :carl", ALL_OF('carl')],
  [
    'the module',
    'update tenant set module_enabled = false where id = :t',
    [...EVERYBODY, 'room.calendar/*'],
  ],
  [
    'the rules',
    `update tenant set rule_settings = '{"calendarLimit":9}' where id = :t`,
    [...EVERYBODY, 'room.calendar/*'],
  ],
  [
    "a resource's name",
    "update resource set name = 'Hall' where id = :room",
    [...VISIT, 'room.calendar/*'],
  ],
  [
    "a resource's release",
    'update resource set sync_allowed = true where id = :room',
    ['room.calendar/*'],
  ],
  [
    'a released resource given to an account',
    'update resource set account_id = :carl where id = :room',
    ['room.calendar/*', ...ALL_OF('carl')],
  ],
  [
    'a resource deleted',
    'delete from resource where id = :room',
    ['anna.calendar/visit', 'bert.calendar/visit'],
  ],
  [
    'an account deleted',
    'delete from account where id = :bert',
    ['anna.calendar/visit', 'anna.tasks/call', 'room.calendar/visit'],
  ],
  [
    'the owner deleted',
    'delete from account where id = :anna',
    ['bert.calendar/visit', 'bert.tasks/call', 'room.calendar/visit'],
  ],
]

test.each(touching)('%s touches who sees it', async (_, statement, expected) => {
  expect(await scenario.touchedBy(statement)).toEqual([...expected].sort())
})

/** Writes after which a phone would show the same. */
const silent: [string, string][] = [
  [
    'the same values again',
    'update appointment set title = title, note = note where tenant_id = :t',
  ],
  ["the gateway's own series_end", 'update appointment set series_end = now() where id = :visit'],
  ['updated_at', 'update contact set updated_at = now() where id = :buyer'],
  ['updated_at of a note', 'update note set updated_at = now() where id = :memo'],
  ['no row', "update task set title = 'x' where id = -1"],
  ['a login', "update account set lock_reason = 'x' where id = :anna"],
  ['a new property', "insert into property (tenant_id, title) values (:t, 'House')"],
]

test.each(silent)('%s touches nothing', async (_, statement) => {
  expect(await scenario.touchedBy(statement)).toEqual([])
  expect(await leftovers()).toEqual([])
})

test('a transaction raises each revision once, whatever it writes', async () => {
  const touched = await scenario.touchedBy(`do $$ begin
    update appointment set title = 'a' where id = :visit;
    update appointment set title = 'b' where id = :visit;
    delete from appointment_participant where id = :bertTakes;
    update task set title = 'c' where id = :call;
  end $$`)
  expect(touched).toEqual([...VISIT, ...CALL].sort())
  expect(await leftovers()).toEqual([])
})

test('a rollback leaves nothing', async () => {
  const touched = scenario.touchedBy(`do $$ begin
    begin
      update appointment set title = 'a' where id = :visit;
      raise exception 'undo';
    exception when raise_exception then null; end;
    update task set title = 'c' where id = :call;
  end $$`)
  expect(await touched).toEqual(CALL)
  await expect(
    database.transact(async (tx) => {
      const text = `update appointment set title = 'x' where id = ${scenario.ids.visit}`
      await tx.query({ name: '', text })
      throw new Error('never mind')
    }),
  ).rejects.toThrow('never mind')
  expect(await leftovers()).toEqual([])
})

test('SET CONSTRAINTS ALL IMMEDIATE journals at once, and what follows again', async () => {
  const revision = `select c.revision from collection c
    where c.tenant_id = ${scenario.tenant.id} and c.account_id = ${scenario.ids.anna}
      and c.kind = 'calendar'`
  const revisions: number[] = []
  await database.transact(async (tx) => {
    const run = (text: string) => tx.query<{ revision: number }>({ name: '', text })
    const look = async () => revisions.push((await run(revision))[0]?.revision ?? -1)
    await look()
    await run(`update appointment set title = 'a' where id = ${scenario.ids.visit}`)
    await look()
    await run('set constraints all immediate')
    await look()
    await run(`update appointment set title = 'b' where id = ${scenario.ids.visit}`)
    await look()
  })
  const [first = 0] = revisions
  expect(revisions).toEqual([first, first, first + 1, first + 2])
  expect(await leftovers()).toEqual([])
})

test('a tenant goes with all that is its own', async () => {
  await scenario.run('delete from tenant where id = :t')
  const left = await scenario.tenant.sql(
    `select (select count(*) from collection where tenant_id = $1)
      + (select count(*) from journal where tenant_id = $1)
      + (select count(*) from login_name where tenant_id = $1)
      + (select count(*) from contact_number where tenant_id = $1) as rows`,
    [scenario.tenant.id],
  )
  expect(left).toEqual([{ rows: 0 }])
  expect(await leftovers()).toEqual([])
})

test('10,000 rows in one statement cost one revision of each collection', async () => {
  const { tenant } = scenario
  await scenario.run(`insert into appointment (tenant_id, owner_id, starts_at, ends_at)
    select :t, :carl, now(), now() from generate_series(1, 10000)`)
  const touched = await scenario.touchedBy(
    "update appointment set title = 'all' where owner_id = :carl",
  )
  expect(touched.length).toBe(10_000)
  const [row] = await tenant.sql('select count(*) as n from journal where tenant_id = $1', [
    tenant.id,
  ])
  expect(row?.n).toBeGreaterThanOrEqual(10_000)
})

/** What a transaction that is over must not leave. */
async function leftovers() {
  return await scenario.tenant.sql(
    'select xid::text from journal_touched union select xid::text from journal_marker',
  )
}
