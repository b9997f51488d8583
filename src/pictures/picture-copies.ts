import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { Database } from '../store/database.js'
import { savePictureCopy, wantedPicture } from '../store/picture-copies.js'
import { shrinkApart } from './shrink-apart.js'

/** Makes what devices get instead of pictures too large for the protocol, in the background. */
export type PictureCopies = {
  /** Makes all that is still to be made, one after the other. */
  wake(): void
  /** Ends what is under way; it is made by the next gateway that is woken. */
  close(): Promise<void>
}

export function createPictureCopies({
  database,
  log,
}: {
  database: Database
  log: Logger
}): PictureCopies {
  const closing = new AbortController()
  let working: Promise<void> | null = null
  let again = false
  const wake = () => {
    // What was wanted meanwhile may have been passed by already.
    again = working !== null
    if (again || closing.signal.aborted) return
    working = work(database, { log, signal: closing.signal })
      .catch((error) => log.warn({ err: error }, 'pictures not made smaller'))
      .finally(() => {
        working = null
        if (again) wake()
      })
  }
  return {
    // Bound to this place: a Sync wakes it within its transaction, of which this must be no part.
    wake: AsyncResource.bind(wake),
    async close() {
      closing.abort()
      await working
    },
  }
}

async function work(
  database: Database,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  // In the order of the key, so that one that fails again and again is not in the way of others.
  for (let after: { tenantId: number; contactId: number } | null = null; ; ) {
    const wanted = await wantedPicture(database, after)
    if (!wanted) return
    const { tenantId, contactId, turn } = wanted
    const made = await shrinkApart(wanted.original, signal)
    if (signal.aborted) return
    if ('problem' in made) {
      log.info({ tenantId, contactId, problem: made.problem }, 'no smaller picture')
    }
    await savePictureCopy(database, { tenantId, contactId, turn, ...made })
    after = { tenantId, contactId }
  }
}
