import type { Logger } from 'pino'
import type { Metrics, ShedReason } from '../metrics/metrics.js'

/** At most one line of the log in this time for each reason: a flood must not become one of lines. */
const LINE_MS = 10_000

const WORDS: Record<ShedReason, string> = {
  requests: 'refused with 503: MAX_REQUESTS_AT_ONCE are in work; start another gateway if it lasts',
  'address-requests': 'refused with 503: one address has its ADDRESS_SHARE of requests in work',
  time: 'ended with 503: in work for MAX_REQUEST_SECONDS; see what the database waits for',
  connections:
    'connections closed: MAX_CONNECTIONS are open, or as many as its files allow (LimitNOFILE)',
  'address-connections': 'connections closed: one address has its ADDRESS_SHARE of them open',
  logins: 'refused with 503: MAX_WAITING_LOGINS password checks wait',
}

/** Counts what was not taken on, and tells it in the log now and then. */
export type ShedTeller = (why: ShedReason) => void

export function createShedTeller(log: Logger, metrics: Pick<Metrics, 'shed'>): ShedTeller {
  const untold = new Map<ShedReason, { times: number; at: number }>()
  return (why) => {
    metrics.shed(why)
    const seen = untold.get(why) ?? { times: 0, at: Number.NEGATIVE_INFINITY }
    untold.set(why, seen)
    seen.times++
    const now = performance.now()
    if (now < seen.at + LINE_MS) return
    log.warn({ why, times: seen.times }, WORDS[why])
    Object.assign(seen, { times: 0, at: now })
  }
}
