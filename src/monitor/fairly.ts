/** At most so many of all, in rounds: the first of each list, the second of each, … */
export function fairly<T>(lists: readonly (readonly T[])[], most: number): T[] {
  const chosen: T[] = []
  const longest = lists.reduce((length, list) => Math.max(length, list.length), 0)
  for (let round = 0; round < longest; round++) {
    for (const list of lists) {
      const one = list[round]
      if (one === undefined) continue
      if (chosen.length === most) return chosen
      chosen.push(one)
    }
  }
  return chosen
}
