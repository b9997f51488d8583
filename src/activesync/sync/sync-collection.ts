import type { Sql } from '../../store/database.js'
import { collectionRevision, hasCollection, settleJournal } from '../../store/journal.js'
import { dropAllHeld, dropHeld, forgetAdds, lookFrom, saveHeld } from '../../store/sync-items.js'
import {
  ALL_ITEMS,
  createState,
  lockState,
  type StateRow,
  saveState,
} from '../../store/sync-states.js'
import type { CommandContext } from '../command.js'
import type { Folder } from '../folders.js'
import { apartWith, leftApart } from './apart.js'
import { ClientChanges } from './apply-client-changes.js'
import { SyncStatus } from './client-command.js'
import {
  type CollectionOptions,
  optionsHash,
  type StoredOptions,
  storedOptions,
} from './collection-options.js'
import {
  type CollectionResult,
  type CollectionWork,
  clientRequest,
  nothing,
  responsesOf,
  type Turn,
} from './collection-turn.js'
import { applyGuarded } from './guards.js'
import { type AppliedCommand, answerOf, keysOf, type LastAnswer, printOf } from './last-answer.js'
import { repeat } from './repeat.js'
import { type Scope, scopeOf } from './scope.js'
import { earliest } from './selection.js'
import { serverChanges } from './server-changes.js'
import type { ServerChanges } from './server-command.js'
import { recordSetAside } from './set-aside.js'
import { INITIAL_KEY, keyKind, newEpoch, syncKey } from './sync-key.js'
import { takenAfterAll } from './taken-after-all.js'
import { turnedTo } from './turned-state.js'

