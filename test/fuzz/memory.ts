import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from '../support/gateway.js'

/** Bytes after a garbage collection. */
export type Memory = { rss: number; heapUsed: number; external: number }

/** What a gateway needs that was started with `gateway-preload.cjs`. */
export async function memoryOf(gateway: Gateway): Promise<Memory> {
  const pid = pidOf(gateway)
  const before = told(gateway).length
  process.kill(pid, 'SIGUSR2')
  for (let waited = 0; waited < 20_000; waited += 50) {
    const found = told(gateway).at(before)
    if (found) return JSON.parse(found) as Memory
    await sleep(50)
  }
  throw new Error('The gateway did not tell its memory')
}

function pidOf(gateway: Gateway): number {
  return Number(/^preloaded into (\d+)/m.exec(gateway.logs)?.[1])
}

/** A tick of Linux's process times, in milliseconds. */
const TICK_MS = 10

/**
 * CPU time of the gateway so far, in milliseconds: on a busy machine what a request costs, which its
 * duration is not. Null where it is not all of it (the database is elsewhere), or can't be known.
 */
export function cpuMsOf(gateway: Gateway): number | null {
  if (gateway.env.DATABASE_URL) return null
  try {
    const stat = readFileSync(`/proc/${pidOf(gateway)}/stat`, 'utf8')
    // proc(5): user and system time are the 14th and 15th field; the second one may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return null
  }
}

function told(gateway: Gateway): string[] {
  return [...gateway.logs.matchAll(/^memory (\{.*\})$/gm)].map(([, text = '']) => text)
}

const MB = 1_048_576
export const inMegabytes = (bytes: number) => Math.round(bytes / MB)

/**
 * Whether memory grew with the requests: each of the later measurements above the one before it,
 * and the last far above the first (which is taken after a tenth of the requests).
 */
export function grew(measured: readonly Memory[]): boolean {
  const [first, ...later] = measured.map(({ heapUsed }) => heapUsed)
  const last = later.at(-1)
  if (first === undefined || last === undefined) return false
  const steadily = later.every((bytes, index) => bytes > ([first, ...later][index] ?? 0))
  return steadily && last > first * 1.5 + 20 * MB
}
