import { type Bench, type BenchCase, type CaseResult, type Figure, shown } from '../bench.js'
import { type Child, startBareRoute } from '../children.js'
import { Connection } from '../connection.js'
import { cpuMs } from '../cpu.js'
import { type BenchDevice, makeDevices, requestBytes, syncBytes } from '../devices.js'
import type { LoadResult } from '../load-generator.js'
import { median } from '../statistics.js'

type Route = {
  name: string
  child: Child
  application: string
  requests: readonly Buffer[]
  bodyLength: number | null
}
type Measured = LoadResult & { gatewayMs: number; databaseMs: number }

const CLIENTS = [1, 8, 64]
const DEMANDED = 0.5

/** An empty Sync next to the limit, in alternating rounds: only their ratio means something. */
export const emptySync: BenchCase = {
  name: 'empty-sync',

  async run(bench) {
    const routes = await makeRoutes(bench)
    const [bare, ...ours] = routes
    try {
      for (const route of routes) await measure(bench, route, 8)
      const result: CaseResult = { name: 'empty-sync', figures: [], targets: [] }
      const ratios: number[] = []
      for (const clients of CLIENTS) {
        const rounds = await measureRounds(bench, routes, clients)
        for (const route of routes) {
          result.figures.push(...figuresOf(route, clients, rounds.get(route) ?? []))
        }
        for (const route of ours) {
          const ratio = ratioOf(rounds.get(route) ?? [], bare ? (rounds.get(bare) ?? []) : [])
          const name = `${route.name}, ${clients} clients: ratio to bare route`
          result.figures.push({ name, value: shown(ratio), unit: '' })
          ratios.push(ratio)
        }
      }
      const lowest = Math.min(...ratios)
      result.targets.push({
        demand: 'empty Sync: at least half the requests/s of a bare Express route',
        measured: `lowest ratio ${shown(lowest)}`,
        met: bench.database.url ? lowest >= DEMANDED : null,
      })
      return result
    } finally {
      if (bare?.application === 'bare-route') await bare.child.stop()
    }
  },
}

async function makeRoutes(bench: Bench): Promise<Route[]> {
  const devices = await makeDevices(bench, bench.options.smoke ? 8 : 64, async ({ phone }) => {
    await phone.sync('Calendar')
  })
  // The body-less request repeats what each device asked for last, so that must be done once.
  for (const device of devices) await prime(bench, device)
  const gateway = { child: bench.gateway, application: 'termingate', bodyLength: 0 }
  const ours = [
    { ...gateway, name: 'Sync', requests: devices.map((one) => syncBytes(one, ['Calendar'])) },
    {
      ...{ ...gateway, name: 'body-less Sync' },
      requests: devices.map((one) => requestBytes(one, 'Sync', null)),
    },
  ]
  const { url } = bench.database
  return url ? [await makeBareRoute(bench, url), ...ours] : ours
}

async function prime(bench: Bench, device: BenchDevice): Promise<void> {
  const { port } = bench.gateway
  const connection = new Connection('127.0.0.1', port)
  const { status, body } = await connection.send(syncBytes(device, ['Calendar']))
  connection.close()
  if (status !== 200 || body.length > 0) throw new Error(`An empty Sync was answered ${status}`)
}

async function makeBareRoute(bench: Bench, url: string): Promise<Route> {
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
  const child = await startBareRoute(url)
  return { name: 'bare route', child, application: 'bare-route', requests, bodyLength: null }
}

async function measureRounds(bench: Bench, routes: readonly Route[], clients: number) {
  const measured = new Map<Route, Measured[]>(routes.map((route) => [route, []]))
  for (let round = 0; round < bench.options.rounds; round++) {
    bench.say(`empty Sync, ${clients} clients, round ${round + 1}`)
    // Every second round backwards, so that none is always the first.
    for (const route of round % 2 === 0 ? routes : [...routes].reverse()) {
      measured.get(route)?.push(await measure(bench, route, clients))
    }
  }
  return measured
}

async function measure(bench: Bench, route: Route, clients: number): Promise<Measured> {
  const backends = await bench.database.backends(route.application)
  const before = { gateway: cpuMs([route.child.pid]), database: cpuMs(backends) }
  const result = await bench.generator.run({
    ...{ host: '127.0.0.1', port: route.child.port, clients, seconds: bench.options.seconds },
    ...{ requests: route.requests.map((bytes) => bytes.toString('base64')) },
    bodyLength: route.bodyLength,
  })
  // Connections that the pool opened meanwhile count from their start.
  const now = await bench.database.backends(route.application)
  const used = cpuMs(now) - before.database
  if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers of the ${route.name}`)
  return {
    ...result,
    gatewayMs: (cpuMs([route.child.pid]) - before.gateway) / result.requests,
    databaseMs: used / result.requests,
  }
}

/** Round by round, so that what else the machine does falls on both. */
function ratioOf(ours: readonly Measured[], bare: readonly Measured[]): number {
  return median(ours.map((one, round) => one.perSecond / (bare[round]?.perSecond ?? Number.NaN)))
}

function figuresOf(route: Route, clients: number, rounds: readonly Measured[]): Figure[] {
  const of = (key: keyof Measured) => shown(median(rounds.map((round) => round[key])))
  const figure = (what: string, value: number | string, unit: string) => {
    return { name: `${route.name}, ${clients} clients: ${what}`, value, unit }
  }
  return [
    figure('requests', of('perSecond'), '/s'),
    figure('p50 / p95 / p99', `${of('p50')} / ${of('p95')} / ${of('p99')}`, 'ms'),
    figure('CPU per request, process', of('gatewayMs'), 'ms'),
    figure('CPU per request, PostgreSQL', of('databaseMs'), 'ms'),
  ]
}
