import { parentPort, workerData } from 'node:worker_threads'
import { shrink } from './shrink.js'

/** The whole life of the thread: one picture in, its small copy or the reason why not out. */
try {
  parentPort?.postMessage({ copy: shrink(workerData as Uint8Array) })
} catch (error) {
  parentPort?.postMessage({ problem: error instanceof Error ? error.message : 'unknown' })
}
