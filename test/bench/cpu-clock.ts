import type { Bench } from './bench.js'
import { cpuMs } from './cpu.js'

export type CpuUsed = { gatewayMs: number; databaseMs: number }

/** Starts to count; the function returned says what gateway and database have used since. */
export async function cpuClock(bench: Bench): Promise<() => Promise<CpuUsed>> {
  const gateway = [bench.gateway.pid]
  const databaseBefore = cpuMs(await bench.database.backends('termingate'))
  const gatewayBefore = cpuMs(gateway)
  return async () => {
    const gatewayMs = cpuMs(gateway) - gatewayBefore
    // A session that the pool opened meanwhile counts from its start.
    const databaseMs = cpuMs(await bench.database.backends('termingate')) - databaseBefore
    return { gatewayMs, databaseMs }
  }
}
