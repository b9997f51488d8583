import cluster from 'node:cluster'

/** What a worker is told by its primary process to end in order. */
export const STOP = 'stop'

/** Aborted by SIGTERM, by SIGINT and, in a worker, by its primary process. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = () => controller.abort()
  // Only once: whoever repeats the signal wants the process to end at once.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, stop)
  if (cluster.isWorker) process.on('message', (message) => message === STOP && stop())
  return controller.signal
}

export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
