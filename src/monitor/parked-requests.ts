import type { ParkedRequest } from '../store/activity.js'
import { Ending } from '../store/ending.js'

export type Parking = Omit<ParkedRequest, 'since'>

/** One request that waits. It ends when it is told to: the installation is being worked on. */
export type Parked = Ending & Disposable

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

class Entry extends Ending implements Disposable {
  readonly parking: Parking
  readonly since = Date.now()
  readonly #all: Set<Entry>

  constructor(parking: Parking, all: Set<Entry>) {
    super()
    this.parking = parking
    this.#all = all
  }

  [Symbol.dispose](): void {
    this.#all.delete(this)
  }
}
