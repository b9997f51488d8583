import type { Sql } from '../../store/database.js'
import {
  dropHeld,
  type HeldItem,
  heldOfItems,
  REFUSED_REMOVAL,
  saveHeld,
} from '../../store/sync-items.js'
import type { StateRef, StateRow } from '../../store/sync-states.js'
import { VERSION } from '../../version.js'
import type { Turn } from './collection-turn.js'
import type { Tries } from './evidence.js'
import { type Apart, answerOf, type LastAnswer, unseenIn } from './last-answer.js'
import type { Scope } from './scope.js'
import { serverChanges } from './server-changes.js'
import type { ServerCommand } from './server-command.js'
import { recordSetAside } from './set-aside.js'

/**
 * Another answer to a request whose answer the device asked for again and again. Step by step:
 * the items of the answer are told one at a time; one told alone that it does not get over is followed
 * by an empty answer; if it gets over that one, and then again not over the item, the item is set
 * aside. So the device itself proves in between that answers reach it: on a dead connection nothing
 * gets beyond the empty answer. The key is new; the one that the device has stays accepted.
 */
export async function tellOtherwise(
  turn: Turn,
  scope: Scope,
  state: StateRow,
): Promise<{ next: StateRow; commands: ServerCommand[]; setAside: HeldItem[] }> {
  const { tx, ref } = turn
  const answer = state.last_answer as LastAnswer
  const apart = nextStep(answer)
  const refusal = apart.step === 'set aside' ? await refusalIn(tx, ref, answer) : null
  await untell(tx, ref, answer.commands)
  if (refusal) await saveHeld(tx, ref, [refusal])

  const rewound = { ...state, more: true, reconcile_from: 0 }
  const nothing = { commands: [], progress: rewound, moreAvailable: false }
  const server =
    apart.step === 'probe' ? nothing : await tell(turn, scope, { ...rewound, last_answer: null })
  const { base = state.generation - 1, given = [] } = answer
  const last: LastAnswer = {
    ...answerOf(server.commands, answer.applied, server.moreAvailable),
    base,
    apart: apart.next,
    given: [...given, { generation: state.generation, commands: answer.commands }],
  }
  const generation = state.generation + 1
  const next = { ...state, ...server.progress, generation, last_answer: last }
  return { next, commands: server.commands, setAside: refusal ? [refusal] : [] }
}

type Step = { step: 'take apart' | 'probe' | 'set aside'; next: Apart }

function nextStep({ commands, apart }: LastAnswer): Step {
  const ids = commands.map(([, serverId]) => serverId)
  const [only] = ids
  const unseen = apart?.unseen ?? unseenIn(commands)
  if (only === undefined || ids.length > 1) {
    return { step: 'take apart', next: { suspects: ids, unseen } }
  }
  const suspects = apart?.suspects ?? ids
  if (apart?.accused !== only) return { step: 'probe', next: { suspects, unseen, probing: only } }
  return { step: 'set aside', next: { suspects: suspects.filter((id) => id !== only), unseen } }
}

/** One item, if there is any left. */
async function tell(turn: Turn, scope: Scope, state: StateRow) {
  const { tx, ref } = turn
  const server = await serverChanges(tx, scope, { state, limit: 1, own: new Set() })
  await saveHeld(tx, ref, server.held)
  await dropHeld(tx, ref, server.dropped)
  await recordSetAside(turn, server.setAside)
  return server
}

/** The row of the one item of an answer, as one that the device does not take. */
async function refusalIn(tx: Sql, ref: StateRef, answer: LastAnswer): Promise<HeldItem | null> {
  const [only] = answer.commands
  if (!only || !answer.tries) return null
  const [op, serverId, itemId] = only
  const found = await heldOfItems(tx, ref, [itemId])
  const held = found.find((row) => row.server_id === serverId)
  const row = { server_id: serverId, item_id: itemId, own: false, pending: null }
  const noted = { problem: reasonOf(answer.tries), problem_version: VERSION }
  if (op === 'Delete' || op === 'SoftDelete') {
    return { ...row, ...noted, hash: Buffer.of(0), refused: REFUSED_REMOVAL }
  }
  if (!held?.hash) return null
  // A device that refuses a change keeps the copy it has.
  const hash = op === 'Add' ? null : Buffer.of(0)
  return { ...row, own: held.own, ...noted, hash, refused: held.hash }
}

function reasonOf({ count, first, last }: Tries): string {
  const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`
  return (
    `The device asked ${count} times, from ${minute(first)} to ${minute(last)}, for an answer with ` +
    'this item alone and did not go on, twice; it took one without it in between.'
  )
}

/** The device has nothing of these commands: what they said is to be told again. */
async function untell(tx: Sql, ref: StateRef, commands: LastAnswer['commands']): Promise<void> {
  const held = await heldIn(tx, ref, commands)
  const added: string[] = []
  const again: HeldItem[] = []
  for (const [op, serverId, itemId, foreign] of commands) {
    const row = held.get(serverId)
    if (op === 'Add') added.push(serverId)
    else if (op === 'Change' && row) {
      // What it has instead is not known any more, only that it is something else.
      again.push({ ...row, pending: 'echo', hash: foreign ? Buffer.of(0) : row.hash })
    } else if (op !== 'Change' && !row) again.push({ ...stillThere(serverId, itemId) })
  }
  await dropHeld(tx, ref, added)
  await saveHeld(tx, ref, again)
}

/** The device has taken these commands after all. What they said comes once more, as a Change. */
export async function takeAsTold(
  tx: Sql,
  ref: StateRef,
  { commands, instead }: { commands: LastAnswer['commands']; instead: LastAnswer['commands'] },
): Promise<void> {
  await untell(tx, ref, instead)
  const held = await heldIn(tx, ref, commands)
  const gone: string[] = []
  const there: HeldItem[] = []
  for (const [op, serverId, itemId] of commands) {
    const row = held.get(serverId)
    if (op === 'Delete' || op === 'SoftDelete') gone.push(serverId)
    else if (op === 'Add') there.push({ ...stillThere(serverId, itemId), pending: 'echo' })
    else if (row) there.push({ ...row, problem: null, refused: null, pending: 'echo' })
  }
  await dropHeld(tx, ref, gone)
  await saveHeld(tx, ref, there)
}

function stillThere(serverId: string, itemId: number): HeldItem {
  const row = { server_id: serverId, item_id: itemId, hash: Buffer.of(0) }
  return { ...row, problem: null, own: false, pending: 'look' }
}

async function heldIn(tx: Sql, ref: StateRef, commands: LastAnswer['commands']) {
  const rows = await heldOfItems(tx, ref, [...new Set(commands.map(([, , itemId]) => itemId))])
  return new Map(rows.map((row) => [row.server_id, row]))
}
