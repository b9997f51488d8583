import type { Knex } from 'knex'

/** What a table is made of; only of those that were there `before`, with what they had then. */
const TABLES = `
select c.oid::integer as id, c.relname as name, pg_relation_filenode(c.oid)::text as files,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnotnull
    and a.attnum > 0 and not a.attisdropped) as "notNull",
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid
    and a.attnum > 0 and not a.attisdropped) as columns,
  array(select k.conname::text from pg_constraint k where k.conrelid = c.oid and k.convalidated
    and k.contype in ('c', 'f')) as constraints,
  array(select k.conname::text from pg_constraint k where k.conrelid = c.oid) as known,
  array(select x.relname::text from pg_index i join pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid) as indexes
from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
  and c.relname not like 'knex%'`

/** Of this transaction: rows written, and tables that nobody else may read. */
const DONE = `
select c.oid::integer as id, c.relname as name,
  coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::integer as rows,
  exists (select from pg_locks l where l.pid = pg_backend_pid() and l.relation = c.oid
    and l.mode = 'AccessExclusiveLock') as closed
from pg_class c left join pg_stat_xact_user_tables s on s.relid = c.oid
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`

type Table = {
  id: number
  name: string
  /** Changes when all rows are written anew. */
  files: string
  columns: string[]
  notNull: string[]
  /** The validated ones; `known` has the others as well. */
  constraints: string[]
  known: string[]
  indexes: string[]
}
type Done = { id: number; name: string; rows: number; closed: boolean }

/**
 * Does `work` in a transaction, and tells in words what of it takes longer the larger a table is while
 * phones wait: what the server really did, whatever the statements look like. Tables that `work` makes
 * itself are nobody's yet.
 */
export async function longLocks(
  transaction: Knex.Transaction,
  work: (transaction: Knex.Transaction) => Promise<void>,
): Promise<string[]> {
  const look = async () => (await transaction.raw(TABLES)).rows as Table[]
  const before = new Map((await look()).map((table) => [table.id, table]))
  const counted = new Map((await writes(transaction)).map(({ id, rows }) => [id, rows]))
  await work(transaction)
  const found: string[] = []
  for (const now of await look()) {
    const then = before.get(now.id)
    if (then) found.push(...madeOf(then, now))
  }
  const done = (await writes(transaction)).filter(({ id }) => before.has(id))
  const written = done.filter(({ id, rows }) => rows > (counted.get(id) ?? 0))
  found.push(...written.map(({ name }) => `writes rows of ${name}`))
  const closed = done.filter((table) => table.closed).map(({ name }) => name)
  if (closed.length > 1) found.push(`closes several tables: ${closed.sort().join(', ')}`)
  return found.sort()
}

/** The server's counts may still hold those of a transaction before. */
async function writes(transaction: Knex.Transaction): Promise<Done[]> {
  return (await transaction.raw(DONE)).rows as Done[]
}

function madeOf(then: Table, now: Table): string[] {
  const added = (one: string[], other: string[]) => one.filter((name) => !other.includes(name))
  const { name } = now
  return [
    ...(then.files === now.files ? [] : [`rewrites ${name}`]),
    ...added(now.notNull, then.notNull)
      .filter((column) => then.columns.includes(column))
      .map((column) => `reads ${name} for "not null" of ${column}`),
    ...added(now.constraints, then.known).map((one) => `reads ${name} for the constraint ${one}`),
    ...added(now.indexes, then.indexes).map((one) => `writes the index ${one} of ${name}`),
  ]
}
