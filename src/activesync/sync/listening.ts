import type { Ending } from '../../store/ending.js'
import type { Id } from '../../store/model.js'
import type { CommandContext } from '../command.js'
import { foldersFor } from '../folders.js'

/**
 * A subscription of the collections that some folders show. That may be others after a while: the
 * device's only folder of a kind shows one that stands for several as soon as there are several.
 */
export class Listening {
  readonly #serverIds: ReadonlySet<string>
  #collections: readonly Id[]
  #subscription

  constructor(context: CommandContext, serverIds: readonly string[]) {
    this.#serverIds = new Set(serverIds)
    this.#collections = this.#shown(context)
    this.#subscription = subscribe(context, this.#collections)
  }

  /** True when one of them changed since the last call, or before; false when `ending` came first. */
  next(ending: Ending): Promise<boolean> {
    return this.#subscription.next(ending)
  }

  /** True if it listens to others from now on: they may have changed since `context` was read. */
  turnTo(context: CommandContext): boolean {
    const shown = this.#shown(context)
    if (shown.length === this.#collections.length) {
      if (shown.every((id, index) => id === this.#collections[index])) return false
    }
    this[Symbol.dispose]()
    this.#collections = shown
    this.#subscription = subscribe(context, shown)
    return true
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }

  #shown(context: CommandContext): Id[] {
    const folders = foldersFor(context).filter(({ serverId }) => this.#serverIds.has(serverId))
    const ids = folders.flatMap(({ collectionId }) => collectionId ?? [])
    if (ids.length > 0) return ids
    // Who waits for mail folders only must hear at least of a new list of folders (journal item 0).
    return context.session.collections.slice(0, 1).map(({ id }) => id)
  }
}

function subscribe({ app, session }: CommandContext, collections: readonly Id[]) {
  const tenantId = session.tenant.id
  return app.database.notifier.subscribe(
    collections.map((collectionId) => ({ tenantId, collectionId })),
  )
}
