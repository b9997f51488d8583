import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Bench,
  type BenchCase,
  type CaseResult,
  type Figure,
  shown,
  type Target,
} from '../bench.js'
import { residentBytes } from '../cpu.js'
import { cpuClock } from '../cpu-clock.js'
import { type BenchDevice, optionsBytes, syncBytes } from '../devices.js'
import { loadFigure, type MeasuredLoad, measureLoad, perTurn } from '../load.js'
import { type ManyPhones, makeManyPhones } from '../many-phones.js'
import { type Parked, park, parkAgain, wakeEach, wakeTogether } from '../parked.js'
import { median } from '../statistics.js'
import type { Tally } from '../tally.js'

type Size = {
  pings: number
  /** How many are woken one by one, and how many together. */
  single: number
  together: number
  /** Of OPTIONS meanwhile: longer than the time between two looks of the gateway (POLL_SECONDS). */
  seconds: number
  memoryRounds: number
}
type Memory = { parked: Parked[]; before: number; connections: number; bytesEach: number }
type Measured = {
  size: Size
  memory: Memory
  options: MeasuredLoad
  one: MeasuredLoad
  all: MeasuredLoad[]
}

const DEMANDED = { bytes: 30 * 1024, optionsMs: 50, oneMs: 50, allMs: 1_000 }
/** What fewer of them take is less than what the process grows and shrinks by itself. */
const MANY = 10_000
const SETTLE_MS = 2_000
/** Beside the connections: what a gateway keeps free for its pool and files, and some more. */
const OTHER_FILES = 600

/** Many phones wait: what each costs, and how soon they hear of a change. */
export const parkedPings: BenchCase = {
  name: 'parked-pings',
  rounds: 5,

  async run(bench) {
    const result: CaseResult = { loads: [], figures: [], targets: [] }
    const mostFiles = openFilesAllowed()
    for (const size of sizesOf(bench)) {
      const needed = size.pings + OTHER_FILES
      if (needed > mostFiles) {
        result.targets.push(tooFewFiles(size.pings, { needed, mostFiles }))
        continue
      }
      const measured = resultOf(await measure(bench, size))
      result.loads.push(...measured.loads)
      result.figures.push(...measured.figures)
      result.targets.push(...measured.targets)
    }
    return result
  },
}

function sizesOf({ options, rounds }: Bench): Size[] {
  if (options.smoke) return [{ pings: 6, single: 2, together: 3, seconds: 0.1, memoryRounds: 1 }]
  const usual = { single: 300, together: 1_000 }
  return [
    { ...usual, pings: 1_000, seconds: 10, memoryRounds: rounds },
    { ...usual, pings: 10_000, seconds: 35, memoryRounds: Math.min(rounds, 3) },
  ]
}

/** Of this process, which holds the connections; the gateway, its child, may open as many. */
function openFilesAllowed(): number {
  const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  return Number(found?.[1] ?? Number.POSITIVE_INFINITY)
}

function tooFewFiles(
  pings: number,
  { needed, mostFiles }: { needed: number; mostFiles: number },
): Target {
  return {
    demand: `${pings} parked Pings`,
    measured: `a process may open ${mostFiles} files here and needs ${needed}: ulimit -Hn ${needed}`,
    met: null,
  }
}

async function measure(bench: Bench, size: Size): Promise<Measured> {
  const phones = await makeManyPhones(bench, size.pings)
  const memory = await measureMemory(bench, phones.devices, size)
  bench.say(`OPTIONS while ${size.pings} Pings wait`)
  const requests = phones.devices.slice(0, 8).map(({ account }) => optionsBytes(account.login))
  const { seconds } = size
  const options = await measureLoad(bench, { clients: 8, bodyLength: 0, requests, seconds })
  const parked = await wakeRounds(bench, phones, { size, parked: memory.parked })
  closeAll(parked.left)
  return { size, memory, options, one: parked.one, all: parked.all }
}

function closeAll(parked: readonly Parked[]): void {
  for (const { connection } of parked) connection.close()
}

async function measureMemory(
  bench: Bench,
  devices: readonly BenchDevice[],
  { memoryRounds }: Size,
): Promise<Memory> {
  const rounds: Memory[] = []
  for (let round = 0; round < memoryRounds; round++) {
    bench.say(`parking ${devices.length} Pings, round ${round + 1}`)
    closeAll(rounds.at(-1)?.parked ?? [])
    rounds.push(await parkAfresh(bench, devices))
  }
  const last = rounds.at(-1)
  if (!last) throw new Error('At least one round is needed.')
  return { ...last, bytesEach: median(rounds.map(({ bytesEach }) => bytesEach)) }
}

