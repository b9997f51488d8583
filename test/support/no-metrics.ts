import { createMetrics } from '../../src/metrics/metrics.js'

/** Counted, and asked for by nobody. */
export const noMetrics = () =>
  createMetrics([], {
    ...{ parkedRequests: () => 0, requestsInWork: () => 0 },
    ...{ databaseWaiting: () => 0, passwordChecks: () => 0 },
  })
