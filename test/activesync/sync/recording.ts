import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import type { EasClient } from '../../../src/client/eas-client.js'
import { readXml } from '../../support/read-xml.js'

const FIXTURES = join(process.cwd(), 'test/fixtures/clients')

/** One message of a recorded client, or of the server that it spoke with. */
export type Message = { sent: boolean; command: string; root: Element }

export function readRecording(name: string): Message[] {
  const lines = readFileSync(join(FIXTURES, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const { message, xml } = JSON.parse(line) as { message: string; xml: string }
    const [, direction, command = ''] = /(send|receive) (\w+)$/.exec(message) ?? []
    return { sent: direction === 'send', command, root: readXml(xml, decodeURIComponent) }
  })
}

/** What was answered to one request of a recording. */
export type Played = { command: string; request: Element; http: number; body: Element | null }

/**
 * Plays a recorded client's requests to another server: with that server's folders, keys and
 * ServerIds in place of the recorded ones.
 */
export class Player {
  readonly #client: EasClient
  /** By recorded CollectionId. */
  readonly #folders = new Map<string, string>()
  readonly #keys = new Map<string, string>()
  /** Recorded ServerId to the item's name, and name to the ServerId here. */
  readonly #names = new Map<string, string>()
  readonly #serverIds = new Map<string, string>()
  readonly #nameOfClientId = new Map<string, string>()
  #folderKey = '0'

  constructor(client: EasClient) {
    this.#client = client
  }

  async play(messages: readonly Message[]): Promise<Played[]> {
    const played: Played[] = []
    for (const [index, message] of messages.entries()) {
      if (!message.sent) this.#hear(message)
      else played.push(await this.#send(message, messages[index + 1]))
    }
    return played
  }

  async #send({ command, root }: Message, next: Message | undefined): Promise<Played> {
    // The recorded answer says what the ServerIds of this request's items are.
    if (next && !next.sent) this.#hear(next)
    this.#noteAdds(root)
    const request = this.#translated(root)
    const { status, body } = await this.#client.command(command, request)
    if (command === 'FolderSync') this.#takeFolders(body, next)
    if (command === 'Sync') this.#takeSync(body)
    return { command, request, http: status, body }
  }

  #noteAdds(root: Element): void {
    for (const add of commandsOf(root, 'AirSync:Add')) {
      const clientId = textOf(add, 'AirSync:ClientId')
      if (clientId) this.#nameOfClientId.set(clientId, nameOf(add))
    }
  }

  /** What the recorded server called its items. */
  #hear({ root }: Message): void {
    for (const add of commandsOf(root, 'AirSync:Add')) {
      this.#names.set(textOf(add, 'AirSync:ServerId') ?? '', nameOf(add))
    }
    for (const { clientId, serverId } of addedIn(root)) {
      const name = this.#nameOfClientId.get(clientId)
      if (name) this.#names.set(serverId, name)
    }
  }

  #takeFolders(body: Element | null, recorded: Message | undefined): void {
    this.#folderKey = textOf(body, 'FolderHierarchy:SyncKey') ?? '0'
    const ours = foldersIn(body)
    for (const [type, id] of foldersIn(recorded?.root ?? null)) {
      this.#folders.set(id, ours.get(type) ?? '')
    }
  }

  #takeSync(body: Element | null): void {
    for (const collection of collectionsOf(body)) {
      const id = textOf(collection, 'AirSync:CollectionId') ?? ''
      this.#keys.set(id, textOf(collection, 'AirSync:SyncKey') ?? '')
    }
    for (const add of commandsOf(body, 'AirSync:Add')) {
      this.#serverIds.set(nameOf(add), textOf(add, 'AirSync:ServerId') ?? '')
    }
    for (const { clientId, serverId } of addedIn(body)) {
      this.#serverIds.set(this.#nameOfClientId.get(clientId) ?? '', serverId)
    }
    for (const gone of commandsOf(body, 'AirSync:Delete')) {
      const serverId = textOf(gone, 'AirSync:ServerId')
      for (const [name, id] of this.#serverIds) if (id === serverId) this.#serverIds.delete(name)
    }
  }

  #translated(root: Element): Element {
    if (root.tag === 'FolderHierarchy:FolderSync') {
      return element(root.tag, [element('FolderHierarchy:SyncKey', this.#folderKey)])
    }
    return this.#inCollections(root)
  }

  #inCollections(node: Element): Element {
    const id = textOf(node, 'AirSync:CollectionId') ?? textOf(node, 'GetItemEstimate:CollectionId')
    const folder = this.#folders.get(id ?? '')
    const children = node.children.flatMap((child): Element[] => {
      if (child.tag === 'AirSync:SyncKey' && child.text !== '0') {
        return [element(child.tag, this.#keys.get(folder ?? '') ?? '0')]
      }
      if (child.tag.endsWith(':CollectionId')) return [element(child.tag, folder ?? 'unknown')]
      if (child.tag === 'AirSync:Change' || child.tag === 'AirSync:Delete') return this.#on(child)
      return [this.#inCollections(child)]
    })
    return { ...node, children }
  }

  /** A client does not change what a server took away from it. */
  #on(command: Element): Element[] {
    const name = this.#names.get(textOf(command, 'AirSync:ServerId') ?? '')
    const serverId = this.#serverIds.get(name ?? '')
    if (!serverId) return []
    const rest = command.children.filter(({ tag }) => tag !== 'AirSync:ServerId')
    return [element(command.tag, [element('AirSync:ServerId', serverId), ...rest])]
  }
}

function collectionsOf(root: Element | null): Element[] {
  return childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection')
}

function commandsOf(root: Element | null, tag: Tag): Element[] {
  return collectionsOf(root).flatMap((one) => childrenOf(childOf(one, 'AirSync:Commands'), tag))
}

function addedIn(root: Element | null): { clientId: string; serverId: string }[] {
  return collectionsOf(root)
    .flatMap((one) => childrenOf(childOf(one, 'AirSync:Responses'), 'AirSync:Add'))
    .map((add) => {
      const clientId = textOf(add, 'AirSync:ClientId') ?? ''
      return { clientId, serverId: textOf(add, 'AirSync:ServerId') ?? '' }
    })
}

function nameOf(command: Element): string {
  const data = childOf(command, 'AirSync:ApplicationData')
  for (const tag of ['Calendar:Subject', 'Tasks:Subject', 'Contacts:LastName'] as const) {
    const text = textOf(data, tag)
    if (text !== undefined) return `${tag} ${text}`
  }
  return ''
}

/** Default folders: ServerId by type. */
function foldersIn(root: Element | null): Map<string, string> {
  const added = childrenOf(childOf(root, 'FolderHierarchy:Changes'), 'FolderHierarchy:Add')
  return new Map(
    added.map((folder) => [
      textOf(folder, 'FolderHierarchy:Type') ?? '',
      textOf(folder, 'FolderHierarchy:ServerId') ?? '',
    ]),
  )
}
