import type { Database } from '../../src/store/database.js'
import { mergeCollections } from '../../src/store/merged-collections.js'
import type { CollectionKind } from '../../src/store/model.js'
import { describeOnPostgres, newTenant, POSTGRES, testDatabase } from '../support/database.js'
import { makeScenario, type Scenario } from '../support/scenario.js'

/** Collections that stand for all of an account's of one kind: what their journal has. */

let database: Database
let scenario: Scenario

beforeAll(async () => {
  database = await testDatabase({ poolSize: POSTGRES ? 10 : 1 })
})
beforeEach(async () => {
  scenario = await makeScenario(database)
  await scenario.folder('anna', 'calendar', 'work')
})

async function merge(who: string, ...kinds: CollectionKind[]): Promise<void> {
  const { tenant, ids } = scenario
  await mergeCollections(database, { tenantId: tenant.id, accountId: ids[who] ?? 0, kinds })
}

/** Revision and journal of the merged collection of an account. */
async function merged(who: string, kind: CollectionKind = 'calendar') {
  const rows = await scenario.tenant.sql(
    `select m.id, m.revision, j.item_id as item, j.revision as at from collection m
     left join journal j on j.tenant_id = m.tenant_id and j.collection_id = m.id
     where m.tenant_id = $1 and m.merges_account_id = $2 and m.kind = $3`,
    [scenario.tenant.id, scenario.ids[who], kind],
  )
  const [first] = rows
  const items = rows.flatMap(({ item, at }) => (item === null ? [] : [[Number(item), Number(at)]]))
  return first && { id: Number(first.id), revision: Number(first.revision), items }
}

const TO_WORK = 'update appointment set collection_id = :work where id = :visit'

test('one is made once, with the items that its collections had', async () => {
  const { visit } = scenario.ids
  await merge('anna', 'calendar', 'tasks')
  const first = await merged('anna')
  expect(first).toMatchObject({ revision: 1, items: [[visit, 1]] })
  await Promise.all([merge('anna', 'calendar'), merge('anna', 'calendar')])
  expect(await merged('anna')).toEqual(first)
  expect(await merged('anna', 'tasks')).toBeDefined()
  expect(await merged('anna', 'contacts')).toBeUndefined()
  expect(await merged('bert')).toBeUndefined()
})

test.each([
  ['an item of the default collection', "update appointment set title = 'x' where id = :visit"],
  ['a move', TO_WORK],
  ["a participant's answer", "update appointment_participant set status = 'accepted'"],
])('%s counts in it, once', async (_what, statement) => {
  await merge('anna', 'calendar')
  await scenario.run(`${statement}${statement.includes('where') ? '' : ' where tenant_id = :t'}`)
  expect(await merged('anna')).toMatchObject({ revision: 2, items: [[scenario.ids.visit, 2]] })
})

test('an item of a folder counts in it, also of one made later', async () => {
  await scenario.run(TO_WORK)
  await merge('anna', 'calendar')
  await scenario.run("update appointment set title = 'x' where id = :visit")
  expect(await merged('anna')).toMatchObject({ revision: 2, items: [[scenario.ids.visit, 2]] })
  await scenario.folder('anna', 'calendar', 'home')
  await scenario.run('update appointment set collection_id = :home where id = :visit')
  await scenario.run("update appointment set title = 'y' where id = :visit")
  // The list of folders itself is one revision: item 0.
  expect(await merged('anna')).toMatchObject({
    ...{ revision: 5, items: expect.arrayContaining([[scenario.ids.visit, 5]]) },
  })
})

test('what concerns a whole account or tenant counts in it', async () => {
  await merge('anna', 'calendar')
  await scenario.run("update account set display_name = 'Anna A.' where id = :anna")
  await scenario.run("update tenant set language = 'en' where id = :t")
  expect(await merged('anna')).toMatchObject({ items: expect.arrayContaining([[0, 3]]) })
})

