import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<{ open: boolean }>()
let open = 0

/**
 * Runs `work` so that asking the pool for a connection inside it is an error at once. With a pool
 * of one it would wait for itself; with a larger one, all transactions could wait for each other.
 */
export async function guardTransaction<T>(work: () => Promise<T>): Promise<T> {
  const transaction = { open: true }
  open++
  try {
    return await storage.run(transaction, work)
  } finally {
    transaction.open = false
    open--
    // In use it slows every promise of the process down (up to Node 22).
    if (open === 0) storage.disable()
  }
}

/** For work on another database inside a transaction: it has connections of its own. */
export function onAnotherDatabase<T>(work: () => T): T {
  return storage.exit(work)
}

/** Throws inside the `work` of an open transaction. */
export function refuseInsideTransaction(): void {
  if (open > 0 && storage.getStore()?.open) {
    throw new Error('A second connection was asked for inside a transaction: use its own `tx`.')
  }
}
