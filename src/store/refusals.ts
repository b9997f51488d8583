import { errorCode } from './postgres-errors.js'

/** Why the database refused what was to be written. */
export type Refusal = { type: 'invalid-value' | 'conflict'; detail: string }

type Told = { constraint?: unknown; column?: unknown }

/**
 * PostgreSQL, Appendix A: a value that does not fit its column or a rule (class 22, 23), or that a
 * trigger of the application did not want (P0001). Null: something else. Quotes no value.
 */
export function refusalOf(error: unknown): Refusal | null {
  const code = errorCode(error)
  if (code === null) return null
  const { constraint, column } = error as Told
  const by = constraint ?? column
  const named = typeof by === 'string' ? ` (${by})` : ''
  if (code === '23505') return { type: 'conflict', detail: `There is one like it already${named}.` }
  if (code === '23503') {
    const detail = `It names something that is not there, or not there any more${named}.`
    return { type: 'invalid-value', detail }
  }
  if (/^2[23]/.test(code)) {
    return { type: 'invalid-value', detail: `A value does not fit its place${named}.` }
  }
  if (code === 'P0001') return { type: 'conflict', detail: 'A rule of the database refuses it.' }
  return null
}
