import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Gateway, startGateway } from '../support/gateway.js'
import { ROOT } from '../support/prepare.js'
import { AnswerCheck } from './answer-check.js'
import { type Finding, runCampaign, type Tally } from './campaign.js'
import { grew, inMegabytes, type Memory, memoryOf } from './memory.js'

jest.setTimeout(6 * 3_600_000)

const COUNT = Number(process.env.FUZZ_COUNT || 1_500)
const SEED = Number(process.env.FUZZ_SEED || 20_261_121)
/** Number of the first case: with FUZZ_COUNT=1, just this one. */
const FROM = Number(process.env.FUZZ_FROM || 0)
const CONNECTIONS = 8
const MEASUREMENTS = 10
/** Where findings are kept, in the form of test/fixtures/fuzz. */
const KEPT = join(ROOT, '.tmp/fuzz')
const MOST_KEPT = 200

let gateway: Gateway

beforeAll(async () => {
  const preload = join(ROOT, 'test/support/gateway-preload.cjs')
  gateway = await startGateway({
    env: { LOG_LEVEL: 'warn', ADDS_PER_HOUR: '0', NODE_OPTIONS: `--require ${preload}` },
  })
})
afterAll(() => gateway.stop())

// With FUZZ_FILE only that one is sent again, by replay.test.ts.
const unlessReplaying = process.env.FUZZ_FILE ? test.skip : test

unlessReplaying(
  `${COUNT} requests with something wrong each get an answer that is right`,
  async () => {
    const findings: Finding[] = []
    const memory: Memory[] = []
    const started = performance.now()
    rmSync(KEPT, { recursive: true, force: true })
    const told = (finding: Finding) => {
      findings.push(finding)
      if (findings.length <= MOST_KEPT) keep(finding)
    }
    const answers = new AnswerCheck((one, what) => told({ one, what, before: [] }))
    const tally = await runCampaign({
      ...{ gateway, seed: SEED, from: FROM, count: COUNT, connections: CONNECTIONS },
      onFinding: told,
      onAnswer: (one, answer) => answers.take(one, answer),
      async onProgress(done) {
        if (done % Math.ceil(COUNT / MEASUREMENTS) !== 0) return
        memory.push(await memoryOf(gateway))
        process.stderr.write(`${done} of ${COUNT}, ${findings.length} findings\n`)
      },
    })
    answers.finish()
    report({ tally, memory, seconds: (performance.now() - started) / 1_000, findings })
    expect(findings.map(({ what, one }) => `${what}: ${one.name}`)).toEqual([])
    expect(faultsIn(gateway.logs)).toEqual([])
    expect(grew(memory)).toBe(false)
  },
)

function keep(finding: Finding): void {
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(join(KEPT, `${finding.one.number}.json`), `${JSON.stringify(finding, null, 2)}\n`)
}

/** What a gateway writes when it did not expect something. */
function faultsIn(logs: string): string[] {
  return logs.split('\n').filter((line) => /"level":[56]0|unhandled|uncaught/i.test(line))
}

type Report = { tally: Tally; memory: Memory[]; seconds: number; findings: Finding[] }

function report({ tally, memory, seconds, findings }: Report): void {
  const rate = Math.round(COUNT / seconds)
  const lines = [
    `${COUNT} requests in ${Math.round(seconds)} s (${rate} per second), seed ${SEED}`,
    `outcomes ${JSON.stringify(tally.outcomes)}, slowest ${Math.round(tally.slowestMs)} ms`,
    `MB of heap ${memory.map(({ heapUsed }) => inMegabytes(heapUsed)).join(' ')}`,
    `MB in all ${memory.map(({ rss }) => inMegabytes(rss)).join(' ')}`,
    ...findings
      .slice(0, 40)
      .flatMap(({ what, one }) => [
        `${one.number} ${what}: ${one.name}`,
        `  again: FUZZ_SEED=${SEED} FUZZ_FROM=${one.number} FUZZ_COUNT=1 npm run fuzz`,
        `  as it was, with what came before: FUZZ_FILE=.tmp/fuzz/${one.number}.json npm run fuzz`,
      ]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
