import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { POSTGRES } from '../support/database.js'
import { ensureBuilt, ROOT, runDirectory } from '../support/prepare.js'

const run = promisify(execFile)

type Report = {
  conditions: Record<string, string>
  cases: {
    name: string
    loads: Record<string, string | number | null>[]
    figures: object[]
    targets: { met: boolean | null }[]
  }[]
}

const CASES = [
  'empty-sync',
  'first-sync',
  'one-change',
  'known-devices',
  'parked-pings',
  'a-day',
  'many-users',
  'starting',
  'endurance',
]

const LOAD = [
  ...['name', 'perSecond', 'p50', 'p95', 'p99', 'gatewayMs', 'databaseMs'],
  ...['sentBytes', 'receivedBytes'],
]

/** Figures of a loaded machine say nothing: only that there are some is proved. */
test('npm run bench measures every number that is promised', async () => {
  await ensureBuilt()
  const outDir = join(ROOT, '.tmp', 'bench')
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const project = join(ROOT, 'test/bench/tsconfig.json')
  await run(process.execPath, [tsc, '-p', project, '--outDir', outDir, '--noCheck'])
  const database = POSTGRES ? [] : ['--pglite']
  const main = join(outDir, 'test/bench/main.js')
  const { stdout } = await run(process.execPath, [main, '--smoke', '--json', ...database], {
    env: { ...process.env, BENCH_DATABASE_URL: POSTGRES ?? '', TMPDIR: runDirectory() },
  })
  const report = JSON.parse(stdout) as Report
  expect(report.cases.map(({ name }) => name)).toEqual(CASES)
  for (const { loads, figures, targets } of report.cases) {
    expect(loads.length).toBeGreaterThan(0)
    for (const load of loads) expect(Object.keys(load)).toEqual(LOAD)
    expect(figures.length).toBeGreaterThan(1)
    expect(targets.length).toBeGreaterThan(0)
  }
  expect(Object.keys(report.conditions)).toContain('cpu')
}, 180_000)
