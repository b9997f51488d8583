import type { Id } from './model.js'

/** `tenant:collection`, as the journal's trigger notifies it. */
export type CollectionRef = { tenantId: Id; collectionId: Id }

/**
 * Wakes those who wait for collections. A hint, never the truth: a woken waiter asks the journal.
 * A slow poll of the journal backs it up, so that a lost hint only delays.
 */
export type ChangeNotifier = {
  subscribe(collections: readonly CollectionRef[]): Subscription
  /** Number of subscriptions open. */
  readonly size: number
  close(): Promise<void>
}

export type Subscription = {
  /**
   * True when a subscribed collection changed since the subscription or the last call; false
   * when `signal` aborted first. Changes between two calls are kept.
   */
  next(signal: AbortSignal): Promise<boolean>
  [Symbol.dispose](): void
}
