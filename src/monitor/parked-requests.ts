import type { ParkedRequest } from '../store/activity.js'

export type Parking = Omit<ParkedRequest, 'since'>

/** One request that waits. */
export type Parked = {
  /** Told to end: the installation is being worked on. */
  readonly ended: boolean
  /** Called once when it is told so. */
  onEnd: (() => void) | null
  [Symbol.dispose](): void
}

/** The requests that wait for changes in this process. */
export type ParkedRequests = {
  enter(parking: Parking): Parked
  /** Has all that wait end at once. */
  endAll(): void
  /** Those that wait, the longest first; `since` in milliseconds. */
  list(): Iterable<{ parking: Parking; since: number }>
  readonly size: number
}

export function createParkedRequests(): ParkedRequests {
  const parked = new Set<Entry>()
  return {
    enter(parking) {
      const entry = new Entry(parking, parked)
      parked.add(entry)
      return entry
    },
    endAll() {
      for (const entry of [...parked]) entry.end()
    },
    list: () => parked,
    get size() {
      return parked.size
    },
  }
}

class Entry implements Parked {
  readonly parking: Parking
  readonly since = Date.now()
  ended = false
  onEnd: (() => void) | null = null
  readonly #all: Set<Entry>

  constructor(parking: Parking, all: Set<Entry>) {
    this.parking = parking
    this.#all = all
  }

  end(): void {
    this.ended = true
    this.onEnd?.()
  }

  [Symbol.dispose](): void {
    this.#all.delete(this)
  }
}
