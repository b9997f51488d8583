import { z } from 'zod'
import { PROTOCOL_VERSIONS } from '../../activesync/protocol-version.js'
import { COLLECTION_KINDS } from '../../store/model.js'
import { checkTimeZone } from '../../store/names.js'

/** ISO 8601 with an offset, as answers write instants. */
export const instantText = z.iso.datetime({ offset: true })

/** Beyond these calendars and their zones mean nothing. */
function isUsual(text: string): boolean {
  return /^(19|20|21)\d\d-/.test(text)
}

/** An instant that a program sends. */
export const instant = instantText
  .refine(isUsual, 'Years are 1900 to 2199')
  .transform((text) => new Date(text))

/** YYYY-MM-DD */
export const calendarDate = z.iso.date().refine(isUsual, 'Years are 1900 to 2199')

export const kindName = z.enum(COLLECTION_KINDS as [string, ...string[]]) as unknown as z.ZodType<
  (typeof COLLECTION_KINDS)[number]
>

export const protocolVersion = z.enum(PROTOCOL_VERSIONS as unknown as [string, ...string[]])

export const language = z.enum(['de', 'en'])

/** A zone by its name in the database of time zones. */
export const timeZone = z.string().min(1).max(64).refine(isZone, 'Write it like Europe/Berlin')

function isZone(zone: string): boolean {
  try {
    return checkTimeZone(zone) === zone
  } catch {
    return false
  }
}

export const rowId = z.int().min(1)

/** Writes instants as answers have them. */
export function textOf(at: Date): string
export function textOf(at: Date | null): string | null
export function textOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
