/** A process of its own that asks as fast as answers come: one request at a time per client. */
import { bodyBytes, Connection } from './connection.js'
import { type LoadResult, Tally } from './tally.js'

export type LoadOrder = {
  host: string
  port: number
  clients: number
  seconds: number
  /** Base64; client n sends the n-th over and over. */
  requests: readonly string[]
  /** Length of the body of a right answer; null = any. */
  bodyLength: number | null
  /** What a client waits after an answer; 0 = nothing. */
  pauseMs?: number
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await run(order))
})

async function run(order: LoadOrder): Promise<LoadResult> {
  const { clients, host, port, requests } = order
  const connections = Array.from({ length: clients }, () => new Connection(host, port))
  const tally = new Tally()
  const started = performance.now()
  await Promise.all(
    connections.map(async (connection, index) => {
      const request = Buffer.from(requests[index % requests.length] ?? '', 'base64')
      await ask(connection, request, { order, tally, until: started + order.seconds * 1_000 })
    }),
  )
  const seconds = (performance.now() - started) / 1_000
  for (const connection of connections) connection.close()
  return tally.result(seconds)
}

type Turn = { order: LoadOrder; tally: Tally; until: number }

async function ask(
  connection: Connection,
  request: Buffer,
  { order, tally, until }: Turn,
): Promise<void> {
  const sentBytes = bodyBytes(request)
  const { bodyLength, pauseMs = 0 } = order
  for (let now = performance.now(); now < until; ) {
    const { status, body } = await connection.send(request)
    const after = performance.now()
    tally.add(after - now, sentBytes, body.length)
    if (status !== 200 || (bodyLength ?? body.length) !== body.length) tally.wrong++
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    now = pauseMs > 0 ? performance.now() : after
  }
}
