/** Numbers that follow from a seed: the same case again by its number. */
export type Random = {
  /** 0 to `below` - 1 */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  chance(share: number): boolean
}

/** Mulberry32 over the seed and a case's number. */
export function randomOf(seed: number, index: number): Random {
  let state = (Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) + Math.imul(index + 1, 0xc2b2_ae35)) | 0
  const next = () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    pick<T>(from: readonly T[]): T {
      const found = from[int(from.length)]
      if (found === undefined) throw new RangeError('Nothing to pick from')
      return found
    },
    chance: (share) => next() < share,
  }
}
