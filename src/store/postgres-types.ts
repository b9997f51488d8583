import pg from 'pg'

/**
 * One shape of result on both databases: bigint and numeric as number (ids stay below 2^53), date
 * as `YYYY-MM-DD`, timestamptz as Date, json parsed, bytea as Buffer, interval as text.
 */
type Parse = (text: string) => unknown

const asText: Parse = (text) => text
const textArray = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[]
const numberArray: Parse = (text) =>
  textArray(text).map((value) => (value === null ? null : Number(value)))

/** Object ids of pg_type. */
const SCALARS: Record<number, Parse> = {
  17: (text) => Buffer.from(text.slice(2), 'hex'), // bytea
  20: Number, // int8
  1082: asText, // date
  1186: asText, // interval
  1700: Number, // numeric
}

const ARRAYS: Record<number, Parse> = {
  1016: numberArray, // int8[]
  1182: textArray, // date[]
  1231: numberArray, // numeric[]
}

/** PostgreSQL's text of a text[] without nulls. */
export function parseTextArray(text: string): string[] {
  return textArray(text).map((value) => value ?? '')
}

const parsers = new Map(
  Object.entries({ ...SCALARS, ...ARRAYS }).map(([id, parse]) => [+id, parse]),
)
// pg reads bytea quicker itself.
parsers.delete(17)

/** For pg's `types` option. */
export const postgresTypes = {
  getTypeParser(id: number, format?: string): Parse {
    const own = format === 'binary' ? undefined : parsers.get(id)
    return own ?? (pg.types.getTypeParser(id as never, format as never) as Parse)
  },
}

/** For PGlite's `parsers` option; it makes the arrays' parsers out of these. */
export const pgliteParsers = SCALARS

/**
 * A parameter as pg would send it, as text: PGlite takes objects, arrays and dates differently.
 * Objects become JSON, arrays a PostgreSQL array (so a jsonb array must be given as JSON text).
 */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function arrayElement(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`
  const text = parameterText(value)
  return text === null ? 'null' : `"${text.replace(/[\\"]/g, '\\$&')}"`
}
