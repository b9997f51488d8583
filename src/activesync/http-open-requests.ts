import type { ServerResponse } from 'node:http'

/** The requests being answered, so that parked ones end when the client goes or the gateway stops. */
export type OpenRequests = {
  /** Aborts when the connection closes before the answer, or with `abortAll`. */
  begin(response: ServerResponse): AbortSignal
  abortAll(): void
  readonly size: number
}

export function createOpenRequests(): OpenRequests {
  const open = new Set<AbortController>()
  return {
    begin(response) {
      const controller = new AbortController()
      open.add(controller)
      response.once('close', () => {
        open.delete(controller)
        if (!response.writableFinished) controller.abort()
      })
      return controller.signal
    },
    abortAll() {
      for (const controller of open) controller.abort()
    },
    get size() {
      return open.size
    },
  }
}