test("nothing can lie in it by itself, and it is nobody's list", async () => {
  await merge('anna', 'calendar')
  scenario.ids.merged = (await merged('anna'))?.id ?? 0
  await expect(
    scenario.run('update appointment set collection_id = :merged where id = :visit'),
  ).rejects.toThrow('is none of kind calendar of account')
})

test('it goes with the account', async () => {
  await merge('anna', 'calendar', 'tasks', 'contacts')
  await scenario.run('delete from account where id = :anna')
  expect(await merged('anna')).toBeUndefined()
})

test('accounts without one pay nothing: the commit collects no further pairs', async () => {
  const inserts = async (statement: string) => {
    const counted = { undo: true, count: 0 }
    await database
      .transact(async (tx) => {
        const run = (text: string) => tx.query<{ n: number }>({ name: '', text })
        await run('create temporary table collected (at integer) on commit drop')
        await run(`create function pg_temp.note_collecting() returns trigger language plpgsql as $$
          begin insert into pg_temp.collected values (1); return null; end $$`)
        // By statement: it counts those that insert nothing, too.
        await run(`create trigger note_collecting after insert on journal_touched
          for each statement execute function pg_temp.note_collecting()`)
        await run(statement)
        const before = await run('select count(*)::integer as n from pg_temp.collected')
        await run('set constraints all immediate')
        const after = await run('select count(*)::integer as n from pg_temp.collected')
        counted.count = (after[0]?.n ?? 0) - (before[0]?.n ?? 0)
        throw counted
      })
      .catch((error) => {
        if (error !== counted) throw error
      })
    return counted.count
  }
  const { tenant, ids } = scenario
  const change = `update appointment set title = 'x' where tenant_id = ${tenant.id} and id = ${ids.visit}`
  expect(await inserts(change)).toBe(0)
  await merge('anna', 'calendar')
  expect(await inserts(change)).toBe(1)
  const others = `update task set title = 'x' where tenant_id = ${tenant.id} and id = ${ids.call}`
  expect(await inserts(others)).toBe(0)
})

describeOnPostgres('writers at once', () => {
  test('in opposite folders of two accounts neither deadlock nor hide a change', async () => {
    const tenant = await newTenant(database)
    const accounts = [await tenant.account(), await tenant.account()]
    const items: number[] = []
    for (const { id } of accounts) {
      const folder = { account_id: id, kind: 'calendar', name: 'Zweiter' }
      for (const home of [null, await tenant.insert('collection', folder)]) {
        const span = { starts_at: new Date(0), ends_at: new Date(0) }
        const row = { owner_id: id, collection_id: home, ...span }
        for (let count = 0; count < 8; count++) items.push(await tenant.insert('appointment', row))
      }
    }
    const merging = accounts.map(({ id }) =>
      mergeCollections(database, { tenantId: tenant.id, accountId: id, kinds: ['calendar'] }),
    )
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 20; round++) {
        const mine = items.filter((_, place) => place % 8 === writer)
        const ids = writer % 2 === 0 ? mine : mine.reverse()
        await database.knex.transaction(async (transaction) => {
          for (const id of round % 3 === 0 ? ids.slice(0, 2) : ids) {
            const title = `${writer}/${round}`
            await transaction('appointment').where({ tenant_id: tenant.id, id }).update({ title })
          }
        })
      }
    })
    await Promise.all([...merging, ...writers])
    const behind = await tenant.sql(
      `select j.item_id from journal j
       join collection c on c.tenant_id = j.tenant_id and c.id = j.collection_id
       join collection m on m.tenant_id = c.tenant_id and m.id = c.merged_id
       where j.tenant_id = $1 and j.item_id <> 0 and not exists (select from journal k where k.tenant_id = $1
         and k.collection_id = m.id and k.item_id = j.item_id and k.revision <= m.revision)`,
      [tenant.id],
    )
    expect(behind).toEqual([])
  })
})
