import { createHash } from 'node:crypto'
import { Problem } from './problem.js'

/** Of the present state of what an answer shows. */
export function etagOf(body: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`
}

/**
 * For use in the transaction of the change, with the row locked.
 * @throws Problem 412 when it is not what the program saw
 */
export function requireMatch(ifMatch: string | null, current: unknown): void {
  if (ifMatch === null) return
  const wanted = ifMatch.split(',').map((one) => one.trim())
  if (wanted.includes('*') || wanted.includes(etagOf(current))) return
  throw new Problem('changed', 'It was changed since you read it: read it again.')
}
