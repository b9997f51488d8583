import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Sql } from '../../src/store/database.js'
import { testDatabase } from '../support/database.js'
import { ROOT } from '../support/prepare.js'
import { makeScenario, type Scenario } from '../support/scenario.js'

const doc = readFileSync(join(ROOT, 'docs/integration.md'), 'utf8')
const blocks = [...doc.matchAll(/^```sql\n(.*?)^```/gms)].map((match) => match[1] ?? '')
const ROLE = `termingate_app_${process.pid}`

let database: Database
let scenario: Scenario

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  scenario = await makeScenario(database)
})

/** Statements of a block, with ids for `:names`. */
function statements(block: string): string[] {
  const ids: Record<string, number> = { ...scenario.ids, tenant: scenario.tenant.id }
  return block
    .replace(/(?<=[\s(]):([a-z]+)\b/g, (_, name) => String(ids[name] ?? `:${name}`))
    .replaceAll('termingate_app', ROLE)
    .split(/;$/m)
    .filter((statement) => statement.trim())
}

/** Runs `work` as the documented role and undoes everything, the role too. */
async function asApplication(work: (run: Run) => Promise<void>): Promise<void> {
  const undo = new Error('undo')
  const transaction = database.transact(async (tx) => {
    const run = runOn(tx)
    for (const statement of statements(blocks[0] ?? '')) await run(statement)
    await run(`set local role ${ROLE}`)
    await work(run)
    throw undo
  })
  await expect(transaction).rejects.toBe(undo)
}

type Run = (text: string) => Promise<Record<string, unknown>[]>
const runOn =
  (tx: Sql): Run =>
  (text) =>
    tx.query({ name: '', text })

test('docs/integration.md: every example works for the documented role, and is journalled', async () => {
  expect(blocks.length).toBeGreaterThan(8)
  await asApplication(async (run) => {
    for (const block of blocks.slice(1)) {
      for (const statement of statements(block)) await run(statement)
    }
    await run('set constraints all immediate')
    const touched = await run(`select distinct c.account_id, c.kind from journal j
      join collection c on c.tenant_id = j.tenant_id and c.id = j.collection_id
      where c.tenant_id = ${scenario.tenant.id} and c.account_id = ${scenario.ids.carl}
        and j.item_id <> 0`)
    expect(touched.map((row) => row.kind).sort()).toEqual(['calendar', 'contacts', 'tasks'])
  })
})

/** What the application's role must not do. */
const forbidden: [string, string][] = [
  ['read password hashes', 'select password_hash from account'],
  ['read former password hashes', 'select former_password_hashes from account'],
  ['make an administrator', 'update account set is_admin = true'],
  ['unlock or lock', 'update account set locked_at = null'],
  ['delete accounts', 'delete from account'],
  ['change tenants', 'update tenant set module_enabled = false'],
  ['write the journal', 'update journal set revision = 0'],
  ['raise revisions', 'update collection set revision = 9'],
  ['see devices', 'select * from device'],
  ['see what devices hold', 'select * from sync_item'],
  ['write login names', 'delete from login_name'],
  ['call the upkeep of login names', "select set_login_names('{1}', '{1}')"],
  ['stop notifications', `insert into installation (name, value) values ('notify', '"off"')`],
  ['read the audit', 'select * from audit'],
]

test.each(forbidden)('docs/integration.md: the role can not %s', async (_, statement) => {
  await asApplication(async (run) => {
    await run('savepoint attempt')
    await expect(run(statement)).rejects.toMatchObject({ code: '42501' })
    await run('rollback to attempt')
  })
})

test('a table in the way of the triggers (search_path, temporary tables) changes nothing', async () => {
  await asApplication(async (run) => {
    await run('create temporary table journal_touched (like collection)')
    await run('create temporary table collection (like journal)')
    await run(`update pg_temp.collection set revision = 0`)
    await run(`update appointment set title = 'x' where tenant_id = ${scenario.tenant.id}`)
    await run('set constraints all immediate')
    const [row] = await run(
      `select count(*) as n from public.journal where tenant_id = ${scenario.tenant.id}
        and item_id = ${scenario.ids.visit}`,
    )
    expect(row?.n).toBe(3)
  })
})
