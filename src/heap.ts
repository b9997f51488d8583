import { setFlagsFromString } from 'node:v8'

/** By how much of what lives garbage may gather before the heap is cleared, in percent; 0: as V8 likes. */
const GROWTH = { few: 0, many: 30 }
/** So many phones wait, or more. */
const MANY = 200
const LOOK_MS = 1_000

/**
 * V8 by itself lets garbage grow to several times what lives. Phones that wait are a heap of hundreds of
 * megabytes that lives for hours: 10,000 would take twice their memory. Less than this, and each wake of a
 * thousand would have to go through all of it (docs/performance.md). V8 reads the flag each time it has cleared the heap. @returns what ends it
 */
export function boundGarbage(waiting: () => number): () => void {
  let growth = GROWTH.few
  const timer = setInterval(() => {
    const wanted = waiting() >= MANY ? GROWTH.many : GROWTH.few
    if (wanted === growth) return
    growth = wanted
    setFlagsFromString(`--heap-growing-percent=${growth}`)
  }, LOOK_MS).unref()
  return () => clearInterval(timer)
}
