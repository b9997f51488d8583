import { type Bench, type LoadFigure, shown } from './bench.js'
import { type CpuUsed, cpuClock, type Served } from './cpu-clock.js'
import type { LoadOrder } from './load-generator.js'
import { median } from './statistics.js'
import type { LoadResult } from './tally.js'

/** With the CPU of one request. */
export type MeasuredLoad = LoadResult & CpuUsed
export type Load = Pick<LoadOrder, 'clients' | 'bodyLength' | 'pauseMs'> & {
  requests: readonly Buffer[]
  /** Default: the option --seconds. */
  seconds?: number
  /** Default: the gateway. */
  from?: Served & { port: number }
}

/**
 * Has the load generator ask.
 * @throws Error when an answer was wrong: figures of wrong answers say nothing
 */
export async function measureLoad(bench: Bench, load: Load): Promise<MeasuredLoad> {
  const { from, requests, seconds = bench.options.seconds, ...rest } = load
  const used = await cpuClock(bench, from)
  const result = await bench.generator.run({
    ...{ host: '127.0.0.1', port: from?.port ?? bench.gateway.port, seconds, ...rest },
    requests: requests.map((bytes) => bytes.toString('base64')),
  })
  const cpu = await used()
  if (result.wrong > 0) throw new Error(`${result.wrong} of ${result.requests} answers were wrong`)
  return { ...result, ...perTurn(cpu, result.requests) }
}

export function perTurn({ gatewayMs, databaseMs }: CpuUsed, turns: number): CpuUsed {
  return { gatewayMs: gatewayMs / turns, databaseMs: databaseMs / turns }
}

type Round = LoadResult & Partial<CpuUsed>

/** The medians of some rounds. `paced`: requests per second would only say how fast it was asked. */
export function loadFigure(
  name: string,
  rounds: readonly Round[],
  { paced = false } = {},
): LoadFigure {
  const of = (value: (round: Round) => number) => shown(median(rounds.map(value)))
  const cpu = (which: keyof CpuUsed) => {
    return rounds.every((round) => which in round) ? of((round) => round[which] ?? 0) : null
  }
  return {
    name,
    perSecond: paced ? null : of((round) => round.perSecond),
    p50: of((round) => round.p50),
    p95: of((round) => round.p95),
    p99: of((round) => round.p99),
    gatewayMs: cpu('gatewayMs'),
    databaseMs: cpu('databaseMs'),
    sentBytes: of((round) => round.sentBytes / Math.max(1, round.requests)),
    receivedBytes: of((round) => round.receivedBytes / Math.max(1, round.requests)),
  }
}
