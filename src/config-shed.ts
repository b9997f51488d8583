import { variable, whole } from './config-values.js'

/** What the gateway takes on at most; the rest is asked to come again. */
export type ShedConfig = {
  requestsAtOnce: number
  requestSeconds: number
  receiveSeconds: number
  connections: number
  /** Percent. */
  addressShare: number
  waitingLogins: number
}

export const SHED_VARIABLES = {
  MAX_REQUESTS_AT_ONCE: variable(whole(4, 100_000), '2000', {
    allowed: '4 to 100000',
    meaning:
      'Requests in work at once, without those that wait for changes; one more gets 503 with Retry-After. Pages have places of their own: a tenth of it, at least 20.',
  }),
  MAX_REQUEST_SECONDS: variable(whole(1, 3_600), '150', {
    allowed: '1 to 3600 seconds',
    meaning: 'Longest time of a request, without waiting for changes; then it gets 503.',
  }),
  RECEIVE_SECONDS: variable(whole(1, 3_600), '120', {
    allowed: '1 to 3600 seconds',
    meaning:
      'Time in which a request must have come in, its headers within 20 seconds; then the connection ends with 408.',
  }),
  MAX_CONNECTIONS: variable(whole(10, 1_000_000), '50000', {
    allowed: '10 to 1000000',
    meaning:
      'Connections at once, with those of waiting phones; more are closed at once. The system must allow as many files and 500 (`LimitNOFILE`); where it allows less, fewer are taken.',
  }),
  ADDRESS_SHARE: variable(whole(1, 100), '50', {
    allowed: '1 to 100 percent',
    meaning:
      'Share of the requests and connections at once that one address may have where `TRUST_PROXY` is `false`; behind a proxy that is for the proxy to bound.',
  }),
  MAX_WAITING_LOGINS: variable(whole(1, 100_000), '1000', {
    allowed: '1 to 100000',
    meaning: 'Password checks that wait for their turn; one more gets 503.',
  }),
} as const

export function shedConfig(
  values: Readonly<Record<keyof typeof SHED_VARIABLES, number>>,
): ShedConfig {
  return {
    requestsAtOnce: values.MAX_REQUESTS_AT_ONCE,
    requestSeconds: values.MAX_REQUEST_SECONDS,
    receiveSeconds: values.RECEIVE_SECONDS,
    connections: values.MAX_CONNECTIONS,
    addressShare: values.ADDRESS_SHARE,
    waitingLogins: values.MAX_WAITING_LOGINS,
  }
}
