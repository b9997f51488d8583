import { setTimeout as sleep } from 'node:timers/promises'

const STEP_MS = 100
const MOST_STEPS = 150

/** Looks again and again until it sees this; what it saw last tells why not. */
export async function eventually<T>(look: () => Promise<T>, expected: T): Promise<void> {
  let seen = await look()
  for (let step = 0; step < MOST_STEPS && !isEqual(seen, expected); step++) {
    await sleep(STEP_MS)
    seen = await look()
  }
  expect(seen).toEqual(expected)
}

/** The first that is as wanted. @throws Error when none comes */
export async function firstThat<T>(
  look: () => Promise<T>,
  wanted: (seen: T) => boolean,
): Promise<T> {
  let seen = await look()
  for (let step = 0; step < MOST_STEPS && !wanted(seen); step++) {
    await sleep(STEP_MS)
    seen = await look()
  }
  if (!wanted(seen)) throw new Error(`Only this came: ${JSON.stringify(seen)}`)
  return seen
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
