import type { Element } from '../activesync/wbxml/element.js'
import type { CollectionAnswer, CommandResult, ServerCommand } from './answers.js'

/** A server did what no client can follow: the message says what, in which folder. */
export class ReplicaError extends Error {
  override name = 'ReplicaError'
}

/** What one device holds of one folder, kept as strictly as the strictest of phones do. */
export class Replica {
  readonly collectionId: string
  /** '0' until the first Sync. */
  syncKey = '0'
  /** ApplicationData by ServerId. */
  readonly items = new Map<string, Element>()

  constructor(collectionId: string) {
    this.collectionId = collectionId
  }

  /** Back to the state of a device that never synchronized. */
  reset(): void {
    this.syncKey = '0'
    this.items.clear()
  }

  /**
   * Takes a successful answer over. Throws ReplicaError for an Add of an item it has, a Change or
   * Delete of one it has not, MoreAvailable without progress, or an answer without a new key.
   */
  apply(answer: CollectionAnswer): void {
    if (answer.syncKey === '' || answer.syncKey === '0') this.#fail('has no new SyncKey')
    if (answer.moreAvailable && answer.syncKey === this.syncKey) {
      this.#fail('says MoreAvailable with the key unchanged')
    }
    for (const command of answer.commands) this.#applyCommand(command)
    this.syncKey = answer.syncKey
  }

  /** Keeps the client's own item under the ServerId it was given. */
  applyAdded(result: CommandResult, data: Element): string {
    const { serverId } = result
    if (!serverId) return this.#fail('answers an Add without a ServerId')
    if (this.items.has(serverId)) this.#fail(`gives ${serverId} to a second item`)
    this.items.set(serverId, data)
    return serverId
  }

  #applyCommand(command: ServerCommand): void {
    const { kind, serverId } = command
    if (serverId === '') this.#fail(`sends a command (${kind}) without a ServerId`)
    const known = this.items.has(serverId)
    if (kind === 'add' && known) this.#fail(`adds ${serverId}, which is there already`)
    if (kind !== 'add' && !known) this.#fail(`sends ${kind} of ${serverId}, which is not there`)
    if (command.instanceId !== undefined) return
    if (kind === 'add' || kind === 'change') this.items.set(serverId, command.data)
    else this.items.delete(serverId)
  }

  #fail(what: string): never {
    throw new ReplicaError(`The answer for ${this.collectionId} ${what}`)
  }
}
