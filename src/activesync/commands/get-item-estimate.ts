import { loadState } from '../../store/sync-states.js'
import type { Command, CommandContext } from '../command.js'
import { type Folder, foldersOf } from '../folders.js'
import { atLeast } from '../protocol-version.js'
import { optionsHash, storedOptions } from '../sync/collection-options.js'
import { scopeOf } from '../sync/scope.js'
import { serverChanges } from '../sync/server-changes.js'
import { keyKind } from '../sync/sync-key.js'
import { childOf, childrenOf, type Element, element, textOf } from '../wbxml/element.js'
import { readOptions } from './sync/request.js'

/** MS-ASCMD, Status (GetItemEstimate). */
export const EstimateStatus = {
  Success: 1,
  InvalidCollection: 2,
  NotPrimed: 3,
  InvalidSyncKey: 4,
} as const
export type EstimateStatus = (typeof EstimateStatus)[keyof typeof EstimateStatus]

type Estimate = { status: number; collectionId: string; folder: Folder | null; count: number }

/** MS-ASCMD, GetItemEstimate: what the next Sync would deliver, counted in the same way. */
export const getItemEstimate: Command = {
  name: 'GetItemEstimate',

  async handle(root, context) {
    const collections = childrenOf(
      childOf(root, 'GetItemEstimate:Collections'),
      'GetItemEstimate:Collection',
    ).slice(0, 300)
    const estimates: Estimate[] = []
    for (const collection of collections) estimates.push(await estimate(collection, context))
    context.note({ status: estimates.find(({ status }) => status !== 1)?.status ?? 1 })
    return element(
      'GetItemEstimate:GetItemEstimate',
      estimates.length === 0
        ? [element('GetItemEstimate:Status', 103)]
        : estimates.map((one) => writeEstimate(one, context)),
    )
  },
}

async function estimate(collection: Element, context: CommandContext): Promise<Estimate> {
  const collectionId = textOf(collection, 'GetItemEstimate:CollectionId') ?? ''
  const folders = foldersOf(context.session, context.app.config)
  const className =
    textOf(collection, 'GetItemEstimate:Class') ?? textOf(collection, 'AirSync:Class')
  const folder =
    folders.find((one) => one.serverId === collectionId) ??
    (collectionId === '' ? folders.find((one) => one.className === className) : undefined)
  if (!folder)
    return { status: EstimateStatus.InvalidCollection, collectionId, folder: null, count: 0 }
  const known = { collectionId: folder.serverId, folder }
  const { status, count } = await countIn(folder, collection, context)
  return { ...known, status, count }
}

async function countIn(
  folder: Folder,
  collection: Element,
  context: CommandContext,
): Promise<{ status: number; count: number }> {
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  const key = textOf(collection, 'AirSync:SyncKey') ?? ''
  const state = await loadState(app.database, ref)
  if (!state || key === '0') return { status: EstimateStatus.NotPrimed, count: 0 }
  if (keyKind(key, { ...state, hasAnswer: state.last_answer !== null }) === 'unknown') {
    return { status: EstimateStatus.InvalidSyncKey, count: 0 }
  }
  const asked = readOptions(childrenOf(collection, 'AirSync:Options'))
  const filter = textOf(collection, 'AirSync:FilterType')
  if (asked.faulty || (filter !== undefined && !/^[0-8]$/.test(filter))) {
    return { status: statusOfFilter(asked.options?.filterType ?? Number(filter)), count: 0 }
  }
  const stored = storedOptions(state.options)
  const options =
    asked.options ?? (filter === undefined ? stored : { ...stored, filterType: Number(filter) })
  const scope = scopeOf(context, folder, options)
  if (!scope) return { status: EstimateStatus.Success, count: 0 }
  const other = optionsHash(options) !== state.options_hash
  const { commands } = await serverChanges(app.database, scope, {
    state: other ? { ...state, reconcile: true } : state,
    limit: Number.POSITIVE_INFINITY,
    own: new Set(),
    countOnly: true,
  })
  return { status: EstimateStatus.Success, count: commands.length }
}

/** MS-ASCMD, FilterType: beyond the range is a broken request, within it a wrong class. */
function statusOfFilter(filterType: number): number {
  return filterType > 8 ? 103 : 110
}

function writeEstimate(one: Estimate, { version }: CommandContext): Element {
  const withClass = !atLeast(version, '14.0') && one.folder !== null
  return element('GetItemEstimate:Response', [
    element('GetItemEstimate:Status', one.status),
    one.status === EstimateStatus.Success
      ? element('GetItemEstimate:Collection', [
          withClass ? element('GetItemEstimate:Class', one.folder?.className) : null,
          element('GetItemEstimate:CollectionId', one.collectionId),
          element('GetItemEstimate:Estimate', one.count),
        ])
      : null,
  ])
}
