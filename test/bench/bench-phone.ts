import type { Element } from '../../src/activesync/wbxml/element.js'
import type { CollectionAnswer } from '../../src/client/answers.js'
import { EasClient, type EasClientOptions } from '../../src/client/eas-client.js'
import { Replica } from '../../src/client/replica.js'
import type { ClientCommand } from '../../src/client/requests.js'

export type FolderKind = 'Calendar' | 'Tasks' | 'Contacts'

/** MS-ASCMD, Type (FolderSync). */
const TYPES: Record<FolderKind, number> = { Calendar: 8, Tasks: 7, Contacts: 9 }
const WINDOW_SIZE = 512

/** A phone that does what is asked of it and nothing else; the tests' own is stricter. */
export class BenchPhone {
  readonly client: EasClient
  readonly #replicas = new Map<FolderKind, Replica>()

  constructor(options: EasClientOptions) {
    this.client = new EasClient(options)
  }

  /** As when an account is added. */
  async setUp(): Promise<void> {
    await this.client.options()
    await this.client.provision()
    const { added } = await this.client.folderSync()
    for (const kind of Object.keys(TYPES) as FolderKind[]) {
      const folder = added.find(({ type }) => type === TYPES[kind])
      if (!folder) throw new Error(`The phone was given no folder ${kind}.`)
      this.#replicas.set(kind, new Replica(folder.serverId))
    }
  }

  replica(kind: FolderKind): Replica {
    const replica = this.#replicas.get(kind)
    if (!replica) throw new Error('The phone is not set up.')
    return replica
  }

  /** Synchronises a folder to the end; how many commands came. */
  async sync(kind: FolderKind): Promise<number> {
    let commands = 0
    for (let more = true; more; ) {
      const initial = this.replica(kind).syncKey === '0'
      const answer = await this.#send(kind)
      if (!answer) return commands
      commands += answer.commands.length
      more = initial || answer.moreAvailable
    }
    return commands
  }

  /** Sends an item that the phone holds with one element more or changed. */
  async change(kind: FolderKind, serverId: string, changed: Element): Promise<void> {
    const replica = this.replica(kind)
    const held = replica.items.get(serverId)
    if (!held) throw new Error(`The phone has no ${serverId}.`)
    const others = held.children.filter(({ tag }) => tag !== changed.tag)
    const data = { ...held, children: [...others, changed] }
    const answer = await this.#send(kind, [{ kind: 'change', serverId, data }])
    const failed = answer?.results.find(({ status }) => status !== 1)
    if (failed) throw new Error(`A change was answered with status ${failed.status}.`)
  }

  close(): void {
    this.client.close()
  }

  async #send(kind: FolderKind, commands?: ClientCommand[]): Promise<CollectionAnswer | null> {
    const replica = this.replica(kind)
    const { syncKey, collectionId } = replica
    const asked = { bodyPreferences: [{ type: 1 }], windowSize: WINDOW_SIZE, getChanges: true }
    const collection = { collectionId, syncKey, ...(syncKey !== '0' && asked) }
    const answer = await this.client.sync({
      collections: [{ ...collection, ...(commands && { commands }) }],
    })
    if (answer.empty) return null
    const [found] = answer.collections
    if (found?.status !== 1) throw new Error(`Sync was answered with ${found?.status}.`)
    replica.apply(found)
    return found
  }
}
