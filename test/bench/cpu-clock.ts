import type { Bench } from './bench.js'
import { cpuMs } from './cpu.js'

export type CpuUsed = { gatewayMs: number; databaseMs: number }

/** Whose CPU counts: a process, and the database sessions of this application name. */
export type Served = { pid: number; application: string }

/** Starts to count; the function returned says what gateway and database have used since. */
export async function cpuClock(
  { database, gateway }: Bench,
  { pid, application }: Served = { pid: gateway.pid, application: 'termingate' },
): Promise<() => Promise<CpuUsed>> {
  const databaseBefore = cpuMs(await database.backends(application))
  const gatewayBefore = cpuMs([pid])
  return async () => {
    const gatewayMs = cpuMs([pid]) - gatewayBefore
    // A session that the pool opened meanwhile counts from its start.
    const databaseMs = cpuMs(await database.backends(application)) - databaseBefore
    return { gatewayMs, databaseMs }
  }
}
