import type { Id } from '../../store/model.js'

/** What a device was told last by a command, how often in a row, and until when. */
type Loop = { told: string; times: number; until: number }

/** One of each device and command in this process, the one used longest ago first. */
const loops = new Map<string, Loop>()
const MOST_LOOPS = 20_000

/** The same answer so many times in a row is nobody's fault yet. */
const FREE_TIMES = 3
/** Who asks later than this after the same answer is not in a loop. */
const LOOP_MS = 60_000

/** A command's answer that would say the same as the one before. */
export type Repetition = {
  deviceId: Id
  command: 'Ping' | 'Sync'
  told: string
  mostSeconds: number
}

/**
 * Field-guide §2.3: a device may ask again at once whatever it is told, every second, until its
 * battery is empty. Notes that it is about to be told this; how long its answer is to be held back,
 * in seconds: 0 for the first ones, then 1, 2, 4 and so on.
 */
export function pauseBefore({ deviceId, command, told, mostSeconds }: Repetition): number {
  const key = `${deviceId}:${command}`
  const before = loops.get(key)
  const now = Date.now()
  const repeated = before?.told === told && now - before.until < LOOP_MS
  const times = repeated ? before.times + 1 : 1
  const step = Math.min(times - FREE_TIMES - 1, 10)
  const seconds = step < 0 ? 0 : Math.min(2 ** step, mostSeconds)
  // Behind all others again.
  loops.delete(key)
  loops.set(key, { told, times, until: now + seconds * 1_000 })
  const [oldest] = loops.keys()
  if (loops.size > MOST_LOOPS && oldest !== undefined) loops.delete(oldest)
  return seconds
}

/** The device got on: its next answers come at once again. */
export function leaveLoop(deviceId: Id): void {
  loops.delete(`${deviceId}:Ping`)
  loops.delete(`${deviceId}:Sync`)
}
