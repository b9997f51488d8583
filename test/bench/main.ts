import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench, BenchCase, CaseResult } from './bench.js'
import { emptySync } from './cases/empty-sync.js'
import { endurance } from './cases/endurance.js'
import { firstSync } from './cases/first-sync.js'
import { manyUsers } from './cases/many-users.js'
import { oneChange } from './cases/one-change.js'
import { parkedPings } from './cases/parked-pings.js'
import { starting } from './cases/starting.js'
import { startGateway, startGenerator } from './children.js'
import { conditionsOf, loadAverage } from './conditions.js'
import { type BenchDatabase, createPostgres } from './database.js'
import { embedded } from './embedded.js'
import { type BenchOptions, readOptions, USAGE } from './options.js'
import { inWords } from './report.js'

const CASES: readonly BenchCase[] = [
  emptySync,
  firstSync,
  oneChange,
  parkedPings,
  manyUsers,
  starting,
  endurance,
]

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (!options) {
    console.log(USAGE)
    return 0
  }
  const chosen = CASES.filter(
    ({ name }) => options.only.length === 0 || options.only.includes(name),
  )
  if (chosen.length === 0) throw new Error(`No such case.\n${USAGE}`)
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

type Place = { options: BenchOptions; database: BenchDatabase; dataDir: string }

async function runCases(
  chosen: readonly BenchCase[],
  { options, database, dataDir }: Place,
): Promise<CaseResult[]> {
  const env = { DATA_DIR: dataDir, ...(database.url ? { DATABASE_URL: database.url } : {}) }
  const { bin, profile } = options
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const generator = startGenerator()
  const bench: Bench = {
    ...{ options, database, generator },
    gateway: await startGateway(bin, env, flags),
    async restart() {
      await bench.gateway.stop()
      const sameAddress = { ...env, PORT: `${bench.gateway.port}` }
      bench.gateway = await startGateway(bin, sameAddress, flags)
    },
    say: (what) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${what}` : `${what}\n`),
  }
  try {
    const results: CaseResult[] = []
    for (const one of chosen) results.push(await one.run(bench))
    return results
  } finally {
    await bench.gateway.stop()
    await generator.stop()
  }
}

function isMet({ targets }: CaseResult): boolean {
  return targets.every(({ met }) => met !== false)
}

process.exitCode = await main()
