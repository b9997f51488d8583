import { UserError } from '../errors.js'
import type { Database, Sql } from './database.js'
import { migrate } from './migrate.js'
import { onAnotherDatabase } from './transaction-guard.js'

/** How many rows of each table were taken over. */
export type Moved = { table: string; rows: number }[]

const BATCH = 500

type Table = { name: string; columns: string[]; hasId: boolean; parents: string[] }

/** Tables with the columns that are written, and the tables that their rows point to. */
const TABLES = {
  name: 'move-tables',
  text: `
select c.relname as name,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
    and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
  exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id'
    and a.attidentity <> '') as "hasId",
  array(select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
    where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
  and c.relname not like 'knex%'
order by c.relname`,
}

/**
 * Takes everything over into an empty database, revisions, ids and what devices hold among them, so that
 * phones go on as if nothing had happened. All or nothing; the source is only read, and must not be
 * written to meanwhile.
 * @throws UserError when the target has tenants already
 */
export async function moveDatabase(from: Database, to: Database): Promise<Moved> {
  await migrate(to)
  return await from.transact((source) =>
    onAnotherDatabase(() => to.transact((target) => copyAll(source, target))),
  )
}

async function copyAll(source: Sql, target: Sql): Promise<Moved> {
  const run = (text: string) => target.query({ name: '', text })
  await run('set local statement_timeout = 0')
  const tables = inOrder(await target.query<Table>(TABLES))
  const names = tables.map(({ name }) => quoted(name)).join(', ')
  // Nobody else sees the tables until all is there, nor writes into them.
  await run(`lock table ${names} in access exclusive mode`)
  const [first] = await target.query({ name: '', text: 'select name from tenant limit 1' })
  if (first) {
    throw new UserError('The new database has tenants already: name an empty one.')
  }
  await run(`truncate ${names}`)
  const moved: Moved = []
  for (const table of tables) {
    const name = quoted(table.name)
    // Journal, directory and homes come as they are; no trigger makes them a second time.
    await run(`alter table ${name} disable trigger user`)
    moved.push({ table: table.name, rows: await copyTable(source, target, table) })
    if (table.hasId) await run(nextId(table))
    await run(`alter table ${name} enable trigger user`)
  }
  return moved
}

async function copyTable(source: Sql, target: Sql, { name, columns }: Table): Promise<number> {
  const run = (text: string) => source.query<{ row: string }>({ name: '', text })
  const written = columns.map(quoted).join(', ')
  const insert = {
    name: '',
    text: `insert into ${quoted(name)} (${written}) overriding system value
      select ${written} from jsonb_populate_recordset(null::${quoted(name)}, $1::jsonb)`,
  }
  await run(`declare moving cursor for select to_jsonb(t)::text as row from ${quoted(name)} t`)
  let copied = 0
  for (;;) {
    const rows = await run(`fetch ${BATCH} from moving`)
    if (rows.length === 0) break
    await target.query(insert, [`[${rows.map(({ row }) => row).join(',')}]`])
    copied += rows.length
  }
  await run('close moving')
  return copied
}

function nextId({ name }: Table): string {
  const table = quoted(name)
  return `select setval(pg_get_serial_sequence('${table}', 'id'),
    greatest((select max(id) from ${table}), 1), exists (select from ${table}))`
}

/** Each table behind those that its rows point to. */
function inOrder(tables: readonly Table[]): Table[] {
  const done = new Set<string>()
  const ordered: Table[] = []
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name, parents }) => !done.has(name) && parents.every((parent) => done.has(parent)),
    )
    if (next.length === 0) throw new Error('Tables point to each other in a circle.')
    for (const table of next) done.add(table.name)
    ordered.push(...next)
  }
  return ordered
}

/** Names come from the catalogue of our own schema. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
