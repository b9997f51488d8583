import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Compares passwords with hashes in a thread of its own, one at a time. */
export type BcryptThread = {
  /** @throws Error when the thread ends meanwhile; the next call has a new one */
  compare(password: string, hash: string): Promise<boolean>
}

const IDLE_MS = 30_000

/**
 * The whole life of the thread. As text, since sources run from different places, built and in
 * tests; nothing from outside is part of it. Linux has a priority for each thread, so that whoever is signed in
 * comes before a storm of sign-ins; elsewhere it would be that of the process.
 */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads')
const { compareSync } = require(workerData)
if (process.platform === 'linux') require('node:os').setPriority(5)
parentPort.on('message', ({ password, hash }) => {
  parentPort.postMessage(compareSync(password, hash))
})`

const BCRYPT = createRequire(import.meta.url).resolve('bcrypt')

/** Started with the first password, and ended when there was none for half a minute. */
export function createBcryptThread(): BcryptThread {
  let worker: Worker | null = null
  let timer: NodeJS.Timeout | undefined

  function start(): Worker {
    const started = new Worker(SOURCE, { eval: true, workerData: BCRYPT })
    // Who waits hears of it below; without any listener it would end the process.
    started.on('error', () => end(started))
    started.once('exit', () => end(started))
    return started
  }

  function end(ended: Worker): void {
    if (worker === ended) worker = null
    void ended.terminate()
  }

  function rest(resting: Worker): void {
    resting.unref()
    timer = setTimeout(end, IDLE_MS, resting).unref()
  }

  return {
    async compare(password, hash) {
      clearTimeout(timer)
      worker ??= start()
      const working = worker
      working.ref()
      try {
        return await answerOf(working, { password, hash })
      } finally {
        rest(working)
      }
    },
  }
}

type Question = { password: string; hash: string }

function answerOf(worker: Worker, asked: Question): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The thread that checks passwords ended.'))
    const answered = (equal: boolean) => {
      worker.off('error', reject)
      worker.off('exit', ended)
      resolve(equal)
    }
    worker.once('message', answered)
    worker.once('error', reject)
    worker.once('exit', ended)
    worker.postMessage(asked)
  })
}
