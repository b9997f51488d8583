import { readdirSync, readFileSync } from 'node:fs'
import { sum } from './statistics.js'

/** CPU time that processes have used so far, in milliseconds; 0 for one that is gone. */
export function cpuMs(pids: readonly number[]): number {
  return sum(pids.map(processCpuMs))
}

/** All threads, in nanoseconds from the scheduler: /proc/…/stat counts in steps of 10 ms. */
function processCpuMs(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return sum(threads.map((thread) => threadNs(`/proc/${pid}/task/${thread}/schedstat`))) / 1e6
  } catch {
    return 0
  }
}

function threadNs(path: string): number {
  return Number(readFileSync(path, 'utf8').split(' ')[0])
}

/** Resident memory of a process in bytes, now and at most since it was started. */
export function residentBytes(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (field: string) => {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)
    return Number(found?.[1] ?? 0) * 1024
  }
  return { now: of('VmRSS'), most: of('VmHWM') }
}
