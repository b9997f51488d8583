import { loadState } from '../../store/sync-states.js'
import type { CommandContext } from '../command.js'
import { echoedId } from '../echoed.js'
import { type Folder, foldersFor } from '../folders.js'
import { storedOptions } from '../sync/collection-options.js'
import { fetchItem } from '../sync/fetch-item.js'
import { scopeOf } from '../sync/scope.js'
import { childOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'
import { ItemOperationsStatus } from './item-operations-status.js'
import { hasFaultyPreference, readBodyPreferences } from './sync/options.js'

/** MS-ASCMD, Fetch (ItemOperations): of items that the device holds; there is nothing else here. */
export async function fetchOperation(
  operation: Element,
  context: CommandContext,
): Promise<Element> {
  const elsewhere = statusElsewhere(operation)
  if (elsewhere !== null) return answer(operation, elsewhere)
  const serverId = textOf(operation, 'AirSync:ServerId')
  const options = childOf(operation, 'ItemOperations:Options')
  if (!serverId || (options && hasFaultyPreference(options))) {
    return answer(operation, ItemOperationsStatus.ProtocolError)
  }
  const folder = folderWith(textOf(operation, 'AirSync:CollectionId'), context)
  const data = folder ? await dataOf(operation, { folder, serverId }, context) : null
  return folder && data
    ? answer(operation, ItemOperationsStatus.Success, { className: folder.className, data })
    : answer(operation, ItemOperationsStatus.ObjectNotFound)
}

/**
 * Of what is no item of a folder: there are no attachments, a Search gives out no LongIds, and files of
 * other servers are never reached for (field-guide §5). Null for an item.
 */
function statusElsewhere(operation: Element): number | null {
  const has = (tag: Tag) => childOf(operation, tag) !== undefined
  const store = textOf(operation, 'ItemOperations:Store')?.trim().toLowerCase() ?? 'mailbox'
  if (store === 'documentlibrary' || has('DocumentLibrary:LinkId')) {
    return ItemOperationsStatus.AccessDenied
  }
  if (store !== 'mailbox') return ItemOperationsStatus.UnknownStore
  if (has('AirSyncBase:FileReference')) return ItemOperationsStatus.InvalidAttachment
  return has('Search:LongId') ? ItemOperationsStatus.ObjectNotFound : null
}

/** What names the thing, in the order of MS-ASCMD's schema; the class stands among them. */
const BEFORE_CLASS: readonly Tag[] = ['AirSync:CollectionId', 'AirSync:ServerId', 'Search:LongId']
const BEHIND_CLASS: readonly Tag[] = ['DocumentLibrary:LinkId', 'AirSyncBase:FileReference']

function answer(
  operation: Element,
  status: number,
  found?: { className: string; data: Element },
): Element {
  const told = (tags: readonly Tag[], echo: (tag: Tag, text: string) => Element) =>
    tags.map((tag) => {
      const text = textOf(operation, tag)
      return text ? echo(tag, text) : null
    })
  return element('ItemOperations:Fetch', [
    element('ItemOperations:Status', status),
    ...told(BEFORE_CLASS, echoedId),
    found ? element('AirSync:Class', found.className) : null,
    ...told(BEHIND_CLASS, element),
    found ? element('ItemOperations:Properties', found.data.children) : null,
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

export function folderWith(id: string | undefined, context: CommandContext): Folder | undefined {
  return foldersFor(context).find((folder) => folder.serverId === id)
}
