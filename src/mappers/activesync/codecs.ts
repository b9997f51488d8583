import type { Privacy } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { compactDateTime, parseDateTime } from '../time/date-time.js'
import type { Codec } from './rule.js'

/** Characters that no XML and no phone takes (XML 1.0, section "Characters"). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export function clean(text: string): string {
  return text.replace(CONTROL, '')
}

/** One line of text; an empty one is not sent. */
export const text: Codec<string> = {
  write: (value) => clean(value).replace(/\r\n?|\n/g, ' ') || null,
  read: (value) => clean(value).replace(/\r\n?|\n/g, ' '),
  empty: '',
}

/** Text of several lines: LF in the store, CRLF on the wire. */
export const lines: Codec<string> = {
  write: (value) => clean(value).replace(/\r\n?|\n/g, '\r\n') || null,
  read: (value) => clean(value).replace(/\r\n?/g, '\n'),
  empty: '',
}

/** MS-ASDTYPE, Compact DateTime. */
export const compact: Codec<Date> = {
  write: (value) => compactDateTime(value.getTime()),
  read: (value, state) => new Date(instantOf(value, state.tag)),
  empty: new Date(0),
}

/** MS-ASCAL and MS-ASTASK, Sensitivity: 0 normal, 1 personal, 2 private, 3 confidential. */
const PRIVACIES: readonly Privacy[] = ['normal', 'personal', 'private', 'confidential']

/**
 * R-ONO-78, 97: private is 2 and everything else 1; only 2 makes an item private. A value that says
 * what the item already is changes nothing. `echo` has all four values.
 */
export const sensitivity: Codec<Privacy> = {
  write(value, { rules }) {
    if (rules.sensitivity === 'echo') return String(PRIVACIES.indexOf(value))
    return isPrivate(value) ? '2' : '1'
  },
  read(value, { tag, current, context }) {
    const code = numberOf(value, tag)
    const told = PRIVACIES[code]
    if (context.rules.sensitivity === 'echo') return told ?? current ?? 'normal'
    const secret = told === 'private'
    if (current && isPrivate(current) === secret) return current
    return secret ? 'private' : 'normal'
  },
  empty: 'normal',
}

function isPrivate(privacy: Privacy): boolean {
  return privacy === 'private' || privacy === 'confidential'
}

const MAX_REMINDER = 5 * 366 * 24 * 60

/** Minutes before the start, rounded up to a value that the store knows (R-ONO-123). */
export const reminder: Codec<number | null> = {
  write: (value) => (value === null ? null : String(value)),
  read(value, { tag, current, context }) {
    const minutes = Math.min(Math.max(numberOf(value, tag), 0), MAX_REMINDER)
    return minutes === current ? minutes : roundUp(minutes, context.rules.reminderSteps)
  },
  empty: null,
}

/** The next allowed value; the greatest one for anything beyond it. */
export function roundUp(minutes: number, steps: readonly number[] | null): number {
  return steps?.find((step) => step >= minutes) ?? steps?.at(-1) ?? minutes
}

/** An integer of at most nine digits. */
export function numberOf(value: string, path: string): number {
  if (!/^\s*-?\d{1,9}\s*$/.test(value)) throw new MappingError(path, 'not a number')
  return Number(value)
}

/** Milliseconds of a date-time in either shape. */
export function instantOf(value: string, path: string): number {
  const instant = parseDateTime(value)
  if (instant === undefined) throw new MappingError(path, 'not a date-time')
  return instant
}
