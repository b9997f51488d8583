import { childOf, childrenOf, type Element, type Tag, textOf } from '../activesync/wbxml/element.js'

export type FolderEntry = { serverId: string; parentId: string; displayName: string; type: number }

export type FolderSyncAnswer = {
  status: number
  /** '' when there is none. */
  syncKey: string
  /** Of the Count element; null when there is none. */
  count: number | null
  added: FolderEntry[]
  updated: FolderEntry[]
  deleted: string[]
}

/** A command from the server, in the order in which it stands. */
export type ServerCommand =
  | { kind: 'add' | 'change'; serverId: string; data: Element; instanceId?: string }
  | { kind: 'delete' | 'soft-delete'; serverId: string; instanceId?: string }

/** The server's answer to one of the client's commands. */
export type CommandResult = {
  kind: 'add' | 'change' | 'delete' | 'fetch'
  status: number
  clientId?: string
  serverId?: string
  data?: Element
}

export type CollectionAnswer = {
  collectionId: string
  status: number
  syncKey: string
  commands: ServerCommand[]
  results: CommandResult[]
  moreAvailable: boolean
}

export type SyncAnswer = {
  /** 1 unless the whole request failed. */
  status: number
  /** True for the empty body that says that nothing changed. */
  empty: boolean
  /** Of Limit; null when there is none. */
  limit: number | null
  collections: CollectionAnswer[]
}

export type PingAnswer = {
  status: number
  folders: string[]
  /** What the server allows, with status 5; else null. */
  heartbeatSeconds: number | null
}

const SUCCESS = 1

/** A Status that is missing or no number comes out as 0, which no command uses. */
function statusOf(parent: Element | null | undefined, tag: Tag, missing = 0): number {
  const text = textOf(parent, tag)
  return text === undefined ? missing : toNumber(text)
}

function toNumber(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : 0
}

export function readFolderSync(root: Element | null): FolderSyncAnswer {
  const changes = childOf(root, 'FolderHierarchy:Changes')
  const count = textOf(changes, 'FolderHierarchy:Count')
  return {
    status: statusOf(root, 'FolderHierarchy:Status'),
    syncKey: textOf(root, 'FolderHierarchy:SyncKey') ?? '',
    count: count === undefined ? null : toNumber(count),
    added: childrenOf(changes, 'FolderHierarchy:Add').map(readFolder),
    updated: childrenOf(changes, 'FolderHierarchy:Update').map(readFolder),
    deleted: childrenOf(changes, 'FolderHierarchy:Delete').map(
      (folder) => textOf(folder, 'FolderHierarchy:ServerId') ?? '',
    ),
  }
}

function readFolder(folder: Element): FolderEntry {
  return {
    serverId: textOf(folder, 'FolderHierarchy:ServerId') ?? '',
    parentId: textOf(folder, 'FolderHierarchy:ParentId') ?? '',
    displayName: textOf(folder, 'FolderHierarchy:DisplayName') ?? '',
    type: statusOf(folder, 'FolderHierarchy:Type'),
  }
}

/** `root` is null for an empty body. */
export function readSync(root: Element | null): SyncAnswer {
  const limit = textOf(root, 'AirSync:Limit')
  return {
    status: statusOf(root, 'AirSync:Status', SUCCESS),
    empty: root === null,
    limit: limit === undefined ? null : toNumber(limit),
    collections: childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection').map(
      readCollection,
    ),
  }
}

function readCollection(collection: Element): CollectionAnswer {
  return {
    collectionId: textOf(collection, 'AirSync:CollectionId') ?? '',
    status: statusOf(collection, 'AirSync:Status'),
    syncKey: textOf(collection, 'AirSync:SyncKey') ?? '',
    commands: childOf(collection, 'AirSync:Commands')?.children.flatMap(readCommand) ?? [],
    results: childOf(collection, 'AirSync:Responses')?.children.flatMap(readResult) ?? [],
    moreAvailable: childOf(collection, 'AirSync:MoreAvailable') !== undefined,
  }
}

