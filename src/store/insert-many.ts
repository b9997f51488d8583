import { type Columns, jsonb } from './columns.js'
import type { Sql } from './database.js'

/**
 * Inserts rows of one table by one statement, and so with one run of its triggers: for hundreds of
 * rows at once. A column that stands in one row and not in another is null there. No bytes.
 * @returns the `returning` columns of each row, in no order; its tenant when none are named
 */
export async function insertMany<Row>(
  sql: Sql,
  table: string,
  { rows, returning }: { rows: readonly Columns[]; returning: readonly string[] },
): Promise<Row[]> {
  if (rows.length === 0) return []
  // Table and column names come from our own tables, never from outside; values are bound.
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ')
  const text = `insert into ${table} (${names})
    select ${names} from jsonb_populate_recordset(null::${table}, $1::jsonb)
    returning ${returning.length > 0 ? returning.join(', ') : 'tenant_id'}`
  return sql.query<Row>({ name: '', text }, [jsonb(rows)])
}
