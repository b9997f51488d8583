import { settleJournal } from '../../store/journal.js'
import { dropHeld, heldItem, saveHeld } from '../../store/sync-items.js'
import { type StateRow, saveState } from '../../store/sync-states.js'
import { ClientChanges } from './apply-client-changes.js'
import { type ClientCommand, type ItemResponse, SyncStatus } from './client-command.js'
import { storedOptions } from './collection-options.js'
import { type CollectionResult, clientRequest, responsesOf, type Turn } from './collection-turn.js'
import { isEnough, oneMore } from './evidence.js'
import { applyGuarded } from './guards.js'
import { type AppliedCommand, answerOf, type LastAnswer, printOf } from './last-answer.js'
import { tellOtherwise } from './refusal.js'
import { type Replayed, replay } from './replay.js'
import { type Scope, scopeOf } from './scope.js'
import { earliest } from './selection.js'
import type { ServerCommand } from './server-command.js'
import { parseServerId } from './server-id.js'
import { recordSetAside } from './set-aside.js'
import { syncKey } from './sync-key.js'

const NOTHING: Replayed = { commands: [], held: [], dropped: [] }

/** The key before: its answer got lost, or the request came twice. The same answer again. */
export async function repeat(turn: Turn, state: StateRow): Promise<CollectionResult> {
  const { context, folder, work } = turn
  const answer = state.last_answer as LastAnswer
  const commands = work.commands.filter(({ op }) => op !== 'Fetch')
  const scope = scopeOf(context, folder, storedOptions(state.options))
  const next = { ...state }
  const known = await applyAnew(turn, scope, { next, answer, commands })
  const asked = new Set(commands.map(printOf))
  const applied = [...known.values()]
  const responses = responsesOf(applied.filter(({ print }) => asked.has(print)))
  const tries = oneMore(answer.tries, context.app.now())
  if (scope && answer.commands.length > 0 && isEnough(tries)) {
    const lost = fitting(answer.commands.map(commandOf), commands, applied)
    next.last_answer = { ...answer, ...answerOf(lost, applied, answer.moreAvailable), tries }
    return await otherwise(turn, scope, { state: next, responses })
  }
  const again = scope ? await replay(turn.tx, scope, answer) : NOTHING
  next.last_answer = { ...answer, applied, tries, commands: await stillTold(turn, answer, again) }
  if (again.dropped.length > 0) next.reconcile_from = 0
  next.more ||= again.held.length > 0 || next.reconcile_from !== null
  if (changed(state, next, answer)) await saveState(turn.tx, turn.ref, next)
  return {
    status: SyncStatus.Success,
    syncKey: syncKey(state),
    changed: true,
    commands: fitting(again.commands, commands, applied),
    responses,
    moreAvailable: answer.moreAvailable,
  }
}

type Again = { next: StateRow; answer: LastAnswer; commands: readonly ClientCommand[] }

/**
 * Applies what the request before had not, and takes back what this one has no more. By their prints,
 * the commands that are applied now; `next` is told what the next Sync must look at.
 */
async function applyAnew(
  turn: Turn,
  scope: Scope | null,
  { next, answer, commands }: Again,
): Promise<Map<string, AppliedCommand>> {
  const known = new Map(answer.applied.map((one) => [one.print, one]))
  const fresh = commands.filter((command) => !known.has(printOf(command)))
  if (scope && fresh.length > 0) {
    const stored = storedOptions(next.options)
    const client = new ClientChanges(turn.tx, scope, clientRequest(next, stored, answer))
    for (const one of await applyGuarded(turn, { scope, client }, fresh)) {
      known.set(one.print, one)
      // What it deleted and may not delete comes back.
      if (one.response.status === SyncStatus.Conflict) lookAtAll(next)
    }
    if (client.own.size > 0) await settleJournal(turn.tx)
    next.more ||= client.pending
    if (client.beyondLimit) next.reconcile_from = 0
    next.next_boundary_at = earliest([next.next_boundary_at, client.changesAt])
  }
  for (const one of withdrawn(answer.applied, commands)) {
    known.delete(one.print)
    await takeBack(turn, one)
    lookAtAll(next)
  }
  return known
}

function lookAtAll(next: StateRow): void {
  next.more = true
  next.reconcile_from = 0
}

