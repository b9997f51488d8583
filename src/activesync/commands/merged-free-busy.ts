import type { BusyTime } from '../../store/free-busy.js'

const HALF_HOUR = 30 * 60_000

/**
 * MS-ASCMD, MergedFreeBusy: a digit for each half hour from the start on, the last one for what
 * remains; of several appointments in one the highest (MS-ASCMD_R3327, R3329, R3330).
 * @param window instants in milliseconds
 */
export function mergedFreeBusy(
  times: readonly BusyTime[],
  { from, to }: { from: number; to: number },
): string {
  const digits = new Uint8Array(Math.ceil((to - from) / HALF_HOUR))
  for (const { start, end, level } of times) {
    const first = Math.max(0, Math.floor((start.getTime() - from) / HALF_HOUR))
    const behind = Math.min(digits.length, Math.ceil((end.getTime() - from) / HALF_HOUR))
    for (let at = first; at < behind; at++) digits[at] = Math.max(digits[at] ?? 0, level)
  }
  return digits.join('')
}
