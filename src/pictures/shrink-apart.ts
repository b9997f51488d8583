import { Worker } from 'node:worker_threads'

/** A small copy, or why none can be made. */
export type Shrunk = { copy: Uint8Array } | { problem: string }

const LONGEST_MS = 20_000
const MOST_BYTES = 20 * 1024 * 1024
/** Pixels lie outside the heap, and are bounded where they are decoded. */
const HEAP = { maxOldGenerationSizeMb: 256 }

/** Shrinks in a thread of its own, which is ended when it takes too long. Never rejects. */
export async function shrinkApart(original: Uint8Array, signal: AbortSignal): Promise<Shrunk> {
  if (original.length > MOST_BYTES) return { problem: 'more than 20 MB' }
  const worker = new Worker(new URL('./shrink-worker.js', import.meta.url), {
    workerData: original,
    resourceLimits: HEAP,
  })
  const end = () => void worker.terminate()
  const timer = setTimeout(end, LONGEST_MS)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await new Promise<Shrunk>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', ({ message }) => resolve({ problem: message }))
      worker.once('exit', () => resolve({ problem: 'it takes too long' }))
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}
