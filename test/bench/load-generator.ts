/** A process of its own that asks as fast as answers come: one request at a time per client. */
import { Connection } from './connection.js'
import { percentile } from './statistics.js'

export type LoadOrder = {
  host: string
  port: number
  clients: number
  seconds: number
  /** Base64; client n sends the n-th over and over. */
  requests: readonly string[]
  /** Length of the body of a right answer; null = any. */
  bodyLength: number | null
}

export type LoadResult = {
  requests: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p95: number
  p99: number
  wrong: number
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await run(order))
})

async function run(order: LoadOrder): Promise<LoadResult> {
  const { clients, host, port } = order
  const connections = Array.from({ length: clients }, () => new Connection(host, port))
  const latencies: number[] = []
  const tally = { wrong: 0 }
  const started = performance.now()
  const until = started + order.seconds * 1_000
  await Promise.all(
    connections.map(async (connection, index) => {
      const request = Buffer.from(order.requests[index % order.requests.length] ?? '', 'base64')
      for (let now = performance.now(); now < until; ) {
        const { status, body } = await connection.send(request)
        const after = performance.now()
        latencies.push(after - now)
        if (status !== 200 || (order.bodyLength ?? body.length) !== body.length) tally.wrong++
        now = after
      }
    }),
  )
  const seconds = (performance.now() - started) / 1_000
  for (const connection of connections) connection.close()
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    wrong: tally.wrong,
  }
}
