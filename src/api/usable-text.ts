import { pointerTo } from './pointer.js'
import type { FieldError } from './problem.js'

const DEEPEST = 32

/**
 * PostgreSQL takes no NUL and no half of a character. The first place in a value of JSON that it, or
 * anything that walks through it, could not take; null: none.
 */
export function unusableText(value: unknown): (FieldError & { pointer: string }) | null {
  const waiting: { value: unknown; path: (string | number)[] }[] = [{ value, path: [] }]
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const { value, path } = at
    if (typeof value === 'string' && isUnusable(value)) return fault(path, 'Not plain text.')
    if (typeof value !== 'object' || value === null) continue
    if (path.length >= DEEPEST) return fault(path, 'Too many levels.')
    for (const [key, inner] of Object.entries(value)) {
      if (isUnusable(key)) return fault(path, 'The name of a field is not plain text.')
      waiting.push({ value: inner, path: [...path, key] })
    }
  }
  return null
}

function isUnusable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text)
}

function fault(path: readonly (string | number)[], detail: string) {
  return { pointer: pointerTo(path), detail }
}