const COMMAND_KINDS: ReadonlyMap<Tag, ServerCommand['kind']> = new Map<Tag, ServerCommand['kind']>([
  ['AirSync:Add', 'add'],
  ['AirSync:Change', 'change'],
  ['AirSync:Delete', 'delete'],
  ['AirSync:SoftDelete', 'soft-delete'],
])

function readCommand(command: Element): ServerCommand[] {
  const kind = COMMAND_KINDS.get(command.tag)
  if (!kind) return []
  const serverId = textOf(command, 'AirSync:ServerId') ?? ''
  const instanceId = textOf(command, 'AirSyncBase:InstanceId')
  const instance = instanceId === undefined ? {} : { instanceId }
  if (kind === 'delete' || kind === 'soft-delete') return [{ kind, serverId, ...instance }]
  const data = childOf(command, 'AirSync:ApplicationData') ?? emptyData()
  return [{ kind, serverId, data, ...instance }]
}

function emptyData(): Element {
  return { tag: 'AirSync:ApplicationData', children: [], text: null, opaque: null }
}

const RESULT_KINDS: ReadonlyMap<Tag, CommandResult['kind']> = new Map<Tag, CommandResult['kind']>([
  ['AirSync:Add', 'add'],
  ['AirSync:Change', 'change'],
  ['AirSync:Delete', 'delete'],
  ['AirSync:Fetch', 'fetch'],
])

function readResult(result: Element): CommandResult[] {
  const kind = RESULT_KINDS.get(result.tag)
  if (!kind) return []
  const clientId = textOf(result, 'AirSync:ClientId')
  const serverId = textOf(result, 'AirSync:ServerId')
  const data = childOf(result, 'AirSync:ApplicationData')
  return [
    {
      kind,
      status: statusOf(result, 'AirSync:Status'),
      ...(clientId !== undefined && { clientId }),
      ...(serverId !== undefined && { serverId }),
      ...(data && { data }),
    },
  ]
}

export function readPing(root: Element | null): PingAnswer {
  const heartbeat = textOf(root, 'Ping:HeartbeatInterval')
  return {
    status: statusOf(root, 'Ping:Status'),
    folders: childrenOf(childOf(root, 'Ping:Folders'), 'Ping:Folder').map(
      (folder) => folder.text ?? '',
    ),
    heartbeatSeconds: heartbeat === undefined ? null : toNumber(heartbeat),
  }
}

export type EstimateAnswer = { status: number; estimate: number | null }

/** Of the one collection that was asked for. */
export function readEstimate(root: Element | null): EstimateAnswer {
  const response = childOf(root, 'GetItemEstimate:Response')
  const collection = childOf(response, 'GetItemEstimate:Collection')
  const estimate = textOf(collection, 'GetItemEstimate:Estimate')
  return {
    status: statusOf(response ?? root, 'GetItemEstimate:Status'),
    estimate: estimate === undefined ? null : toNumber(estimate),
  }
}

export type FetchAnswer = { status: number; properties: Element | null }

/** Of the one Fetch that was asked for; the status of the whole request if that failed. */
export function readFetch(root: Element | null): FetchAnswer {
  const fetch = childOf(childOf(root, 'ItemOperations:Response'), 'ItemOperations:Fetch')
  return {
    status: statusOf(fetch ?? root, 'ItemOperations:Status'),
    properties: childOf(fetch, 'ItemOperations:Properties') ?? null,
  }
}

export type PolicyAnswer = {
  status: number
  policyStatus: number | null
  /** Null when there is none. */
  policyKey: number | null
}

export function readProvision(root: Element | null): PolicyAnswer {
  const policy = childOf(childOf(root, 'Provision:Policies'), 'Provision:Policy')
  const key = textOf(policy, 'Provision:PolicyKey')
  return {
    status: statusOf(root, 'Provision:Status', policy ? SUCCESS : 0),
    policyStatus: policy ? statusOf(policy, 'Provision:Status') : null,
    policyKey: key !== undefined && /^\d{1,10}$/.test(key) ? Number(key) : null,
  }
}
