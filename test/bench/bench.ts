import type { Child, Generator } from './children.js'
import type { BenchDatabase } from './database.js'
import type { BenchOptions } from './options.js'

/** What a case gets to work with. */
export type Bench = {
  options: BenchOptions
  database: BenchDatabase
  /** The one that runs now. */
  gateway: Child
  generator: Generator
  /** Stops the gateway and starts a new one on the same port. */
  restart(): Promise<void>
  /** Words on standard error while it works. */
  say(what: string): void
}

export type Figure = { name: string; value: number | string; unit: string }

/** A demand of the project and whether it is met; null = it could not be measured here. */
export type Target = { demand: string; measured: string; met: boolean | null }

export type CaseResult = { name: string; figures: Figure[]; targets: Target[] }

export type BenchCase = { name: string; run(bench: Bench): Promise<CaseResult> }

/** Rounded for people: three significant places. */
export function shown(value: number): number {
  return Number(value.toPrecision(3))
}
