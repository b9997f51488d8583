/** Chance that is the same for the same seed, so that every demo of a day is alike. */
export type Random = {
  /** 0 to `below` - 1. */
  whole(below: number): number
  chance(share: number): boolean
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number]
  /** `count` different ones, or all of them. */
  some<T>(list: readonly T[], count: number): T[]
}

/** Mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (below: number) => Math.floor(next() * below)
  return {
    whole,
    chance: (share) => next() < share,
    pick: (list) => list[whole(list.length)] ?? list[0],
    some(list, count) {
      const left = [...list]
      const taken: typeof left = []
      while (taken.length < count && left.length > 0)
        taken.push(...left.splice(whole(left.length), 1))
      return taken
    },
  }
}
