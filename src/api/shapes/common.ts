import { z } from 'zod'
import { COLLECTION_KINDS } from '../../store/model.js'
import { checkTimeZone } from '../../store/names.js'

/** ISO 8601 with an offset, as answers write instants. */
export const instantText = z.iso.datetime({ offset: true })

const USUAL_YEARS = /^(19|20|21)\d\d-/

/** An instant that a program sends. */
export const instant = instantText
  .regex(USUAL_YEARS, 'Years are 1900 to 2199')
  .transform((text) => new Date(text))

/** YYYY-MM-DD */
export const calendarDate = z.iso.date().regex(USUAL_YEARS, 'Years are 1900 to 2199')

export const kindName = z.enum(COLLECTION_KINDS as [string, ...string[]]) as unknown as z.ZodType<
  (typeof COLLECTION_KINDS)[number]
>

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
