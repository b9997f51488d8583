import pg from 'pg'
import type { Logger } from 'pino'
import { CHANNEL, type NotificationSource, type SourceHandlers } from './change-notifier.js'
import { connectionSettings } from './postgres-client.js'
import { errorCode } from './postgres-errors.js'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000

/** One connection of its own that listens, and is made again when it breaks. */
export function postgresSource(databaseUrl: string, log: Logger): NotificationSource {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let failures = 0
  let closed = false

  async function connect(handlers: SourceHandlers): Promise<void> {
    timer = null
    const fresh = new pg.Client(connectionSettings(databaseUrl))
    client = fresh
    // pg reports a broken connection as `error`, `end` or both.
    const broken = once((error?: unknown) => retry(handlers, error))
    fresh.on('error', broken)
    fresh.on('end', () => broken())
    fresh.on('notification', ({ payload }) => handlers.onPayload(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${CHANNEL}`)
      failures = 0
      handlers.onReconnect()
    } catch (error) {
      broken(error)
    }
  }

  function retry(handlers: SourceHandlers, error: unknown): void {
    if (closed) return
    client?.end().catch(() => {})
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
    failures++
    log.warn({ code: errorCode(error), pause }, 'the connection that listens for changes broke')
    timer = setTimeout(connect, pause * (0.5 + Math.random()), handlers)
  }

  return {
    start: (handlers) => void connect(handlers),
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

function once<T>(action: (value?: T) => void): (value?: T) => void {
  let done = false
  return (value) => {
    if (done) return
    done = true
    action(value)
  }
}
