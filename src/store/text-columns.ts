import { parseTextArray } from './postgres-types.js'

/** A row's values as PostgreSQL writes them as text. */
export type Texts = (string | null)[]
export type Read<V> = (text: string) => V

/** For each field its SQL expression and how its text is read; null stays null. */
export type Columns<Row> = { [K in keyof Row]: readonly [sql: string, read: Read<Row[K]>] }

/** The SQL array that `readRow` reads, of one or several rows. */
export function textArray(
  ...rows: Record<string, readonly [sql: string, read: unknown]>[]
): string {
  const expressions = rows.flatMap((columns) => Object.values(columns).map(([sql]) => sql))
  return `array[${expressions.map((sql) => `${sql}::text`).join(', ')}]`
}

/** A row from its texts, the first of them at `from`, in the order of the columns. */
export function readRow<Row>(columns: Columns<Row>, values: Texts, from = 0): Row {
  const row: Record<string, unknown> = { ...templateOf(columns) }
  let index = from
  for (const name in columns) {
    const value = values[index++] ?? null
    row[name] = value === null ? null : columns[name][1](value)
  }
  return row as Row
}

const templates = new WeakMap<object, object>()

/**
 * An empty row. One that gets its fields by name, one after the other, becomes a table of hashes in V8,
 * twice as large and slow; its copies, and what JSON makes, have one shape together.
 */
function templateOf(columns: object): object {
  const known = templates.get(columns)
  if (known) return known
  const names = Object.keys(columns).map((name) => [name, null])
  const template = JSON.parse(JSON.stringify(Object.fromEntries(names))) as object
  templates.set(columns, template)
  return template
}

export const asText: Read<string> = (text) => text
export const wholeNumber: Read<number> = Number
export const flag: Read<boolean> = (text) => text === 'true'
export const texts: Read<string[]> = (text) => (text === '{}' ? [] : parseTextArray(text))
export const wholeNumbers: Read<number[]> = (text) => texts(text).map(Number)

export const json: Read<unknown> = (text) => (text === '{}' ? {} : JSON.parse(text))

/** ISO 8601 with all of PostgreSQL's six places: `2026-11-21 02:56:32.057123+00`. */
export const instant: Read<string> = (text) => {
  const hours = /[+-]\d\d$/.test(text)
  return `${text.replace(' ', 'T')}${hours ? ':00' : ''}`
}
