/**
 * True if the whole text fits the pattern, in which `*` stands for any characters and `?` for one; in
 * any case of letters. Takes at most pattern × text steps: it never looks back beyond the last `*`.
 */
export function fitsWildcard(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase()
  const given = text.toLowerCase()
  let at = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < given.length; ) {
    const sign = wanted[at]
    if (sign === '*') {
      star = at++
      resume = index
    } else if (sign !== undefined && (sign === '?' || sign === given[index])) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++resume
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}
