import type { Element, Tag } from '../../src/activesync/wbxml/element.js'
import type {
  CollectionAnswer,
  FolderEntry,
  PingAnswer,
  ServerCommand,
} from '../../src/client/answers.js'
import type { EasClient } from '../../src/client/eas-client.js'
import { Replica, ReplicaError } from '../../src/client/replica.js'
import type { BodyPreference, ClientCommand, SyncCollection } from '../../src/client/requests.js'
import { withTexts } from './item-data.js'
import { saysNothing } from './old-versions.js'
import { PhoneClient } from './phone-client.js'

export { applicationData, withTexts } from './item-data.js'

type DefaultFolder = 'Calendar' | 'Tasks' | 'Contacts' | 'Notes' | 'Inbox'
/** A default folder by its kind, or a user-made one by its ServerId. */
export type FolderKind =
  | DefaultFolder
  | `${'cal' | 'tasks' | 'contacts' | 'notes' | 'mail'}-${number}`

/** MS-ASCMD, Type (FolderSync): the default folder of each kind. */
const TYPES: Record<DefaultFolder, number> = {
  Calendar: 8,
  Tasks: 7,
  Contacts: 9,
  Notes: 10,
  Inbox: 2,
}
const isDefault = (kind: FolderKind): kind is DefaultFolder => kind in TYPES
const MAX_PAGES = 500

export type PhoneOptions = {
  /** Of the gateway, such as `http://127.0.0.1:8080`. */
  baseUrl: string
  /** `name_tenant`. */
  user: string
  password: string
  /** Highest version this phone speaks. */
  version?: string
  deviceId?: string
  deviceType?: string
  userAgent?: string
  query?: 'plain' | 'base64'
}

/** What a phone says with each Sync of a folder after the first. */
export type FolderOptions = {
  windowSize?: number
  filterType?: number
  conflict?: number
  bodyPreferences?: BodyPreference[]
  /** Sent with key 0. */
  supported?: Element[]
}

/** One Sync request; without a key, with the one the phone holds. */
export type SendOptions = {
  key?: string
  commands?: ClientCommand[]
  getChanges?: boolean
  signal?: AbortSignal
}

/** What the Syncs of a folder brought, by ServerId. */
export type Brought = Record<ServerCommand['kind'], string[]> & { pages: number }

/** An answer with a status that a phone does not get on with. */
export class PhoneError extends Error {
  override name = 'PhoneError'
  readonly status: number

  constructor(what: string, status: number) {
    super(`${what} was answered with status ${status}`)
    this.status = status
  }
}

let counter = 0

/**
 * A phone: sets itself up, holds a replica of each folder, and is as strict as the strictest real
 * one. An Add of what it has, a Change of what it has not, MoreAvailable without progress: each
 * throws (ReplicaError).
 */
export class Phone {
  readonly client: EasClient
  folders: FolderEntry[] = []
  folderKey = '0'
  readonly #replicas = new Map<string, Replica>()
  readonly #options = new Map<FolderKind, FolderOptions>()
  readonly #highest: string

  constructor(options: PhoneOptions) {
    const { baseUrl, version, deviceId, deviceType, ...rest } = options
    this.#highest = version ?? '16.1'
    this.client = new PhoneClient({
      url: `${baseUrl}/Microsoft-Server-ActiveSync`,
      deviceId: deviceId ?? `phone${process.pid}x${counter++}`,
      deviceType: deviceType ?? 'TestPhone',
      version: this.#highest,
      ...rest,
    })
  }