/** Records what the device holds after this replay; the commands that can be given again. */
async function stillTold(
  { tx, ref }: Turn,
  { commands }: LastAnswer,
  { held, dropped }: Replayed,
): Promise<LastAnswer['commands']> {
  await saveHeld(tx, ref, held)
  await dropHeld(tx, ref, dropped)
  return commands.filter(([, serverId]) => !dropped.includes(serverId))
}

function commandOf([op, serverId, itemId, foreign]: LastAnswer['commands'][number]): ServerCommand {
  return { op, serverId, itemId, foreign }
}

/** The same answer does not get this device on. */
async function otherwise(
  turn: Turn,
  scope: Scope,
  { state, responses }: { state: StateRow; responses: ItemResponse[] },
): Promise<CollectionResult> {
  const { next, commands, setAside } = await tellOtherwise(turn, scope, state)
  await recordSetAside(turn, setAside)
  await saveState(turn.tx, turn.ref, next)
  const { moreAvailable } = next.last_answer as LastAnswer
  const syncStatus = { status: SyncStatus.Success, syncKey: syncKey(next), changed: true }
  return { ...syncStatus, commands, responses, moreAvailable }
}

/**
 * What of an answer given again fits what the device has now. What it deletes it has no more, so
 * that there is nothing to change or delete; an Add is what a refused Delete brings back, and a
 * Change if that Delete is not asked for again.
 */
function fitting(
  again: readonly ServerCommand[],
  asked: readonly ClientCommand[],
  applied: readonly AppliedCommand[],
): ServerCommand[] {
  const deleted = wholeDeletes(asked)
  const refused = applied.filter(({ response }) => response.status === SyncStatus.Conflict)
  const restored = wholeDeletes(refused.map(({ response }) => response))
  return again
    .filter(({ op, serverId }) => op === 'Add' || !deleted.has(serverId))
    .map((one) => {
      const there = restored.has(one.serverId) && !deleted.has(one.serverId)
      return one.op === 'Add' && there ? { ...one, op: 'Change' } : one
    })
}

function wholeDeletes(
  commands: readonly Pick<ClientCommand, 'op' | 'serverId' | 'instanceId'>[],
): Set<string | null> {
  const whole = commands.filter(({ op, instanceId }) => op === 'Delete' && instanceId === null)
  return new Set(whole.map(({ serverId }) => serverId))
}

function changed(before: StateRow, after: StateRow, answer: LastAnswer): boolean {
  const { applied, tries } = after.last_answer as LastAnswer
  const same =
    applied.length === answer.applied.length &&
    applied.every(({ print }, index) => print === answer.applied[index]?.print)
  return (
    !same ||
    tries !== answer.tries ||
    before.more !== after.more ||
    before.reconcile_from !== after.reconcile_from
  )
}

/** What was applied, and is neither asked for again nor replaced: the device knows nothing of it. */
function withdrawn(
  applied: readonly AppliedCommand[],
  commands: readonly ClientCommand[],
): AppliedCommand[] {
  const clientIds = new Set(commands.map(({ clientId }) => clientId))
  const serverIds = new Set(commands.map(({ serverId }) => serverId))
  const deletes = wholeDeletes(commands)
  return applied.filter(({ response: { op, clientId, serverId, instanceId, status } }) => {
    if (status !== SyncStatus.Success) return false
    if (op === 'Add') return !clientIds.has(clientId)
    // A Change in place of a Delete says that the device has the item still.
    const whole = op === 'Delete' && instanceId === null
    return whole ? !deletes.has(serverId) : !serverIds.has(serverId)
  })
}

/** So that the next Sync brings the device what came of a command it does not repeat. */
async function takeBack({ tx, ref }: Turn, { response }: AppliedCommand): Promise<void> {
  const { op, serverId, instanceId } = response
  const parts = serverId === null ? null : parseServerId(ref.folderId, serverId)
  if (serverId === null || !parts) return
  if (op === 'Add') return await dropHeld(tx, ref, [serverId])
  const held = await heldItem(tx, ref, serverId)
  if (held) return await saveHeld(tx, ref, [{ ...held, pending: 'echo' }])
  if (op !== 'Delete' || instanceId !== null) return
  const row = { server_id: serverId, item_id: parts.itemId, hash: Buffer.of(0) }
  await saveHeld(tx, ref, [{ ...row, problem: null, own: false, pending: 'look' }])
}
