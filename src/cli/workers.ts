import cluster, { type Worker } from 'node:cluster'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { UserError } from '../errors.js'
import { STOP } from './stop-signal.js'

/** Processes that serve the same port; one that ends is started again. */
export type Workers = {
  /** @throws UserError when the first one ends before it listens */
  start(): Promise<void>
  /** Sends a signal to those that listen. */
  signal(name: NodeJS.Signals): void
  /** Ends all in order, those that take too long by force. */
  stop(): Promise<void>
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** One that lived longer did not fail at its start. */
const STEADY_MS = 30_000
/** Longer than a gateway takes for the answers under way (server.ts). */
const STOPPING_MS = 10_000

export type WorkerOptions = {
  count: number
  /** Added to this process' environment. */
  env: Record<string, string>
  log: Logger
}

/** They run this process' own command line. */
export function keepWorkers({ count, env, log }: WorkerOptions): Workers {
  const running = new Set<Worker>()
  const listening = new Set<Worker>()
  const timers = new Set<NodeJS.Timeout>()
  let stopping = false
  let failures = 0

  function fork(): Worker {
    const worker = cluster.fork(env)
    const begun = Date.now()
    running.add(worker)
    worker.once('listening', () => listening.add(worker))
    // One that can't be told anything any more ends by itself.
    worker.on('error', (error) => log.debug({ err: error }, 'a worker was not reached'))
    worker.once('exit', (code, signal) => {
      running.delete(worker)
      listening.delete(worker)
      if (stopping) return
      failures = Date.now() - begun > STEADY_MS ? 0 : failures + 1
      const milliseconds = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
      const told = { worker: worker.process.pid, code, signal, pause: milliseconds }
      log.error(told, 'a worker ended and is started again')
      forkLater(milliseconds)
    })
    return worker
  }

  function forkLater(milliseconds: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      fork()
    }, milliseconds)
    timers.add(timer)
  }

  return {
    async start() {
      const first = fork()
      const code = await new Promise<number | null>((resolve) => {
        first.once('listening', () => resolve(null))
        first.once('exit', (ended) => resolve(ended ?? 1))
      })
      if (code !== null) {
        throw new UserError(`The first of ${count} processes ended before it listened (${code}).`)
      }
      for (let others = 1; others < count; others++) fork()
    },
    signal(name) {
      for (const worker of listening) worker.process.kill(name)
    },
    async stop() {
      stopping = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([...running].map(end))
    },
  }
}

async function end(worker: Worker): Promise<void> {
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  if (worker.isDead()) return
  if (worker.isConnected()) worker.send(STOP)
  else worker.process.kill('SIGTERM')
  const waiting = new AbortController()
  await Promise.race([exited, pause(STOPPING_MS, null, { signal: waiting.signal })])
  waiting.abort()
  if (!worker.isDead()) worker.process.kill('SIGKILL')
  await exited
}
