/** Pieces of work run beside each other, unless one asks to be alone. */
export class Quiet {
  #running = 0
  #alone: Promise<unknown> | null = null

  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone.catch(() => {})
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone.catch(() => {})
    // Nothing is awaited between the look above and this: one alone at a time.
    const turn = this.#whenIdle(work)
    this.#alone = turn
    try {
      return await turn
    } finally {
      if (this.#alone === turn) this.#alone = null
    }
  }

  async #whenIdle<T>(work: () => Promise<T>): Promise<T> {
    while (this.#running > 0) await new Promise((next) => setTimeout(next, 5))
    return await work()
  }
}
