import { HttpError } from '../../errors.js'
import { loadState } from '../../store/sync-states.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { type Folder, type FolderClass, foldersFor } from '../folders.js'
import { atLeast } from '../protocol-version.js'
import { CALENDAR_FILTERS } from '../sync/calendar-window.js'
import { optionsHash, storedOptions } from '../sync/collection-options.js'
import { keysOf, type LastAnswer } from '../sync/last-answer.js'
import { replay } from '../sync/replay.js'
import { scopeOf } from '../sync/scope.js'
import { serverChanges } from '../sync/server-changes.js'
import { keyKind } from '../sync/sync-key.js'
import { turnedTo } from '../sync/turned-state.js'
import { childOf, childrenOf, type Element, element, textOf } from '../wbxml/element.js'
import { readOptions } from './sync/options.js'

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
    for (const collection of collections) {
      const id = textOf(collection, 'GetItemEstimate:CollectionId')
      // A folder named again would cost a look at all its items again: no client does that.
      const again = id !== undefined && estimates.some((one) => one.collectionId === id)
      estimates.push(again ? refusedTwin(id) : await estimate(collection, context))
    }
    const none = estimates.length === 0 ? CommonStatus.InvalidXml : undefined
    const status = none ?? estimates.find((one) => one.status !== 1)?.status ?? 1
    context.note({ status })
    if (status > 100 && !atLeast(context.version, '14.0')) {
      throw new HttpError(400, `GetItemEstimate is refused with status ${status}.`)
    }
    return element(
      'GetItemEstimate:GetItemEstimate',
      none !== undefined
        ? [element('GetItemEstimate:Status', none)]
        : estimates.map((one) => writeEstimate(one, context)),
    )
  },
}

function refusedTwin(collectionId: string): Estimate {
  return { status: CommonStatus.InvalidXml, collectionId, folder: null, count: 0 }
}

async function estimate(collection: Element, context: CommandContext): Promise<Estimate> {
  const collectionId = textOf(collection, 'GetItemEstimate:CollectionId') ?? ''
  const folders = foldersFor(context)
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
  const kind = keyKind(key, keysOf(state))
  if (kind === 'unknown') {
    return { status: EstimateStatus.InvalidSyncKey, count: 0 }
  }
  const mistake = statusOfMistake(folder.className, collection)
  if (mistake !== null) return { status: mistake, count: 0 }
  const asked = readOptions(childrenOf(collection, 'AirSync:Options'))
  const old = textOf(collection, 'AirSync:FilterType')
  const filter =
    asked.options?.filterType ?? (old === undefined ? undefined : Number(old || Number.NaN))
  const wrong = filter === undefined ? null : statusOfFilter(folder.className, filter)
  if (wrong !== null) return { status: wrong, count: 0 }
  const stored = storedOptions(state.options)
  const options =
    asked.options ?? (filter === undefined ? stored : { ...stored, filterType: filter })
  const scope = scopeOf(context, folder, options)
  if (!scope) return { status: EstimateStatus.Success, count: 0 }
  const before = kind === 'previous' ? (state.last_answer as LastAnswer) : null
  const again = before ? (await replay(app.database, scope, before)).commands.length : 0
  // What comes again, and what it says is available behind it.
  if (before && !before.moreAvailable) return { status: EstimateStatus.Success, count: again }
  const other = optionsHash(options) !== state.options_hash
  const now = turnedTo(folder, state)
  const { commands } = await serverChanges(app.database, scope, {
    state: other ? { ...now, reconcile_from: 0 } : now,
    limit: Number.POSITIVE_INFINITY,
    own: new Set(),
    countOnly: true,
  })
  return { status: EstimateStatus.Success, count: again + commands.length }
}

/** MS-ASCMD, FilterType (GetItemEstimate): the values of each class. */
const FILTERS: Record<FolderClass, readonly number[]> = {
  Calendar: CALENDAR_FILTERS,
  Tasks: [0, 8],
  Email: [0, 1, 2, 3, 4, 5],
  // Ignored, as long as it is one.
  Contacts: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  Notes: [0, 1, 2, 3, 4, 5, 6, 7, 8],
}

/** Null for a value that the class has; else its status: beyond all values, or of another class. */
function statusOfFilter(className: FolderClass, filterType: number): number | null {
  if (FILTERS[className].includes(filterType)) return null
  const known = filterType >= 0 && filterType <= 8
  return known ? CommonStatus.ServerError : CommonStatus.InvalidXml
}

/**
 * MS-ASCMD, ConversationMode (GetItemEstimate), R2100: for mail only. MaxItems, R3265: for the
 * recipient information cache only, which is not here.
 */
function statusOfMistake(className: FolderClass, collection: Element): number | null {
  const conversations = childOf(collection, 'AirSync:ConversationMode') !== undefined
  if (conversations && className !== 'Email') return CommonStatus.InvalidXml
  const blocks = childrenOf(collection, 'AirSync:Options')
  const limited = blocks.some((block) => childOf(block, 'AirSync:MaxItems') !== undefined)
  return limited ? EstimateStatus.InvalidCollection : null
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
