/** One request being answered. */
export type OpenRequest = {
  /** Aborts when the connection closes before the answer, or with `abortAll`. */
  readonly signal: AbortSignal
  /** The connection is closed, or the answer is sent. */
  closed(answered: boolean): void
}

/** The requests being answered, so that parked ones end when the client goes or the gateway stops. */
export type OpenRequests = {
  begin(): OpenRequest
  abortAll(): void
  readonly size: number
}

export function createOpenRequests(): OpenRequests {
  const open = new Set<Entry>()
  return {
    begin() {
      const entry = new Entry(open)
      open.add(entry)
      return entry
    },
    abortAll() {
      for (const entry of open) entry.abort()
    },
    get size() {
      return open.size
    },
  }
}

/** Most requests are answered before anyone asks for their signal: it is made when it is. */
class Entry implements OpenRequest {
  readonly #open: Set<Entry>
  #controller: AbortController | null = null
  #aborted = false

  constructor(open: Set<Entry>) {
    this.#open = open
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort()
    return this.#controller.signal
  }

  abort(): void {
    this.#aborted = true
    this.#controller?.abort()
  }

  closed(answered: boolean): void {
    this.#open.delete(this)
    if (!answered) this.abort()
  }
}
