import { loadState } from '../../store/sync-states.js'
import type { Command, CommandContext } from '../command.js'
import { type Folder, foldersOf } from '../folders.js'
import { storedOptions } from '../sync/collection-options.js'
import { fetchItem } from '../sync/fetch-item.js'
import { scopeOf } from '../sync/scope.js'
import { childOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'
import { readBodyPreferences } from './sync/request.js'

/** MS-ASCMD, Status (ItemOperations). */
export const ItemOperationsStatus = {
  Success: 1,
  ProtocolError: 2,
  ServerError: 3,
  ObjectNotFound: 6,
  NotSupported: 156,
} as const

const MOST_OPERATIONS = 100

/** MS-ASCMD, ItemOperations: Fetch of items; the mail folders are always empty already. */
export const itemOperations: Command = {
  name: 'ItemOperations',

  async handle(root, context) {
    const operations = root?.children.slice(0, MOST_OPERATIONS) ?? []
    const responses: Element[] = []
    for (const operation of operations) {
      const response = await respond(operation, context)
      if (response) responses.push(response)
    }
    const status = responses.length > 0 ? 1 : ItemOperationsStatus.ProtocolError
    context.note({ status })
    return element('ItemOperations:ItemOperations', [
      element('ItemOperations:Status', status),
      responses.length > 0 ? element('ItemOperations:Response', responses) : null,
    ])
  },
}

async function respond(operation: Element, context: CommandContext): Promise<Element | null> {
  switch (operation.tag) {
    case 'ItemOperations:Fetch':
      return await fetch(operation, context)
    case 'ItemOperations:EmptyFolderContents':
      return emptyFolder(operation, context)
    case 'ItemOperations:Move':
      return moveRefused(operation)
    default:
      return null
  }
}

async function fetch(operation: Element, context: CommandContext): Promise<Element> {
  const collectionId = textOf(operation, 'AirSync:CollectionId')
  const serverId = textOf(operation, 'AirSync:ServerId')
  const folder = folderWith(collectionId, context)
  const data = serverId && folder ? await dataOf(operation, { folder, serverId }, context) : null
  const known = [
    collectionId ? element('AirSync:CollectionId', collectionId) : null,
    serverId ? element('AirSync:ServerId', serverId) : null,
  ]
  const found = data && folder
  const status = !serverId
    ? ItemOperationsStatus.ProtocolError
    : found
      ? ItemOperationsStatus.Success
      : ItemOperationsStatus.ObjectNotFound
  return element('ItemOperations:Fetch', [
    element('ItemOperations:Status', status),
    ...known,
    found ? element('AirSync:Class', folder.className) : null,
    found ? element('ItemOperations:Properties', data.children) : null,
  ])
}

async function dataOf(
  operation: Element,
  { folder, serverId }: { folder: Folder; serverId: string },
  context: CommandContext,
): Promise<Element | null> {
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  const state = await loadState(app.database, ref)
  const options = childOf(operation, 'ItemOperations:Options')
  const preferences = options ? readBodyPreferences(options) : []
  const stored = storedOptions(state?.options)
  const scope = scopeOf(context, folder, { ...stored, bodyPreferences: preferences })
  const data = scope && (await fetchItem(context, scope, serverId))
  return data ? restricted(data, childOf(options, 'ItemOperations:Schema')) : null
}

/** MS-ASCMD, Schema (ItemOperations): only the elements asked for (CAL_R530). */
function restricted(data: Element, schema: Element | undefined): Element {
  if (!schema || schema.children.length === 0) return data
  const wanted = new Set<Tag>(schema.children.map((child) => child.tag))
  return { ...data, children: data.children.filter((child) => wanted.has(child.tag)) }
}

/** Conversations are of mails, and there are none here. */
function moveRefused(operation: Element): Element {
  return element('ItemOperations:Move', [
    element('ItemOperations:Status', ItemOperationsStatus.NotSupported),
    childOf(operation, 'ItemOperations:ConversationId') ?? element('ItemOperations:ConversationId'),
  ])
}

function emptyFolder(operation: Element, context: CommandContext): Element {
  const collectionId = textOf(operation, 'AirSync:CollectionId')
  const folder = folderWith(collectionId, context)
  const status =
    folder?.className === 'Email'
      ? ItemOperationsStatus.Success
      : ItemOperationsStatus.ProtocolError
  return element('ItemOperations:EmptyFolderContents', [
    element('ItemOperations:Status', status),
    collectionId ? element('AirSync:CollectionId', collectionId) : null,
  ])
}

function folderWith(id: string | undefined, { session, app }: CommandContext): Folder | undefined {
  return foldersOf(session, app.config).find((folder) => folder.serverId === id)
}
