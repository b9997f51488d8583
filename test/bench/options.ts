import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export type BenchOptions = {
  json: boolean
  /** Names of cases; empty = all. */
  only: readonly string[]
  /** A few seconds, for a test that all of it still runs: its figures say nothing. */
  smoke: boolean
  pglite: boolean
  /** Null: as many as each case says. */
  rounds: number | null
  /** Of one measurement under load. */
  seconds: number
  /** The gateway to measure: another build can be given to compare with. */
  bin: string
  /** Where the gateway leaves a CPU profile when it stops; null = it makes none. */
  profile: string | null
  /** A server on which a database can be created. */
  databaseUrl: string
}

export const ROOT = rootAbove(fileURLToPath(import.meta.url))

/** What can be asked for, in words. */
export const usage = (cases: readonly string[]) => `npm run bench -- [options]
  --only NAME     one case; may be repeated: ${cases.join(', ')}
  --json          the figures as JSON
  --rounds N      rounds per measurement (default: as each case has it, seven where two are compared)
  --seconds N     length of a measurement under load (default 3)
  --pglite        on the embedded database instead of PostgreSQL
  --smoke         everything once and small: shows that it runs, not how fast
  --bin PATH      the gateway's bin/termingate.js (default: that of this checkout)
  --profile DIR   CPU profiles of the gateway (*.cpuprofile)
BENCH_DATABASE_URL or DATABASE_URL names the PostgreSQL server, else it is that of this machine.`

/** @throws TypeError for an option that is not known */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv): BenchOptions | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      smoke: { type: 'boolean', default: false },
      pglite: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      bin: { type: 'string', default: join(ROOT, 'bin/termingate.js') },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const { json, only, smoke, pglite } = values
  return {
    ...{ json, only, smoke, pglite },
    rounds: values.rounds === undefined ? (smoke ? 1 : null) : Number(values.rounds),
    seconds: Number(values.seconds ?? (smoke ? 0.1 : 3)),
    bin: resolve(values.bin),
    profile: values.profile === undefined ? null : resolve(values.profile),
    databaseUrl:
      env.BENCH_DATABASE_URL ||
      env.DATABASE_URL ||
      `postgres://${userName(env)}@127.0.0.1:5432/postgres`,
  }
}

function userName({ PGUSER, USER }: NodeJS.ProcessEnv): string {
  return encodeURIComponent(PGUSER || USER || 'root')
}

/** The project's directory, whether this runs from its sources or from dist. */
function rootAbove(path: string): string {
  const parent = resolve(path, '..')
  const isRoot = existsSync(join(parent, 'package.json')) || parent === path
  return isRoot ? parent : rootAbove(parent)
}
