import { setTimeout as sleep } from 'node:timers/promises'

/** Again and again, until whoever looks ends the program. */
export async function everySeconds(seconds: number, round: () => Promise<void>): Promise<never> {
  for (;;) {
    await round()
    await sleep(seconds * 1_000)
  }
}
