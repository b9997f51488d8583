import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type BenchCase, shown } from './bench.js'
import { aDay } from './cases/a-day.js'
import { emptySync } from './cases/empty-sync.js'
import { endurance } from './cases/endurance.js'
import { firstSync } from './cases/first-sync.js'
import { knownDevices } from './cases/known-devices.js'
import { manyUsers } from './cases/many-users.js'
import { oneChange } from './cases/one-change.js'
import { parkedPings } from './cases/parked-pings.js'
import { starting } from './cases/starting.js'
import { startGateway, startGenerator } from './children.js'
import { conditionsOf, loadAverage } from './conditions.js'
import { residentBytes } from './cpu.js'
import { type BenchDatabase, createPostgres } from './database.js'
import { embedded } from './embedded.js'
import { type BenchOptions, readOptions, usage } from './options.js'
import { type CaseReport, inWords } from './report.js'

const CASES: readonly BenchCase[] = [
  emptySync,
  firstSync,
  oneChange,
  knownDevices,
  parkedPings,
  aDay,
  manyUsers,
  starting,
  endurance,
]

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (!options) {
    console.log(usage(CASES.map(({ name }) => name)))
    return 0
  }
  const chosen = chosenOf(options.only)
  const dataDir = mkdtempSync(join(tmpdir(), 'termingate-bench-'))
  const database = options.pglite ? embedded(dataDir) : await createPostgres(options.databaseUrl)
  try {
    const conditions = conditionsOf(database.version)
    const cases = await runCases(chosen, { options, database, dataDir })
    const report = { conditions: { ...conditions, 'load average after': loadAverage() }, cases }
    console.log(options.json ? JSON.stringify(report, null, 2) : inWords(report))
    return options.smoke || cases.every(isMet) ? 0 : 1
  } finally {
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** @throws Error when there is no case of one of these names */
function chosenOf(names: readonly string[]): readonly BenchCase[] {
  const all = CASES.map(({ name }) => name)
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`No such case: ${unknown}. There are ${all.join(', ')}.`)
  return CASES.filter(({ name }) => names.length === 0 || names.includes(name))
}

type Place = { options: BenchOptions; database: BenchDatabase; dataDir: string }

/** So that the waiting of a whole day fits into a minute (a-day). */
/** The load comes from one address. */
const SETTINGS = { HEARTBEAT_MIN: '1', ADDRESS_SHARE: '100' }

async function runCases(chosen: readonly BenchCase[], place: Place): Promise<CaseReport[]> {
  const { options, database, dataDir } = place
  const url = database.url ? { DATABASE_URL: database.url } : {}
  const env = { DATA_DIR: dataDir, ...url, ...SETTINGS }
  const { bin, profile } = options
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const generator = startGenerator()
  const bench: Bench = {
    ...{ options, database, generator, rounds: 1 },
    gateway: await startGateway(bin, env, flags),
    async restart() {
      await bench.gateway.stop()
      const sameAddress = { ...env, PORT: `${bench.gateway.port}` }
      bench.gateway = await startGateway(bin, sameAddress, flags)
    },
    say: (what) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${what}` : `${what}\n`),
  }
  try {
    const reports: CaseReport[] = []
    for (const one of chosen) reports.push(await runCase(bench, one))
    return reports
  } finally {
    await bench.gateway.stop()
    await generator.stop()
  }
}

const MEGABYTE = 1024 * 1024

async function runCase(bench: Bench, { name, rounds, run }: BenchCase): Promise<CaseReport> {
  bench.rounds = bench.options.rounds ?? rounds
  const begun = performance.now()
  const { loads, figures, targets } = await run(bench)
  const { now, most } = residentBytes(bench.gateway.pid)
  const memory = [
    { name: 'memory of the gateway at the end', value: shown(now / MEGABYTE), unit: 'MB' },
    { name: 'memory of the gateway at most', value: shown(most / MEGABYTE), unit: 'MB' },
  ]
  const seconds = shown((performance.now() - begun) / 1_000)
  return { name, rounds: bench.rounds, seconds, loads, figures: [...figures, ...memory], targets }
}

function isMet({ targets }: CaseReport): boolean {
  return targets.every(({ met }) => met !== false)
}

process.exitCode = await main()
