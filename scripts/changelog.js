const PENDING = '## Pending\n'

/** `1.2.3`, without anything behind it. */
export function isVersion(text) {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(text)
}

/** Below 0: `one` is older. */
export function compareVersions(one, other) {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number))
  const place = a.findIndex((number, index) => number !== b[index])
  return place === -1 ? 0 : a[place] - b[place]
}

/**
 * The changelog with what is pending under the version's own heading, and that part as notes; null when
 * nothing is pending.
 */
export function releasedChangelog(text, version, date) {
  const start = text.indexOf(PENDING)
  if (start === -1) return null
  const from = start + PENDING.length
  const next = text.indexOf('\n## ', from)
  const end = next === -1 ? text.length : next + 1
  const notes = text.slice(from, end).trim()
  if (notes === '') return null
  const heading = `## ${version} – ${date}\n`
  const rest = text.slice(end)
  return {
    notes: `${notes}\n`,
    text: `${text.slice(0, from)}\n${heading}\n${notes}\n${rest && `\n${rest}`}`,
  }
}
