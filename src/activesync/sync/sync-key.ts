import { randomBytes } from 'node:crypto'

/** MS-ASCMD, SyncKey (Sync): asks for a new state. */
export const INITIAL_KEY = '0'

/**
 * A key names the state (`epoch`, random, new with every SyncKey 0) and its generation. A key this
 * server never issued can therefore not be accepted by accident.
 */
export function syncKey(state: { epoch: string; generation: number }): string {
  return `{${state.epoch}}${state.generation}`
}

export function newEpoch(): string {
  return randomBytes(6).toString('hex')
}

export type KeyKind = 'current' | 'previous' | 'unknown'

/**
 * What a key means for this state: only the newest and the one it followed upon, `base`, are accepted.
 * Null: nothing was answered yet.
 */
export function keyKind(
  key: string,
  state: { epoch: string; generation: number; base: number | null },
): KeyKind {
  if (key === syncKey(state)) return 'current'
  const { epoch, base } = state
  return base !== null && key === syncKey({ epoch, generation: base }) ? 'previous' : 'unknown'
}
