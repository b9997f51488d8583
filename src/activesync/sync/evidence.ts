/**
 * How often a device asked for the same answer again, as if it had never come. A bad connection and
 * an item that makes the device crash look alike, so this alone never costs anything: it only leads
 * to another answer.
 */
export type Tries = { count: number; first: string; last: string }

/** Requests that follow each other faster count once: some devices send each of theirs thrice. */
const APART_MS = 30_000
const FEWEST = 4
const LEAST_MS = 3 * 60_000

/** With this request; the same object when it comes too soon to count. */
export function oneMore(tries: Tries | undefined, now: Date): Tries {
  const last = now.toISOString()
  if (!tries) return { count: 1, first: last, last }
  if (now.getTime() - Date.parse(tries.last) < APART_MS) return tries
  return { ...tries, count: tries.count + 1, last }
}

/** Several tries, minutes apart: this answer is to be replaced by another one. */
export function isEnough({ count, first, last }: Tries): boolean {
  return count >= FEWEST && Date.parse(last) - Date.parse(first) >= LEAST_MS
}
