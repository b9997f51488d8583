import { Problem } from './problem.js'
import { unusableText } from './usable-text.js'

/** The key in a cursor that `cursorOf` made; undefined without one. @throws Problem for another */
export function keyIn<K extends 'string' | 'number'>(
  kind: K,
  cursor: string | undefined,
): (K extends 'string' ? string : number) | undefined {
  if (cursor === undefined) return undefined
  const key = parsed(Buffer.from(cursor, 'base64url').toString('utf8'))
  const usable =
    kind === 'string'
      ? typeof key === 'string' && !unusableText(key)
      : Number.isSafeInteger(key) && Number(key) >= 0
  if (usable) return key as never
  const detail = 'The cursor is not one of this list.'
  throw new Problem('invalid-request', detail, { errors: [{ parameter: 'cursor', detail }] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The first `limit` of one more than asked for, and the cursor of what is behind them. */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  cursorOfRow: (row: T) => string,
): { rows: T[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last !== undefined ? cursorOfRow(last) : null }
}