  /** OPTIONS, Provision and FolderSync, as when an account is added. */
  async setUp(): Promise<this> {
    const { status, versions } = await this.client.options()
    if (status !== 200) throw new PhoneError('OPTIONS', status)
    const spoken = versions.filter((version) => Number(version) <= Number(this.#highest))
    this.client.version = spoken.at(-1) ?? this.#highest
    const policy = await this.client.provision()
    if (policy.policyStatus !== 1) throw new PhoneError('Provision', policy.policyStatus ?? 0)
    await this.syncFolders()
    return this
  }

  close(): void {
    this.client.close()
  }

  /** FolderSync: takes new folders up and forgets deleted ones with all they hold. */
  async syncFolders(key = this.folderKey): Promise<void> {
    const answer = await this.client.folderSync(key)
    if (answer.status !== 1) throw new PhoneError('FolderSync', answer.status)
    const gone = new Set(
      key === '0' ? this.folders.map((folder) => folder.serverId) : answer.deleted,
    )
    for (const folder of [...answer.added, ...answer.updated]) gone.add(folder.serverId)
    const kept = this.folders.filter((folder) => !gone.has(folder.serverId))
    this.folders = [...kept, ...answer.updated, ...answer.added]
    this.folderKey = answer.syncKey
    const there = new Set(this.folders.map((folder) => folder.serverId))
    for (const id of this.#replicas.keys()) if (!there.has(id)) this.#replicas.delete(id)
  }

  has(kind: FolderKind): boolean {
    return this.#folder(kind) !== undefined
  }

  #folder(kind: FolderKind): FolderEntry | undefined {
    return this.folders.find((folder) =>
      isDefault(kind) ? folder.type === TYPES[kind] : folder.serverId === kind,
    )
  }

  folderId(kind: FolderKind): string {
    const folder = this.#folder(kind)
    if (!folder) throw new Error(`The phone has no folder ${kind}`)
    return folder.serverId
  }

  /** What the phone holds of a folder: its key, and its items by ServerId. */
  replica(kind: FolderKind): Replica {
    const id = this.folderId(kind)
    const replica = this.#replicas.get(id) ?? new Replica(id)
    this.#replicas.set(id, replica)
    return replica
  }

  items(kind: FolderKind): ReadonlyMap<string, Element> {
    return this.replica(kind).items
  }

  /** The text of one element of each item, sorted: such as the titles of all appointments. */
  list(kind: FolderKind, tag: Tag): string[] {
    const texts = [...this.items(kind).values()].flatMap((data) =>
      data.children.filter((child) => child.tag === tag).map((child) => child.text ?? ''),
    )
    return texts.sort()
  }

  /** Sets what is said with each Sync of a folder from now on. */
  use(kind: FolderKind, options: FolderOptions): this {
    this.#options.set(kind, options)
    return this
  }

  /** Synchronizes a folder to the end, from key 0 if need be. */
  async sync(kind: FolderKind): Promise<Brought> {
    const brought: Brought = { add: [], change: [], delete: [], 'soft-delete': [], pages: 0 }
    for (let more = true; more; brought.pages++) {
      if (brought.pages === MAX_PAGES) throw new ReplicaError(`${kind} never ends`)
      const initial = this.replica(kind).syncKey === '0'
      const answer = await this.send(kind)
      const { syncKey } = this.replica(kind)
      if (!answer || saysNothing(answer, syncKey, this.client.version)) return brought
      this.take(kind, answer)
      for (const command of answer.commands) brought[command.kind].push(command.serverId)
      more = initial || answer.moreAvailable
    }
    return brought
  }

  /** Synchronizes several folders. */
  async syncAll(kinds: readonly FolderKind[] = ['Calendar', 'Tasks', 'Contacts']): Promise<void> {
    for (const kind of kinds) await this.sync(kind)
  }

  /**
   * Sends one Sync request and hands back its answer without taking it over, as if it got lost.
   * Null for the empty body, which says that nothing changed. Throws PhoneError for a bad status.
   */
  async send(kind: FolderKind, options: SendOptions = {}): Promise<CollectionAnswer | null> {
    const collection = this.#collection(kind, options)
    const answer = await this.client.sync({ collections: [collection] }, { signal: options.signal })
    if (answer.empty) return null
    const [found] = answer.collections
    const status = found && answer.status === 1 ? found.status : answer.status
    if (!found || status !== 1) throw new PhoneError(`Sync of ${kind}`, status)
    const most = collection.windowSize ?? 512
    if (found.commands.length > most) {
      throw new ReplicaError(`${found.commands.length} commands for a window of ${most}`)
    }
    return found
  }

  /** The same request several times at once, with one key: none is taken over. */
  async sendAtOnce(
    times: number,
    kind: FolderKind,
    options: SendOptions = {},
  ): Promise<PromiseSettledResult<CollectionAnswer | null>[]> {
    const requests = Array.from({ length: times }, () => this.send(kind, options))
    return await Promise.allSettled(requests)
  }

  /** Takes an answer over that `send` gave. */
  take(kind: FolderKind, answer: CollectionAnswer): void {
    this.replica(kind).apply(answer)
  }

  /** Adds an item; its ServerId. Whatever else the answer brings is taken over too. */
  async add(kind: FolderKind, data: Element): Promise<string> {
    const clientId = `c${counter++}`
    const answer = await this.#write(kind, { kind: 'add', clientId, data })
    const result = answer?.results.find((found) => found.clientId === clientId)
    if (result?.status !== 1) throw new PhoneError(`Add to ${kind}`, result?.status ?? 0)
    const serverId = this.replica(kind).applyAdded(result, data)
    if (answer) this.take(kind, answer)
    return serverId
  }

  async change(
    kind: FolderKind,
    serverId: string,
    data: Element,
    instanceId?: string,
  ): Promise<void> {
    const instance = instanceId === undefined ? {} : { instanceId }
    const answer = await this.#write(kind, { kind: 'change', serverId, data, ...instance })
    this.#expectDone(answer, `Change in ${kind}`)
    if (instanceId === undefined) this.replica(kind).items.set(serverId, data)
    if (answer) this.take(kind, answer)
  }

  async remove(kind: FolderKind, serverId: string, instanceId?: string): Promise<void> {
    const instance = instanceId === undefined ? {} : { instanceId }
    const answer = await this.#write(kind, { kind: 'delete', serverId, ...instance })
    this.#expectDone(answer, `Delete in ${kind}`)
    if (instanceId === undefined) this.replica(kind).items.delete(serverId)
    if (answer) this.take(kind, answer)
  }

  /** Changes some texts of an item that the phone holds, and sends all of it. */
  async edit(
    kind: FolderKind,
    serverId: string,
    texts: Partial<Record<Tag, string>>,
  ): Promise<void> {
    const data = this.items(kind).get(serverId)
    if (!data) throw new Error(`The phone has no ${serverId} in ${kind}`)
    await this.change(kind, serverId, withTexts(data, texts))
  }

  /** Waits for changes; the ids of the folders that changed are in the answer. */
  async ping(
    kinds: readonly FolderKind[],
    options: { seconds?: number; signal?: AbortSignal } = {},
  ): Promise<PingAnswer> {
    const folders = kinds.map((kind) => {
      return { serverId: this.folderId(kind), className: classOf(kind) }
    })
    const request = { heartbeatSeconds: options.seconds ?? 60, folders }
    return await this.client.ping(request, { signal: options.signal })
  }

  #write(kind: FolderKind, command: ClientCommand): Promise<CollectionAnswer | null> {
    return this.send(kind, { commands: [command] })
  }

  /** MS-ASCMD, Responses: a Change or Delete is answered only when it failed. */
  #expectDone(answer: CollectionAnswer | null, what: string): void {
    const failed = answer?.results.find((result) => result.status !== 1)
    if (failed) throw new PhoneError(what, failed.status)
  }

  #collection(kind: FolderKind, { key, commands, getChanges }: SendOptions): SyncCollection {
    const { supported, ...options } = this.#options.get(kind) ?? {}
    const syncKey = key ?? this.replica(kind).syncKey
    const collection = { collectionId: this.folderId(kind), syncKey, className: classOf(kind) }
    if (syncKey === '0') return { ...collection, ...(supported && { supported }) }
    return {
      ...collection,
      bodyPreferences: [{ type: 1 }],
      ...options,
      getChanges: getChanges ?? true,
      ...(commands && { commands }),
    }
  }
}

function classOf(kind: FolderKind): string {
  if (isDefault(kind)) return kind === 'Inbox' ? 'Email' : kind
  const [prefix = ''] = kind.split('-')
  const classes = { cal: 'Calendar', tasks: 'Tasks', contacts: 'Contacts', notes: 'Notes' }
  return classes[prefix as keyof typeof classes] ?? 'Email'
}
