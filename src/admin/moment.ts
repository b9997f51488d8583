import type { Visitor } from './visitor.js'

/** A moment as the visitor reads it, in the visitor's zone. */
export function momentIn({ words, session }: Visitor, at: Date | null): string {
  if (!at) return words.never
  const form = { dateStyle: 'medium', timeStyle: 'short', timeZone: session.timeZone } as const
  return new Intl.DateTimeFormat(words.locale, form).format(at)
}

/** The same with seconds, without a year. */
export function secondIn({ words, session }: Visitor, at: Date): string {
  const two = '2-digit'
  const { timeZone } = session
  const form = { day: two, month: two, hour: two, minute: two, second: two, timeZone } as const
  return new Intl.DateTimeFormat(words.locale, form).format(at)
}
