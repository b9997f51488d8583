import { Ending } from '../store/ending.js'

/** One request being answered. Ends when the connection closes before the answer, or with `endAll`. */
export type OpenRequest = Ending & {
  /** The connection is closed, or the answer is sent. */
  closed(answered: boolean): void
}

/** The requests being answered, so that parked ones end when the client goes or the gateway stops. */
export type OpenRequests = {
  begin(): OpenRequest
  endAll(): void
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
    endAll() {
      for (const entry of open) entry.end()
    },
    get size() {
      return open.size
    },
  }
}

class Entry extends Ending {
  readonly #open: Set<Entry>

  constructor(open: Set<Entry>) {
    super()
    this.#open = open
  }

  closed(answered: boolean): void {
    this.#open.delete(this)
    if (!answered) this.end()
  }
}
