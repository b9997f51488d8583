import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountFixture } from '../../support/tenant.js'
import { makeAddressList } from '../address-list.js'
import { addAppointments } from '../appointments.js'
import { type Bench, type BenchCase, type LoadFigure, shown } from '../bench.js'
import type { FolderKind } from '../bench-phone.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { makeDevice, makeTenant } from '../devices.js'
import { loadFigure } from '../load.js'
import { median, sum } from '../statistics.js'
import { Tally } from '../tally.js'

type Store = { kind: FolderKind; count: number; account: AccountFixture }
type Turn = Store & { windowSize: number }
type Sample = CpuUsed & { elapsedMs: number; sentBytes: number; receivedBytes: number }

const DEMANDED_MS = 60
/** What a start does in the background is over by then. */
const STARTED_MS = 1_500
/** Of Outlook, and of Thunderbird's add-on (field-guide §2.2, §1.3). */
const LARGE = 512
const SMALL = 25
/** Then the compiler has seen the code as often as in a gateway that has run for some minutes. */
const TURNS_BEFORE = 25

/** A device's first Sync, from key 0 until nothing more comes. */
export const firstSync: BenchCase = {
  name: 'first-sync',
  rounds: 5,

  async run(bench) {
    const { smoke } = bench.options
    const [appointments, ...lists] = await makeStores(bench)
    await bench.database.sql('analyze')
    const turn = { ...appointments, windowSize: LARGE }
    const cold = await coldTurns(bench, turn)
    await sample(bench, turn, smoke ? 0 : TURNS_BEFORE)
    const warm = await sample(bench, turn, smoke ? 1 : bench.rounds * 8)
    const loads = [figureOf(turn, cold, 'the first after a start'), figureOf(turn, warm, 'warm')]
    const others = [{ ...appointments, windowSize: SMALL }, ...lists.flatMap(bothWindows)]
    for (const other of smoke ? others.slice(-1) : others) {
      loads.push(figureOf(other, await sample(bench, other, bench.rounds), 'warm'))
    }
    const total = (samples: Sample[]) =>
      median(samples.map(({ gatewayMs, databaseMs }) => gatewayMs + databaseMs))
    return {
      loads,
      figures: [],
      targets: [
        {
          demand: `first Sync of ${turn.count} appointments: at most ${DEMANDED_MS} ms of CPU`,
          measured: `warm ${shown(total(warm))} ms, first after a start ${shown(total(cold))} ms`,
          met: total(warm) <= DEMANDED_MS,
        },
      ],
    }
  },
}

/** A phone gets at most 500 appointments, but any number of contacts. */
async function makeStores(bench: Bench): Promise<[Store, ...Store[]]> {
  const [most, ...lengths] = bench.options.smoke ? [20, 30] : [500, 5_000, 10_000]
  const tenant = await makeTenant(bench)
  const account = await tenant.account()
  await addAppointments(tenant, account, most ?? 0)
  const lists: Store[] = []
  for (const count of lengths) {
    const list = await makeAddressList(bench, count)
    lists.push({ kind: 'Contacts', count, account: list.account })
  }
  return [{ kind: 'Calendar', count: most ?? 0, account }, ...lists]
}

function bothWindows(store: Store): Turn[] {
  return [LARGE, SMALL].map((windowSize) => ({ ...store, windowSize }))
}

async function coldTurns(bench: Bench, turn: Turn): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let round = 0; round < bench.rounds; round++) {
    bench.say(`first Sync after a start, round ${round + 1}`)
    if (!bench.options.smoke) {
      await bench.restart()
      await sleep(STARTED_MS)
    }
    samples.push(await measure(bench, turn))
  }
  return samples
}

async function sample(bench: Bench, turn: Turn, times: number): Promise<Sample[]> {
  bench.say(`first Sync of ${turn.count}, WindowSize ${turn.windowSize}, ${times} times`)
  const samples: Sample[] = []
  for (let done = 0; done < times; done++) samples.push(await measure(bench, turn))
  return samples
}

async function measure(bench: Bench, turn: Turn): Promise<Sample> {
  const { kind, count, account, windowSize } = turn
  const { phone } = await makeDevice(bench, account)
  phone.windowSize = windowSize
  const used = await cpuClock(bench)
  const started = performance.now()
  const came = (await phone.sync(kind)).length
  const elapsedMs = performance.now() - started
  const cpu = await used()
  phone.close()
  if (came !== count) throw new Error(`${came} of ${count} items came`)
  const { sentBytes, receivedBytes } = phone.client.tallies.of('Sync').result(elapsedMs / 1_000)
  return { ...cpu, elapsedMs, sentBytes, receivedBytes }
}

/** Of whole first Syncs, however many requests each took. */
function figureOf(turn: Turn, samples: readonly Sample[], when: string): LoadFigure {
  const tally = new Tally()
  for (const one of samples) tally.add(one.elapsedMs, one.sentBytes, one.receivedBytes)
  const result = tally.result(sum(samples.map(({ elapsedMs }) => elapsedMs)) / 1_000)
  const gatewayMs = median(samples.map((one) => one.gatewayMs))
  const databaseMs = median(samples.map((one) => one.databaseMs))
  const { kind, count, windowSize } = turn
  const name = `${count} of ${kind}, WindowSize ${windowSize}, ${when}`
  return loadFigure(name, [{ ...result, gatewayMs, databaseMs }], { paced: true })
}
