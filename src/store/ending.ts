const NOBODY: readonly (() => void)[] = []

/**
 * Something that ends once, and who wants to hear of it. What an AbortSignal is, at a tenth of its
 * memory: each phone that waits has three.
 */
export class Ending {
  #ended = false
  /** Made anew by each change: an array that grows has room for 16. */
  #listeners: readonly (() => void)[] = NOBODY

  get ended(): boolean {
    return this.#ended
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    const listeners = this.#listeners
    this.#listeners = NOBODY
    for (const listener of listeners) listener()
  }

  /** `listener` is called at once if it is over already. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener()
    else this.#listeners = [...this.#listeners, listener]
  }

  /** Takes back what `onEnd` was given. */
  forget(listener: () => void): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener)
  }

  /** Resolves after `ms` milliseconds, or when it ends. */
  within(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.forget(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.onEnd(done)
    })
  }
}
