import { timingSafeEqual } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Express, Response } from 'express'
import type { ObserveConfig } from '../config-observe.js'
import { UserError } from '../errors.js'
import type { MetricsText } from './cluster.js'

export const METRICS_PATH = '/metrics'

/** On the gateway's own port: for who has the token, else it is not there. */
export function mountMetrics(
  web: Express,
  { metrics: { token } }: Pick<ObserveConfig, 'metrics'>,
  metrics: MetricsText,
): void {
  if (token === null) return
  const wanted = Buffer.from(`Bearer ${token}`)
  web.get(METRICS_PATH, async (request, response: Response) => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      response.status(401).set('WWW-Authenticate', 'Bearer').type('text/plain').send('No token.\n')
      return
    }
    const text = await metrics.text()
    response.set('Cache-Control', 'no-store').set('Content-Type', metrics.contentType).send(text)
  })
}

export type MetricsServer = {
  /** Null: no port is set. @throws UserError when the address can't be had */
  listen(): Promise<number | null>
  close(): Promise<void>
}

/** A port of their own, for a network that nobody else is in. */
export function createMetricsServer(
  { metrics: { host, port } }: Pick<ObserveConfig, 'metrics'>,
  metrics: MetricsText,
): MetricsServer {
  const server: Server | null = port === null ? null : createServer(listener(metrics))
  return {
    async listen() {
      if (!server || port === null) return null
      await new Promise<void>((resolve, reject) => {
        server.once('error', ({ code }: NodeJS.ErrnoException) =>
          reject(new UserError(`METRICS_PORT: ${host}:${port} can't be had (${code ?? 'error'}).`)),
        )
        server.listen(port, host, resolve)
      })
      const address = server.address()
      return typeof address === 'object' ? (address?.port ?? null) : null
    },
    async close() {
      if (!server?.listening) return
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listener(metrics: MetricsText): RequestListener {
  return (request, response) => {
    if (request.method !== 'GET' || request.url !== METRICS_PATH) {
      response.writeHead(404).end()
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  }
}
