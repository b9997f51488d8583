import { optional, text, variable, whole } from './config-values.js'

/** How the gateway is watched. */
export type ObserveConfig = {
  /** Where metrics are on a port of their own; port null: nowhere. */
  metrics: { host: string; port: number | null; token: string | null }
  /** Requests that take longer are told in the log with their steps; 0: none. */
  slowRequestMs: number
}

export const OBSERVE_VARIABLES = {
  METRICS_HOST: variable(text(255).min(1), '127.0.0.1', {
    allowed: 'an address or host name of this machine',
    meaning: 'Where `METRICS_PORT` listens.',
  }),
  METRICS_PORT: variable(optional(5).refine(isPort), '', {
    allowed: 'empty, or 0 to 65535',
    meaning: 'Port for `/metrics` (Prometheus) alone; empty: none.',
  }),
  METRICS_TOKEN: variable(
    optional(200).refine((value) => value === null || value.length >= 16),
    '',
    {
      secret: true,
      allowed: 'empty, or 16 to 200 characters',
      meaning:
        'Bearer token with which `/metrics` is answered on `PORT`, too; empty: it is not there.',
    },
  ),
  SLOW_REQUEST_MS: variable(whole(0, 3_600_000), '1000', {
    allowed: '0 to 3600000 milliseconds',
    meaning:
      'A request that takes longer, without waiting for changes, is told in the log with its steps; 0: none.',
  }),
} as const

function isPort(value: string | null): boolean {
  return value === null || (/^\d+$/.test(value) && Number(value) <= 65_535)
}

export function observeConfig(values: {
  METRICS_HOST: string
  METRICS_PORT: string | null
  METRICS_TOKEN: string | null
  SLOW_REQUEST_MS: number
}): ObserveConfig {
  const port = values.METRICS_PORT === null ? null : Number(values.METRICS_PORT)
  return {
    metrics: { host: values.METRICS_HOST, port, token: values.METRICS_TOKEN },
    slowRequestMs: values.SLOW_REQUEST_MS,
  }
}
