import type { Child, Generator } from './children.js'
import type { BenchDatabase } from './database.js'
import type { BenchOptions } from './options.js'

/** What a case gets to work with. */
export type Bench = {
  options: BenchOptions
  /** How often each measurement of the case is made. */
  rounds: number
  database: BenchDatabase
  /** The one that runs now. */
  gateway: Child
  generator: Generator
  /** Stops the gateway and starts a new one on the same port. */
  restart(): Promise<void>
  /** Words on standard error while it works. */
  say(what: string): void
}

export type Figure = { name: string; value: number; unit: string }

/**
 * Requests of one kind, or whole turns such as a first Sync. Times (ms), CPU (ms) and bytes of bodies
 * are those of one.
 */
export type LoadFigure = {
  name: string
  /** Null: it was not asked as fast as answers came. */
  perSecond: number | null
  p50: number
  p95: number
  p99: number
  /** Null: what used it can't be told apart. */
  gatewayMs: number | null
  databaseMs: number | null
  sentBytes: number
  receivedBytes: number
}

/** A demand of the project and whether it is met; null = it could not be measured here. */
export type Target = { demand: string; measured: string; met: boolean | null }

export type CaseResult = { loads: LoadFigure[]; figures: Figure[]; targets: Target[] }

export type BenchCase = {
  name: string
  /** Of each measurement, unless --rounds says otherwise. */
  rounds: number
  run(bench: Bench): Promise<CaseResult>
}

/** Rounded for people: three significant places. */
export function shown(value: number): number {
  return Number(value.toPrecision(3))
}
