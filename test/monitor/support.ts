import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayState } from '../../src/store/activity.js'
import type { SqlRunner } from '../support/tenant.js'

type Runner = Extract<SqlRunner, { sql: unknown }>

/** What the gateways of a database tell of themselves. */
export async function statesIn({ sql }: Runner): Promise<GatewayState[]> {
  return (await sql('select state from gateway')).map((row) => row.state as GatewayState)
}

/** Waits until so many requests are parked, and this is told. */
export async function parkedIn(runner: Runner, count: number): Promise<GatewayState[]> {
  for (;;) {
    const states = await statesIn(runner)
    if (states.reduce((sum, { parked }) => sum + parked, 0) === count) return states
    await sleep(100)
  }
}
