import type { SqlRunner } from '../support/tenant.js'

/** Where a story takes place: a gateway with its database, and what can happen to them. */
export type World = {
  readonly baseUrl: string
  readonly runner: SqlRunner
  now(): Date
  /** Turns the gateway's clock on. */
  advance(ms: number): Promise<void>
  /** For the next story: the clock tells the time again. */
  reset(): Promise<void>
  /** Null where the process and its database are those of the test itself. */
  readonly disasters: Disasters | null
}

/** Each resolves when the gateway answers again. */
export type Disasters = {
  killGateway(): Promise<void>
  restartDatabase(): Promise<void>
}
