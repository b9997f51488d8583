/** One request in work. */
export type Work = {
  /** Of whom it is; null where addresses say nothing. */
  readonly network: string | null
  /** `performance.now()` since when it is in work. */
  since: number
}

/** Places for requests in work, of which one address may have a share. */
export class Lane<W extends Work> {
  readonly #most: number
  readonly #share: number
  /** The one longest in work first. */
  readonly #working = new Set<W>()
  readonly #networks = new Map<string, number>()

  constructor(most: number, sharePercent: number) {
    this.#most = most
    this.#share = Math.ceil((most * sharePercent) / 100)
  }

  /** Why one more has no place. */
  obstacle(network: string | null): 'requests' | 'address-requests' | null {
    if (this.#working.size >= this.#most) return 'requests'
    if (network === null || (this.#networks.get(network) ?? 0) < this.#share) return null
    return 'address-requests'
  }

  get size(): number {
    return this.#working.size
  }

  enter(work: W): void {
    this.#working.add(work)
    this.#count(work.network, 1)
  }

  /** Also for one that has left before. */
  leave(work: W): void {
    if (this.#working.delete(work)) this.#count(work.network, -1)
  }

  /** Those in work since before then. */
  olderThan(then: number): W[] {
    const old: W[] = []
    for (const work of this.#working) {
      if (work.since >= then) break
      old.push(work)
    }
    return old
  }

  #count(network: string | null, by: 1 | -1): void {
    if (network === null) return
    const count = (this.#networks.get(network) ?? 0) + by
    if (count > 0) this.#networks.set(network, count)
    else this.#networks.delete(network)
  }
}
