import { setTimeout as sleep } from 'node:timers/promises'
import { DAY_HOURS } from './plan.js'

/** Milliseconds that mean the same in every process of this machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** A working day in so many seconds. */
export class DayClock {
  readonly #startedAt = monotonicMs()
  readonly #seconds: number

  constructor(seconds: number) {
    this.#seconds = seconds
  }

  /** Milliseconds until a moment of the day (0 its beginning, 1 its end); 0 when it has passed. */
  msUntil(moment: number): number {
    return Math.max(0, this.#startedAt + moment * this.#seconds * 1_000 - monotonicMs())
  }

  async until(moment: number): Promise<void> {
    await sleep(this.msUntil(moment))
  }

  /** Whole seconds for minutes of the day, at least two: the least that tells waiting from asking. */
  secondsFor(minutes: number): number {
    return Math.max(2, Math.round((minutes * this.#seconds) / (DAY_HOURS * 60)))
  }
}
