import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { ROOT } from './options.js'

export type Conditions = Record<string, string>

/** Under what conditions the figures were taken: without them they say nothing. */
export function conditionsOf(databaseVersion: string): Conditions {
  const [first] = cpus()
  return {
    date: new Date().toISOString(),
    commit: commit(),
    cpu: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    database: databaseVersion,
    'load average before': loadAverage(),
  }
}

/** Of the last 1, 5 and 15 minutes. */
export function loadAverage(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')
}

function commit(): string {
  try {
    const stdio: 'pipe'[] = ['pipe', 'pipe', 'pipe']
    const described = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, stdio })
    return described.toString().trim()
  } catch {
    return 'unknown'
  }
}