/** One collection's turn: client changes, their results and the new state commit together. */
export async function syncCollection(
  context: CommandContext,
  folder: Folder,
  work: CollectionWork,
): Promise<CollectionResult> {
  const { session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  let afterCommit: Turn['afterCommit'] = []
  const result = await context.app.database.transact(async (tx) => {
    afterCommit = []
    const turn: Turn = { tx, ref, context, folder, work, afterCommit }
    if (work.syncKey === INITIAL_KEY) return await startOver(turn)
    const state = await lockState(tx, ref)
    if (!state) return nothing(await statusWithoutState(turn), INITIAL_KEY)
    const kind = keyKind(work.syncKey, keysOf(state))
    if (kind === 'unknown') {
      const taken = await takenAfterAll(turn, state)
      return taken ? await repeat(turn, taken) : nothing(SyncStatus.InvalidSyncKey, INITIAL_KEY)
    }
    return kind === 'current' ? await goOn(turn, state) : await repeat(turn, state)
  })
  for (const act of afterCommit) act()
  return result
}

/**
 * A user may have deleted the folder since this request's session was read: 12, not 3, on which
 * Android wipes all calendars (field-guide §2.5).
 */
async function statusWithoutState({ tx, ref, folder }: Turn): Promise<SyncStatus> {
  const { collectionId } = folder
  const there = collectionId === null || (await hasCollection(tx, ref.tenantId, collectionId))
  return there ? SyncStatus.InvalidSyncKey : SyncStatus.FolderHierarchyChanged
}

/**
 * SyncKey 0: a new state, in which the device holds nothing. Asked again before anything came of
 * it, it gives the same key, so that identical requests at once do not void each other's keys.
 */
async function startOver(turn: Turn): Promise<CollectionResult> {
  const { tx, ref, folder, work } = turn
  const gone = (await statusWithoutState(turn)) === SyncStatus.FolderHierarchyChanged
  if (gone) return nothing(SyncStatus.FolderHierarchyChanged, INITIAL_KEY)
  await createState(tx, ref, { collectionId: folder.collectionId, epoch: newEpoch() })
  const state = await lockState(tx, ref)
  if (!state) throw new Error('A state just made is gone')
  const unused = state.generation <= 1 && state.last_answer === null
  if (!unused) await dropAllHeld(tx, ref)
  const options: StoredOptions = { ...(work.options ?? storedOptions(null)) }
  if (work.supported) options.supported = work.supported
  const { collectionId } = folder
  const { known } =
    collectionId === null ? { known: 0 } : await collectionRevision(tx, ref.tenantId, collectionId)
  const fresh: StateRow = {
    collection_id: collectionId,
    epoch: unused ? state.epoch : newEpoch(),
    generation: 1,
    options,
    options_hash: optionsHash(options),
    revision: known,
    cursor_item: ALL_ITEMS,
    more: collectionId !== null,
    reconcile_from: 0,
    limited: false,
    next_boundary_at: null,
    last_answer: null,
  }
  await saveState(tx, ref, fresh)
  return { ...nothing(SyncStatus.Success, syncKey(fresh)), changed: true }
}

async function goOn(turn: Turn, before: StateRow): Promise<CollectionResult> {
  const { tx, ref, context, folder, work } = turn
  const stored = storedOptions(before.options)
  const state = withOptions(turnedTo(folder, before), stored, work.options)
  const scope = scopeOf(context, folder, storedOptions(state.options))
  if (!scope) return await goOnWithoutItems(turn, state)

  await forgetAcknowledged(turn, before)
  const client = new ClientChanges(tx, scope, clientRequest(before, stored, null))
  const applied = await applyGuarded(turn, { scope, client }, work.commands)
  if (client.own.size > 0) await settleJournal(tx)
  const from = client.beyondLimit ? 0 : state.reconcile_from
  const apart = leftApart(before)
  const server = await fromServer(tx, scope, {
    ...{ state: { ...state, reconcile_from: from }, client },
    work: apart ? { ...work, windowSize: 1 } : work,
  })
  await saveHoldings(turn, server)

  const changed = server.commands.length > 0 || applied.length > 0
  const next: StateRow = { ...state, ...server.progress }
  next.next_boundary_at = earliest([next.next_boundary_at, client.changesAt])
  if (changed) {
    next.generation = state.generation + 1
    next.last_answer = {
      ...answerOf(server.commands, applied, server.moreAvailable),
      ...apartWith(apart, server, work.getChanges),
    }
  }
  if (changed || differs(before, next)) await saveState(tx, ref, next)
  return {
    status: SyncStatus.Success,
    syncKey: syncKey(next),
    changed,
    commands: server.commands,
    responses: responsesOf(applied),
    moreAvailable: server.moreAvailable,
  }
}

async function saveHoldings(turn: Turn, server: ServerChanges): Promise<void> {
  const { tx, ref } = turn
  if (server.unlooked !== null) await lookFrom(tx, ref, server.unlooked)
  await saveHeld(tx, ref, server.held)
  await dropHeld(tx, ref, server.dropped)
  await recordSetAside(turn, server.setAside)
}

/**
 * The newest key says that the answer which brought it has come: its Adds are known by ServerId now,
 * and a ClientId may name another item. Those never acknowledged stay known, even beyond a SyncKey 0.
 */
async function forgetAcknowledged({ tx, ref }: Turn, state: StateRow): Promise<void> {
  const answer = state.last_answer as LastAnswer | null
  const clientIds = (answer?.applied ?? []).flatMap(({ response: { op, clientId, status } }) =>
    op === 'Add' && clientId !== null && status === SyncStatus.Success ? [clientId] : [],
  )
  await forgetAdds(tx, ref, clientIds)
}

/** An options block replaces the one before as a whole; without one, that stays (field-guide §2.2). */
function withOptions(
  state: StateRow,
  stored: StoredOptions,
  asked: CollectionOptions | undefined,
): StateRow {
  if (!asked) return state
  const hash = optionsHash(asked)
  if (hash === state.options_hash) return state
  const options: StoredOptions = { ...asked }
  if (stored.supported) options.supported = stored.supported
  const filtered = asked.filterType !== stored.filterType
  const reconcile_from = filtered ? 0 : state.reconcile_from
  return { ...state, options, options_hash: hash, reconcile_from }
}

async function fromServer(
  tx: Sql,
  scope: Scope,
  { state, client, work }: { state: StateRow; client: ClientChanges; work: CollectionWork },
): Promise<ServerChanges> {
  if (!work.getChanges) {
    // What there may be stays to be found by the next Sync that asks for it.
    const progress = { ...state, more: true }
    const none = { commands: [], held: [], dropped: [], setAside: [] }
    return { ...none, progress, moreAvailable: false, unlooked: null }
  }
  return await serverChanges(tx, scope, {
    state,
    limit: work.windowSize,
    own: client.own,
    ownPending: client.pending,
  })
}

/** The empty mail folders: nothing comes, and nothing that is sent there can be stored. */
async function goOnWithoutItems(turn: Turn, state: StateRow): Promise<CollectionResult> {
  const { tx, ref, work } = turn
  const applied = work.commands
    .filter(({ op }) => op !== 'Fetch')
    .map((command): AppliedCommand => {
      const { op, clientId, serverId, instanceId } = command
      const status = op === 'Add' ? SyncStatus.ConversionError : SyncStatus.ObjectNotFound
      return {
        print: printOf(command),
        response: { op, clientId, serverId, instanceId, status },
      }
    })
  const changed = applied.length > 0
  const next = { ...state, more: false }
  if (changed) {
    next.generation = state.generation + 1
    next.last_answer = answerOf([], applied, false)
  }
  if (changed || differs(state, next)) await saveState(tx, ref, next)
  return {
    ...nothing(SyncStatus.Success, syncKey(next)),
    changed,
    responses: responsesOf(applied),
  }
}

/** Whether anything but the answer is worth a write: an unchanged Sync makes none. */
function differs(a: StateRow, b: StateRow): boolean {
  return (
    a.options_hash !== b.options_hash ||
    a.revision !== b.revision ||
    a.cursor_item !== b.cursor_item ||
    a.more !== b.more ||
    a.reconcile_from !== b.reconcile_from ||
    a.limited !== b.limited ||
    a.next_boundary_at?.getTime() !== b.next_boundary_at?.getTime()
  )
}
