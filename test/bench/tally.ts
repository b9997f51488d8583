import { percentile } from './statistics.js'

/** What came of some requests; times in milliseconds, bytes those of the bodies of all of them. */
export type LoadResult = {
  requests: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  wrong: number
  sentBytes: number
  receivedBytes: number
}

/** Notes requests as they are answered. */
export class Tally {
  #latencies: number[] = []
  #sentBytes = 0
  #receivedBytes = 0
  wrong = 0

  /** Times in milliseconds, without those of its wrong answers. */
  get latencies(): readonly number[] {
    return this.#latencies
  }

  add(ms: number, sentBytes: number, receivedBytes: number): void {
    this.#latencies.push(ms)
    this.#sentBytes += sentBytes
    this.#receivedBytes += receivedBytes
  }

  addAll(other: Tally): void {
    for (const ms of other.#latencies) this.#latencies.push(ms)
    this.#sentBytes += other.#sentBytes
    this.#receivedBytes += other.#receivedBytes
    this.wrong += other.wrong
  }

  result(seconds: number): LoadResult {
    const requests = this.#latencies.length
    return {
      requests,
      perSecond: requests / seconds,
      p50: percentile(this.#latencies, 0.5),
      p95: percentile(this.#latencies, 0.95),
      p99: percentile(this.#latencies, 0.99),
      wrong: this.wrong,
      sentBytes: this.#sentBytes,
      receivedBytes: this.#receivedBytes,
    }
  }
}

/** One tally per command. */
export class Tallies {
  readonly #byCommand = new Map<string, Tally>()

  of(command: string): Tally {
    const found = this.#byCommand.get(command) ?? new Tally()
    this.#byCommand.set(command, found)
    return found
  }

  commands(): string[] {
    return [...this.#byCommand.keys()].sort()
  }

  addAll(other: Tallies): void {
    for (const [command, tally] of other.#byCommand) this.of(command).addAll(tally)
  }
}
