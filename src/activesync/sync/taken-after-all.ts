import { type StateRow, saveState } from '../../store/sync-states.js'
import type { Turn } from './collection-turn.js'
import type { LastAnswer } from './last-answer.js'
import { takeAsTold } from './refusal.js'
import { syncKey } from './sync-key.js'

/**
 * A device may turn up with the key of an answer that was replaced by another one: it has taken that
 * after all. What it holds is known, so it gets on without beginning anew: with an empty answer first.
 * Null when the key was never issued.
 */
export async function takenAfterAll(turn: Turn, state: StateRow): Promise<StateRow | null> {
  const { tx, ref, work } = turn
  const answer = state.last_answer as LastAnswer | null
  const taken = answer?.given?.find(
    ({ generation }) => syncKey({ epoch: state.epoch, generation }) === work.syncKey,
  )
  if (!answer || !taken) return null
  await takeAsTold(tx, ref, { commands: taken.commands, instead: answer.commands })
  const empty: LastAnswer = {
    ...{ commands: [], applied: [], moreAvailable: false, base: taken.generation },
  }
  const generation = state.generation + 1
  const next = { ...state, generation, more: true, reconcile_from: 0, last_answer: empty }
  await saveState(tx, ref, next)
  return next
}
