import type { PGlite } from '@electric-sql/pglite'
import { CHANNEL, type NotificationSource, type SourceHandlers } from './change-notifier.js'

/** Notifications of the embedded database, in this process. `attach` follows it when reopened. */
export function pgliteSource(): NotificationSource & { attach(pglite: PGlite): Promise<void> } {
  let handlers: SourceHandlers | null = null
  return {
    async attach(pglite) {
      await pglite.listen(CHANNEL, (payload) => handlers?.onPayload(payload))
      handlers?.onReconnect()
    },
    start(given) {
      handlers = given
    },
    async close() {
      handlers = null
    },
  }
}
