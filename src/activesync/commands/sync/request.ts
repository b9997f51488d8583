import type { ClientCommand } from '../../sync/client-command.js'
import type { CollectionOptions } from '../../sync/collection-options.js'
import { INITIAL_KEY } from '../../sync/sync-key.js'
import { childOf, childrenOf, type Element, type Tag, textOf } from '../../wbxml/element.js'
import { readOptions, wholeNumber } from './options.js'

/** MS-ASCMD, Sync: a request as it was read. Faults are per collection, as their Status is. */
export type SyncRequest = {
  collections: CollectionRequest[]
  /** Null: answer at once. */
  waitSeconds: number | null
  /** Most changes over all collections; null = only the collections' own. */
  windowSize: number | null
  partial: boolean
  fault: RequestFault | null
}

export type RequestFault = { status: 4 } | { status: 14; limit: number }

export type CollectionRequest = {
  /** Empty when only the class was named. */
  collectionId: string
  className: string | null
  syncKey: string
  getChanges: boolean
  windowSize: number
  options: CollectionOptions | undefined
  supported: string[] | undefined
  commands: ClientCommand[]
  /** MS-ASCMD, ConversationMode (Sync): for mail only. */
  conversationMode: boolean
  faulty: boolean
}

const MOST_COLLECTIONS = 300
const MOST_COMMANDS = 200
/** MS-ASCMD, CollectionId, ServerId, ClientId: their greatest length. */
const MOST_ID = 64
/** MS-ASCMD, WindowSize: what counts when none or a larger one is asked for. */
const WINDOW = { initial: 100, most: 512 }
/** MS-ASCMD, Wait (minutes) and HeartbeatInterval (seconds). */
const WAIT = { least: 1, most: 59 }
const HEARTBEAT = { least: 60, most: 3_540 }

const COMMANDS: Readonly<Partial<Record<Tag, ClientCommand['op']>>> = {
  'AirSync:Add': 'Add',
  'AirSync:Change': 'Change',
  'AirSync:Delete': 'Delete',
  'AirSync:Fetch': 'Fetch',
}

export function readSync(root: Element): SyncRequest {
  const collections = childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection')
  const wait = readWait(root)
  const windowSize = textOf(root, 'AirSync:WindowSize')
  const broken =
    root.tag !== 'AirSync:Sync' ||
    collections.length > MOST_COLLECTIONS ||
    collections.some((one) => (textOf(one, 'AirSync:CollectionId') ?? '').length > MOST_ID)
  return {
    collections: broken ? [] : withoutTwins(collections.map(readCollection)),
    waitSeconds: wait.seconds,
    windowSize: windowSize ? windowOf(windowSize) : null,
    partial: childOf(root, 'AirSync:Partial') !== undefined,
    fault: broken ? { status: 4 } : wait.fault,
  }
}

/**
 * A folder named twice: only the first counts, the others are protocol errors. Each would be a
 * transaction of its own, on the key that the one before has just replaced.
 */
function withoutTwins(collections: CollectionRequest[]): CollectionRequest[] {
  const named = new Set<string>()
  return collections.map((collection) => {
    const { collectionId, className } = collection
    const name = collectionId || `class ${className}`
    const twin = named.has(name)
    named.add(name)
    return twin ? { ...collection, faulty: true } : collection
  })
}

function readWait(root: Element): { seconds: number | null; fault: RequestFault | null } {
  const wait = textOf(root, 'AirSync:Wait')
  const heartbeat = textOf(root, 'AirSync:HeartbeatInterval')
  if (wait !== undefined && heartbeat !== undefined) return { seconds: null, fault: { status: 4 } }
  if (wait !== undefined) return bounded(wait, WAIT, 60)
  if (heartbeat !== undefined) return bounded(heartbeat, HEARTBEAT, 1)
  return { seconds: null, fault: null }
}

function bounded(
  text: string,
  { least, most }: { least: number; most: number },
  unitSeconds: number,
): { seconds: number | null; fault: RequestFault | null } {
  const value = wholeNumber(text)
  if (value === null) return { seconds: null, fault: { status: 4 } }
  if (value < least) return { seconds: null, fault: { status: 14, limit: least } }
  if (value > most) return { seconds: null, fault: { status: 14, limit: most } }
  return { seconds: value * unitSeconds, fault: null }
}

function readCollection(collection: Element): CollectionRequest {
  const syncKey = textOf(collection, 'AirSync:SyncKey') ?? ''
  const className = textOf(collection, 'AirSync:Class') ?? null
  const commands = readCommands(childOf(collection, 'AirSync:Commands'))
  const supported = childOf(collection, 'AirSync:Supported')
  const options = readOptions(childrenOf(collection, 'AirSync:Options'))
  const changes = textOf(collection, 'AirSync:GetChanges')
  const asked = changes !== undefined && changes !== '0'
  const initial = syncKey === INITIAL_KEY
  const collectionId = textOf(collection, 'AirSync:CollectionId') ?? ''
  return {
    collectionId,
    className,
    syncKey,
    // MS-ASCMD, GetChanges: without it, 0 for SyncKey 0 and else 1.
    getChanges: initial ? false : changes === undefined || asked,
    windowSize: windowOf(textOf(collection, 'AirSync:WindowSize')),
    options: options.options,
    supported: supported?.children.map((child) => child.tag),
    commands: commands.commands,
    conversationMode: childOf(collection, 'AirSync:ConversationMode') !== undefined,
    faulty:
      syncKey === '' ||
      syncKey.length > 64 ||
      (collectionId === '' && className === null) ||
      (initial && asked) ||
      commands.faulty ||
      options.faulty,
  }
}

function windowOf(text: string | undefined): number {
  const value = text ? wholeNumber(text) : null
  if (value === null) return WINDOW.initial
  // MS-ASCMD, WindowSize: 0 and what is beyond the range count as 512.
  return value === 0 || value > WINDOW.most ? WINDOW.most : value
}

function readCommands(commands: Element | undefined): {
  commands: ClientCommand[]
  faulty: boolean
} {
  const read: ClientCommand[] = []
  for (const child of commands?.children ?? []) {
    const op = COMMANDS[child.tag]
    if (op) read.push(readCommand(op, child))
  }
  return { commands: read, faulty: read.length > MOST_COMMANDS || read.some(isNameless) }
}

/** Nothing could be answered to it: a response names the command's item. */
function isNameless({ op, clientId, serverId }: ClientCommand): boolean {
  return (op === 'Add' ? clientId : serverId) === null
}

function readCommand(op: ClientCommand['op'], command: Element): ClientCommand {
  return {
    op,
    clientId: idIn(command, 'AirSync:ClientId'),
    serverId: idIn(command, 'AirSync:ServerId'),
    instanceId: idIn(command, 'AirSyncBase:InstanceId'),
    data: childOf(command, 'AirSync:ApplicationData') ?? null,
  }
}

function idIn(parent: Element, tag: Tag): string | null {
  const text = textOf(parent, tag)
  return text && text.length <= MOST_ID ? text : null
}
