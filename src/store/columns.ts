import type { Sql } from './database.js'
import type { Id } from './model.js'

/** Column name to the value to write; built from a patch by one table per kind. */
export type Columns = Record<string, unknown>

/** Picks the patch's keys that stand for one column each. */
export function columnsOf(patch: object, columnOf: Readonly<Record<string, string>>): Columns {
  const columns: Columns = {}
  for (const [field, value] of Object.entries(patch)) {
    const column = columnOf[field]
    if (column !== undefined && value !== undefined) columns[column] = value
  }
  return columns
}

// Column names come from our own tables, never from outside; values are always bound.
export async function insertRow(sql: Sql, table: string, columns: Columns): Promise<Id> {
  const names = Object.keys(columns)
  const places = names.map((_, index) => `$${index + 1}`)
  const text = `insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`
  const [row] = await sql.query<{ id: Id }>({ name: '', text }, Object.values(columns))
  if (!row) throw new Error(`insert into ${table} returned no row`)
  return row.id
}

export async function updateRow(
  sql: Sql,
  table: string,
  key: { tenantId: Id; id: Id; columns: Columns },
): Promise<void> {
  const names = Object.keys(key.columns)
  if (names.length === 0) return
  const sets = names.map((name, index) => `${name} = $${index + 3}`)
  const text = `update ${table} set ${sets.join(', ')} where tenant_id = $1 and id = $2`
  await sql.query({ name: '', text }, [key.tenantId, key.id, ...Object.values(key.columns)])
}

/** jsonb parameters are bound as text: a driver would send an array as a PostgreSQL array. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value)
}

export function toDate(value: string | Date): Date {
  return value instanceof Date ? value : new Date(value)
}

export function toDateOrNull(value: string | Date | null): Date | null {
  return value === null ? null : toDate(value)
}