/** On a fresh process, so that no memory left over from the set-up hides what the Pings take. */
async function parkAfresh(bench: Bench, devices: readonly BenchDevice[]): Promise<Memory> {
  const { database, options } = bench
  const settle = () => sleep(options.smoke ? 0 : SETTLE_MS)
  if (!options.smoke) await bench.restart()
  const requests = devices.slice(0, 64).map((device) => syncBytes(device, ['Calendar']))
  // Much garbage of the warm-up would be taken up again by what the Pings need.
  await measureLoad(bench, { clients: 8, bodyLength: 0, requests, seconds: 0.3 })
  await settle()
  const before = (await database.backends('termingate')).length
  const bytesBefore = residentBytes(bench.gateway.pid).now
  const parked = await park(bench, devices)
  await settle()
  const bytes = residentBytes(bench.gateway.pid).now - bytesBefore
  const connections = (await database.backends('termingate')).length
  return { parked, before, connections, bytesEach: bytes / devices.length }
}

async function wakeRounds(
  bench: Bench,
  { tenant }: ManyPhones,
  { size, parked }: { size: Size; parked: Parked[] },
) {
  bench.say(`waking one of ${size.pings}, ${size.single} times`)
  const single = parked.slice(0, size.single)
  const one = await clocked(bench, () => wakeEach(bench, tenant, single))
  let left = parked
  const all: MeasuredLoad[] = []
  for (let round = 0; round < bench.rounds; round++) {
    left = await parkAgain(bench, left)
    await sleep(bench.options.smoke ? 0 : SETTLE_MS)
    bench.say(`waking ${size.together} of ${size.pings} at once, round ${round + 1}`)
    const woken = left.slice(0, size.together)
    all.push(await clocked(bench, () => wakeTogether(bench, tenant, woken)))
  }
  return { one, all, left }
}

async function clocked(bench: Bench, work: () => Promise<Tally>): Promise<MeasuredLoad> {
  const used = await cpuClock(bench)
  const begun = performance.now()
  const tally = await work()
  const result = tally.result((performance.now() - begun) / 1_000)
  return { ...result, ...perTurn(await used(), result.requests) }
}

function resultOf(measured: Measured): CaseResult {
  const { size, memory, options, one, all } = measured
  const { pings, together } = size
  const unit = 'KB'
  const figures: Figure[] = [
    { name: `memory per Ping of ${pings}`, value: shown(memory.bytesEach / 1024), unit },
    { name: `database connections before ${pings} Pings`, value: memory.before, unit: '' },
    { name: `database connections with ${pings} Pings`, value: memory.connections, unit: '' },
  ]
  return {
    loads: [
      loadFigure(`OPTIONS, 8 clients, while ${pings} Pings wait`, [options]),
      loadFigure(`one of ${pings} woken`, [one], { paced: true }),
      loadFigure(`${together} of ${pings} woken at once`, all),
    ],
    figures,
    targets: targetsOf(measured),
  }
}

function targetsOf({ size, memory, options, one, all }: Measured): Target[] {
  const { pings, together } = size
  const allMs = median(all.map(({ p99 }) => p99))
  const ofMemory = {
    demand: `${pings} parked Pings: at most ${DEMANDED.bytes / 1024} KB each`,
    measured: `${shown(memory.bytesEach / 1024)} KB`,
    met: memory.bytesEach <= DEMANDED.bytes,
  }
  return [
    ...(pings < MANY ? [] : [ofMemory]),
    {
      demand: `${pings} parked Pings: no database connection each`,
      measured: `${memory.before} before, ${memory.connections} then`,
      met: memory.before === 0 ? null : memory.connections <= memory.before,
    },
    {
      demand: `OPTIONS while ${pings} Pings wait (p99) below ${DEMANDED.optionsMs} ms`,
      measured: `${shown(options.p99)} ms`,
      met: options.p99 < DEMANDED.optionsMs,
    },
    {
      demand: `one of ${pings} woken below ${DEMANDED.oneMs} ms after the commit (p99)`,
      measured: `${shown(one.p99)} ms`,
      met: one.p99 < DEMANDED.oneMs,
    },
    {
      demand: `${together} of ${pings} woken at once below ${DEMANDED.allMs / 1_000} s (p99)`,
      measured: `${shown(allMs)} ms`,
      met: allMs < DEMANDED.allMs,
    },
  ]
}
