import type { Element } from '../../src/activesync/wbxml/element.js'
import type { CollectionAnswer, CommandResult, ServerCommand } from '../../src/client/answers.js'
import type { EasClientOptions } from '../../src/client/eas-client.js'
import { Replica } from '../../src/client/replica.js'
import type { ClientCommand } from '../../src/client/requests.js'
import { MeteredClient } from './metered-client.js'

export const FOLDER_KINDS = ['Calendar', 'Tasks', 'Contacts'] as const
export type FolderKind = (typeof FOLDER_KINDS)[number]

export type ToldCommand = Exclude<ClientCommand, { kind: 'fetch' }>

/** MS-ASCMD, Type (FolderSync). */
const TYPES: Record<FolderKind, number> = { Calendar: 8, Tasks: 7, Contacts: 9 }
const WINDOW_SIZE = 512

/** A phone that does what is asked of it and nothing else; the tests' own is stricter. */
export class BenchPhone {
  readonly client: MeteredClient
  /** The SyncKey of the list of folders. */
  folderKey = '0'
  windowSize = WINDOW_SIZE
  readonly #replicas = new Map<FolderKind, Replica>()

  constructor(options: EasClientOptions) {
    this.client = new MeteredClient(options)
  }

  /** As when an account is added. */
  async setUp(): Promise<void> {
    await this.client.options()
    await this.client.provision()
    const { added, syncKey } = await this.client.folderSync()
    this.folderKey = syncKey
    for (const kind of FOLDER_KINDS) {
      const folder = added.find(({ type }) => type === TYPES[kind])
      if (!folder) throw new Error(`The phone was given no folder ${kind}.`)
      this.#replicas.set(kind, new Replica(folder.serverId))
    }
  }

  /** Is where another is that went through the same, under ServerIds of its own. */
  takeOver(other: BenchPhone, ownServerId: (serverId: string) => string): void {
    this.client.policyKey = other.client.policyKey
    for (const [kind, { collectionId, syncKey, items }] of other.#replicas) {
      const replica = new Replica(ownServerId(collectionId))
      replica.syncKey = syncKey
      for (const [serverId, data] of items) replica.items.set(ownServerId(serverId), data)
      this.#replicas.set(kind, replica)
    }
  }

  replica(kind: FolderKind): Replica {
    const replica = this.#replicas.get(kind)
    if (!replica) throw new Error('The phone is not set up.')
    return replica
  }

  /** Synchronises a folder to the end; the commands that came. */
  async sync(kind: FolderKind): Promise<ServerCommand[]> {
    const commands: ServerCommand[] = []
    for (let more = true; more; ) {
      const initial = this.replica(kind).syncKey === '0'
      const answer = await this.#send(kind)
      if (!answer) return commands
      commands.push(...answer.commands)
      more = initial || answer.moreAvailable
    }
    return commands
  }

  /** Sends an item that the phone holds with one element more or changed. */
  async change(kind: FolderKind, serverId: string, changed: Element): Promise<void> {
    const held = this.replica(kind).items.get(serverId)
    if (!held) throw new Error(`The phone has no ${serverId}.`)
    const others = held.children.filter(({ tag }) => tag !== changed.tag)
    const data = { ...held, children: [...others, changed] }
    const status = await this.tell(kind, { kind: 'change', serverId, data })
    if (status !== 1) throw new Error(`A change was answered with status ${status}.`)
  }

  /** Sends one command and takes over what becomes of it; its status. */
  async tell(kind: FolderKind, command: ToldCommand): Promise<number> {
    const answer = await this.#send(kind, command)
    return answer ? statusOf(answer, command) : 1
  }

  /** @throws Error when the folders are not those of `setUp`, or there are any changes */
  async expectNoFolders(): Promise<void> {
    const { status, syncKey, count } = await this.client.folderSync(this.folderKey)
    if (status !== 1 || count !== 0 || syncKey !== this.folderKey) {
      throw new Error(`FolderSync: status ${status}, ${count} changes, key ${syncKey}`)
    }
  }

  /** Asks for all folders anew. @throws Error when the ServerIds are not those of `setUp` */
  async expectSameFolders(): Promise<void> {
    const { status, syncKey, added } = await this.client.folderSync()
    const missing = [...this.#replicas.values()].filter(
      ({ collectionId }) => !added.some(({ serverId }) => serverId === collectionId),
    )
    if (status !== 1 || missing.length > 0) {
      throw new Error(`FolderSync 0: status ${status}, ${missing.length} folders missing`)
    }
    this.folderKey = syncKey
  }

  async estimate(kind: FolderKind): Promise<void> {
    const { collectionId, syncKey } = this.replica(kind)
    const { status } = await this.client.getItemEstimate({ collectionId, syncKey })
    if (status !== 1) throw new Error(`GetItemEstimate was answered with status ${status}`)
  }

  close(): void {
    this.client.close()
  }

  async #send(kind: FolderKind, command?: ToldCommand): Promise<CollectionAnswer | null> {
    const replica = this.replica(kind)
    const { syncKey, collectionId } = replica
    const asked = { bodyPreferences: [{ type: 1 }], windowSize: this.windowSize, getChanges: true }
    const collection = { collectionId, syncKey, ...(syncKey !== '0' && asked) }
    const answer = await this.client.sync({
      collections: [{ ...collection, ...(command && { commands: [command] }) }],
    })
    if (answer.empty) return null
    const [found] = answer.collections
    if (found?.status !== 1) throw new Error(`Sync was answered with ${found?.status}.`)
    // The results first: what the server sends may be about the same item.
    if (command) takeOver(replica, command, found)
    replica.apply(found)
    return found
  }
}

/** MS-ASCMD, Responses: a Change or Delete is answered only when it failed. */
function resultOf(answer: CollectionAnswer, command: ToldCommand): CommandResult | undefined {
  return answer.results.find((one) =>
    command.kind === 'add' ? one.clientId === command.clientId : one.serverId === command.serverId,
  )
}

/** 0 = an Add without a word about it. */
function statusOf(answer: CollectionAnswer, command: ToldCommand): number {
  return resultOf(answer, command)?.status ?? (command.kind === 'add' ? 0 : 1)
}

function takeOver(replica: Replica, command: ToldCommand, answer: CollectionAnswer): void {
  if (command.kind === 'delete') replica.items.delete(command.serverId)
  else if (statusOf(answer, command) !== 1) return
  else if (command.kind === 'change') replica.items.set(command.serverId, command.data)
  else {
    const result = resultOf(answer, command)
    if (result) replica.applyAdded(result, command.data)
  }
}
