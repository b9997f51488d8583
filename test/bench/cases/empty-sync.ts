import { decode } from '../../../src/activesync/wbxml/decode.js'
import { readFolderSync } from '../../../src/client/answers.js'
import { type Bench, type BenchCase, type CaseResult, shown, type Target } from '../bench.js'
import { type Child, startBareRoute } from '../children.js'
import { askOnce } from '../connection.js'
import {
  type BenchDevice,
  folderSyncBytes,
  makeDevices,
  requestBytes,
  syncBytes,
} from '../devices.js'
import { type Load, loadFigure, type MeasuredLoad, measureLoad } from '../load.js'
import { median } from '../statistics.js'

type Route = { name: string } & Pick<Load, 'requests' | 'bodyLength' | 'from'>
type Rounds = ReadonlyMap<Route, MeasuredLoad[]>
type Compared = { name: string; ratio: number; gatewayMs: number }

const CLIENTS = [1, 8, 64]
const DEMANDED = { ratio: 0.6, gatewayMs: 0.6 }

/** Requests with nothing to say, next to the limit, in alternating rounds: the ratio counts. */
export const emptySync: BenchCase = {
  name: 'empty-sync',
  rounds: 5,

  async run(bench) {
    const ours = await ourRoutes(bench)
    const child = bench.database.url ? await startBareRoute(bench.database.url) : null
    try {
      const bare = child && (await bareRoute(bench, child))
      const routes = bare ? [bare, ...ours] : ours
      for (const route of routes) await measureLoad(bench, { ...route, clients: 8 })
      const result: CaseResult = { loads: [], figures: [], targets: [] }
      const compared: Compared[] = []
      for (const clients of CLIENTS) {
        const rounds = await measureRounds(bench, routes, clients)
        for (const route of routes) {
          const name = `${route.name}, ${clients} clients`
          result.loads.push(loadFigure(name, rounds.get(route) ?? []))
          if (route === bare) continue
          compared.push(compare(name, rounds.get(route), bare ? rounds.get(bare) : undefined))
        }
      }
      for (const { name, ratio } of compared) {
        if (!bare) break
        result.figures.push({ name: `${name}: ratio to bare route`, value: shown(ratio), unit: '' })
      }
      result.targets.push(...targetsOf(compared.filter(({ name }) => name.includes('empty Sync'))))
      return result
    } finally {
      await child?.stop()
    }
  },
}

async function ourRoutes(bench: Bench): Promise<Route[]> {
  const devices = await makeDevices(bench, bench.options.smoke ? 2 : 64, async ({ phone }) => {
    await phone.sync('Calendar')
  })
  // The body-less request repeats what each device asked for last, so that must be done once.
  for (const device of devices) await prime(bench, device)
  return [
    {
      ...{ name: 'empty Sync', bodyLength: 0 },
      requests: devices.map((one) => syncBytes(one, ['Calendar'])),
    },
    {
      ...{ name: 'empty Sync without a body', bodyLength: 0 },
      requests: devices.map((one) => requestBytes(one, 'Sync', null)),
    },
    {
      ...{ name: 'empty FolderSync', requests: devices.map(folderSyncBytes) },
      bodyLength: await lengthOfNoChange(bench, devices[0]),
    },
  ]
}

async function prime(bench: Bench, device: BenchDevice): Promise<void> {
  const { status, body } = await askOnce(bench.gateway.port, syncBytes(device, ['Calendar']))
  if (status !== 200 || body.length > 0) throw new Error(`An empty Sync was answered ${status}`)
}

/** How long the answer is that there is nothing new in the list of folders. */
async function lengthOfNoChange(bench: Bench, device?: BenchDevice): Promise<number> {
  if (!device) throw new Error('There is no device.')
  const { status: http, body } = await askOnce(bench.gateway.port, folderSyncBytes(device))
  const { status, count } = readFolderSync(http === 200 ? decode(body) : null)
  if (status !== 1 || count !== 0) {
    throw new Error(`An empty FolderSync was answered ${http}, status ${status}, ${count} changes`)
  }
  return body.length
}

async function bareRoute(bench: Bench, { pid, port }: Child): Promise<Route> {
  await bench.database.sql(
    'create table bench_bare (id bigint primary key, name text not null, value text not null)',
  )
  await bench.database.sql(
    `insert into bench_bare select n, 'name ' || n, 'value ' || n from generate_series(1, 1000) n`,
  )
  await bench.database.sql('analyze')
  const requests = Array.from({ length: 64 }, (_, index) =>
    Buffer.from(`GET /bare/${index + 1} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`),
  )
  const from = { pid, port, application: 'bare-route' }
  return { name: 'bare route', requests, bodyLength: null, from }
}

async function measureRounds(
  bench: Bench,
  routes: readonly Route[],
  clients: number,
): Promise<Rounds> {
  const measured = new Map<Route, MeasuredLoad[]>(routes.map((route) => [route, []]))
  for (let round = 0; round < bench.rounds; round++) {
    bench.say(`nothing to say, ${clients} clients, round ${round + 1}`)
    // Every second round backwards, so that none is always the first.
    for (const route of round % 2 === 0 ? routes : [...routes].reverse()) {
      measured.get(route)?.push(await measureLoad(bench, { ...route, clients }))
    }
  }
  return measured
}

/** Round by round, so that what else the machine does falls on both. */
function compare(
  name: string,
  ours: readonly MeasuredLoad[] = [],
  bare: readonly MeasuredLoad[] = [],
): Compared {
  const ratios = ours.map((one, round) => one.perSecond / (bare[round]?.perSecond ?? Number.NaN))
  return { name, ratio: median(ratios), gatewayMs: median(ours.map((one) => one.gatewayMs)) }
}

function targetsOf(compared: readonly Compared[]): Target[] {
  const lowest = Math.min(...compared.map(({ ratio }) => ratio))
  const most = Math.max(...compared.map(({ gatewayMs }) => gatewayMs))
  return [
    {
      demand: `empty Sync: at least ${DEMANDED.ratio} of the requests/s of a bare Express route`,
      measured: `lowest ratio ${shown(lowest)}`,
      met: Number.isNaN(lowest) ? null : lowest >= DEMANDED.ratio,
    },
    {
      demand: `empty Sync: at most ${DEMANDED.gatewayMs} ms of CPU of the gateway`,
      measured: `at most ${shown(most)} ms`,
      met: most <= DEMANDED.gatewayMs,
    },
  ]
}
