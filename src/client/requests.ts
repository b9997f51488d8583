import { type Element, element } from '../activesync/wbxml/element.js'

export type BodyPreference = { type: number; truncationSize?: number }

/** A change that a client sends with a Sync, in the order of the list. */
export type ClientCommand =
  | { kind: 'add'; clientId: string; data: Element }
  | { kind: 'change'; serverId: string; data: Element; instanceId?: string }
  | { kind: 'delete'; serverId: string; instanceId?: string }
  | { kind: 'fetch'; serverId: string }

/** One collection of a Sync request; what is left out is not sent. */
export type SyncCollection = {
  collectionId: string
  syncKey: string
  /** Sent up to 12.1 only, where it is required (MS-ASCMD, Class). */
  className?: string | undefined
  supported?: readonly Element[]
  deletesAsMoves?: boolean
  getChanges?: boolean
  windowSize?: number
  filterType?: number
  conflict?: number
  bodyPreferences?: readonly BodyPreference[]
  commands?: readonly ClientCommand[]
}

export type SyncRequest = {
  collections: readonly SyncCollection[]
  /** Minutes. */
  wait?: number
  /** Seconds. */
  heartbeatInterval?: number
  windowSize?: number
  partial?: boolean
}

export type PingRequest = {
  heartbeatSeconds: number
  folders: readonly { serverId: string; className: string }[]
}

/** MS-ASCMD, Sync, in the order of the request schema. */
export function syncElement(request: SyncRequest, version: string): Element {
  return element('AirSync:Sync', [
    element(
      'AirSync:Collections',
      request.collections.map((collection) => collectionElement(collection, Number(version))),
    ),
    optional(request.wait, (value) => element('AirSync:Wait', value)),
    optional(request.heartbeatInterval, (value) => element('AirSync:HeartbeatInterval', value)),
    optional(request.windowSize, (value) => element('AirSync:WindowSize', value)),
    request.partial ? element('AirSync:Partial') : null,
  ])
}

function collectionElement(collection: SyncCollection, version: number): Element {
  const { className, supported, windowSize, commands = [] } = collection
  return element('AirSync:Collection', [
    version < 14 && className ? element('AirSync:Class', className) : null,
    element('AirSync:SyncKey', collection.syncKey),
    element('AirSync:CollectionId', collection.collectionId),
    supported ? element('AirSync:Supported', supported) : null,
    collection.deletesAsMoves ? element('AirSync:DeletesAsMoves') : null,
    optional(collection.getChanges, (value) =>
      value ? element('AirSync:GetChanges') : element('AirSync:GetChanges', 0),
    ),
    optional(windowSize, (value) => element('AirSync:WindowSize', value)),
    optionsElement(collection, version),
    commands.length > 0 ? element('AirSync:Commands', commands.map(commandElement)) : null,
  ])
}

/** Null when nothing is to be said: options once sent stay in force. No body preference in 2.5. */
function optionsElement(collection: SyncCollection, version: number): Element | null {
  const { filterType, conflict } = collection
  const bodyPreferences = version < 12 ? [] : (collection.bodyPreferences ?? [])
  const children = [
    optional(filterType, (value) => element('AirSync:FilterType', value)),
    optional(conflict, (value) => element('AirSync:Conflict', value)),
    ...bodyPreferences.map(bodyPreferenceElement),
  ]
  return children.some((child) => child !== null) ? element('AirSync:Options', children) : null
}

function bodyPreferenceElement({ type, truncationSize }: BodyPreference): Element {
  return element('AirSyncBase:BodyPreference', [
    element('AirSyncBase:Type', type),
    optional(truncationSize, (size) => element('AirSyncBase:TruncationSize', size)),
  ])
}

function commandElement(command: ClientCommand): Element {
  if (command.kind === 'add') {
    const clientId = element('AirSync:ClientId', command.clientId)
    return element('AirSync:Add', [clientId, command.data])
  }
  const serverId = element('AirSync:ServerId', command.serverId)
  if (command.kind === 'fetch') return element('AirSync:Fetch', [serverId])
  const instance = optional(command.instanceId, (id) => element('AirSyncBase:InstanceId', id))
  return command.kind === 'delete'
    ? element('AirSync:Delete', [serverId, instance])
    : element('AirSync:Change', [serverId, instance, command.data])
}

/** MS-ASCMD, Ping. */
export function pingElement({ heartbeatSeconds, folders }: PingRequest): Element {
  return element('Ping:Ping', [
    element('Ping:HeartbeatInterval', heartbeatSeconds),
    element(
      'Ping:Folders',
      folders.map(({ serverId, className }) =>
        element('Ping:Folder', [element('Ping:Id', serverId), element('Ping:Class', className)]),
      ),
    ),
  ])
}

/** MS-ASCMD, GetItemEstimate: up to 12.1 with the Class, and the FilterType, of its own page. */
export function estimateElement(collection: SyncCollection, version: string): Element {
  const { syncKey, collectionId, className, filterType } = collection
  const old = Number(version) < 14
  const filter = optional(filterType, (value) => element('AirSync:FilterType', value))
  return element('GetItemEstimate:GetItemEstimate', [
    element('GetItemEstimate:Collections', [
      element('GetItemEstimate:Collection', [
        old && className ? element('GetItemEstimate:Class', className) : null,
        old ? null : element('AirSync:SyncKey', syncKey),
        element('GetItemEstimate:CollectionId', collectionId),
        old ? (filter ?? element('AirSync:FilterType', 0)) : null,
        old ? element('AirSync:SyncKey', syncKey) : null,
        old || !filter ? null : element('AirSync:Options', [filter]),
      ]),
    ]),
  ])
}

export type FetchRequest = {
  collectionId: string
  serverId: string
  bodyPreferences?: readonly BodyPreference[]
}

/** MS-ASCMD, ItemOperations: one Fetch from the mailbox store. */
export function fetchElement({
  collectionId,
  serverId,
  bodyPreferences = [],
}: FetchRequest): Element {
  const options = bodyPreferences.map(bodyPreferenceElement)
  return element('ItemOperations:ItemOperations', [
    element('ItemOperations:Fetch', [
      element('ItemOperations:Store', 'Mailbox'),
      element('AirSync:CollectionId', collectionId),
      element('AirSync:ServerId', serverId),
      options.length > 0 ? element('ItemOperations:Options', options) : null,
    ]),
  ])
}

function optional<T>(value: T | undefined, write: (value: T) => Element): Element | null {
  return value === undefined ? null : write(value)
}
