/** What a person is looked for by. */
export type DirectoryQuery = {
  /** Beginnings of words, each of which the person must have; the longest first. */
  terms: string[]
  /** Digits that one of the person's numbers must hold; null when the words can't be a number. */
  digits: string | null
}

/** As migration 011 splits names, so that what was typed meets what is stored. */
const SEPARATORS = /[\s,;.()"/<>@_+-]+/
const MOST_TERMS = 8
/** Words are stored up to this length. */
const LONGEST_TERM = 100
const FEWEST_DIGITS = 3

/** Null when there is nothing in it to look for. */
export function directoryQuery(text: string): DirectoryQuery | null {
  // Neither control characters nor halves of a pair stand in a name, nor can they be sent to it.
  const typed = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
  // An address is found as a whole: its domain is everybody's.
  const words = typed.includes('@') && !/\s/.test(typed) ? [typed] : typed.split(SEPARATORS)
  const terms = [...new Set(words.filter((word) => word !== ''))]
    .map((word) => [...word].slice(0, LONGEST_TERM).join(''))
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_TERMS)
  return terms.length === 0 ? null : { terms, digits: digitsOf(typed) }
}

function digitsOf(typed: string): string | null {
  if (!/^[\d\s+()/.-]+$/.test(typed)) return null
  const digits = typed.replace(/\D/g, '').slice(0, LONGEST_TERM)
  return digits.length >= FEWEST_DIGITS ? digits : null
}

/** The first text behind all that begin with `term`, in the order of bytes. */
export function behind(term: string): string {
  return `${term}\u{10ffff}`
}
