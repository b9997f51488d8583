import { decode } from '../../src/activesync/wbxml/decode.js'
import { childOf, childrenOf, type Element, textOf } from '../../src/activesync/wbxml/element.js'
import { PASSWORD } from '../support/tenant.js'
import type { Sender } from './render.js'

/** MS-ASCMD, Type (FolderSync): what the places of cases are named by. */
const KINDS: Readonly<Record<string, string>> = {
  2: 'Inbox',
  7: 'Tasks',
  8: 'Calendar',
  9: 'Contacts',
  10: 'Notes',
}
const MOST_ITEMS = 40

let counter = 0

/** What the sending device has: folders, keys, items. It takes up whatever an answer brings. */
export class FuzzDevice implements Sender {
  readonly login: string
  readonly password = PASSWORD
  readonly deviceId = `fuzz${process.pid}x${counter++}`
  readonly deviceType: string
  policyKey = 0
  #folderKey = '0'
  readonly #ids = new Map<string, string>()
  /** By CollectionId. */
  readonly #keys = new Map<string, string>()
  readonly #items = new Map<string, string[]>()
  #made: string[] = []
  #clientIds = 0
  #turn = 0

  constructor(login: string, deviceType: string) {
    this.login = login
    this.deviceType = deviceType
  }

  valueOf(place: string): string {
    const [kind = '', field = ''] = place.split('.')
    const id = this.#ids.get(kind) ?? 'none-1'
    if (field === 'key') return kind === 'folders' ? this.#folderKey : (this.#keys.get(id) ?? '0')
    if (kind === 'made') return rotated(this.#made, this.#turn++) ?? 'cal-99'
    if (field === 'id') return id
    if (field === 'item') return rotated(this.#items.get(id) ?? [], this.#turn++) ?? '1'
    if (kind === 'client') return `${this.deviceId}c${this.#clientIds++}`
    if (kind === 'policy') return String(this.policyKey)
    return place
  }

  /** Folders of which there is no key: their next Sync has to begin anew. */
  lacking(): string[] {
    if (this.#ids.size === 0) return ['folders']
    const kinds = ['Calendar', 'Tasks', 'Contacts', 'Inbox', 'Notes']
    return kinds.filter((kind) => {
      const id = this.#ids.get(kind)
      return id !== undefined && (this.#keys.get(id) ?? '0') === '0'
    })
  }

  learn(body: Buffer): void {
    const root = decode(body)
    if (root.tag === 'FolderHierarchy:FolderSync') this.#learnFolders(root)
    if (root.tag === 'FolderHierarchy:FolderCreate') this.#learnMade(root)
    if (root.tag === 'AirSync:Sync') {
      const collections = childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection')
      for (const collection of collections) this.#learnCollection(collection)
    }
    if (root.tag === 'Provision:Provision') this.#learnPolicy(root)
  }

  #learnFolders(root: Element): void {
    const status = textOf(root, 'FolderHierarchy:Status')
    if (status === '9') this.#folderKey = '0'
    if (status !== '1') return
    this.#folderKey = textOf(root, 'FolderHierarchy:SyncKey') ?? '0'
    const changes = childOf(root, 'FolderHierarchy:Changes')
    for (const folder of childrenOf(changes, 'FolderHierarchy:Add')) {
      const kind = KINDS[textOf(folder, 'FolderHierarchy:Type') ?? '']
      const id = textOf(folder, 'FolderHierarchy:ServerId') ?? ''
      if (kind) this.#ids.set(kind, id)
    }
  }

  #learnMade(root: Element): void {
    const id = textOf(root, 'FolderHierarchy:ServerId')
    const key = textOf(root, 'FolderHierarchy:SyncKey')
    if (key) this.#folderKey = key
    if (id) this.#made = [id, ...this.#made].slice(0, 5)
  }

  #learnCollection(collection: Element): void {
    const id = textOf(collection, 'AirSync:CollectionId') ?? ''
    const status = textOf(collection, 'AirSync:Status')
    const key = textOf(collection, 'AirSync:SyncKey')
    if (status === '3') this.#keys.set(id, '0')
    else if (status === '1' && key) this.#keys.set(id, key)
    const groups = ['AirSync:Commands', 'AirSync:Responses'] as const
    const added = groups.flatMap((tag) => childrenOf(childOf(collection, tag), 'AirSync:Add'))
    const ids = added.flatMap((add) => textOf(add, 'AirSync:ServerId') ?? [])
    this.#items.set(id, [...ids, ...(this.#items.get(id) ?? [])].slice(0, MOST_ITEMS))
  }

  #learnPolicy(root: Element): void {
    const policy = childOf(childOf(root, 'Provision:Policies'), 'Provision:Policy')
    const key = Number(textOf(policy, 'Provision:PolicyKey') ?? 0)
    if (key > 0) this.policyKey = key
  }
}

function rotated(list: readonly string[], turn: number): string | undefined {
  return list.length > 0 ? list[turn % list.length] : undefined
}
