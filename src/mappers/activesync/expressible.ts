import type { Appointment, Span } from '../../store/model.js'
import { patternOf, seriesStart } from './recurrence-pattern.js'

/**
 * Why a series can not be sent as one (field-guide, "Recurrence and exceptions"): a wrong rule must
 * never reach a phone. Null for single appointments and for rules that the protocol has.
 */
export function whyInexpressible(item: Appointment): string | null {
  if (item.rrule === null) return item.rdates.length > 0 ? 'additional dates' : null
  if (item.rdates.length > 0) return 'additional dates'
  const pattern = patternOf(item.rrule, seriesStart(item.span))
  return typeof pattern === 'string' ? pattern : null
}

export function isExpressible(item: Appointment): boolean {
  return whyInexpressible(item) === null
}

/**
 * One occurrence of a series as an appointment of its own, with a UID of its own.
 * @param recurrenceId its original start, as in `Override.recurrenceId`
 * @param span when it takes place
 */
export function singleOccurrence(item: Appointment, recurrenceId: string, span: Span): Appointment {
  const override = item.overrides.find((one) => one.recurrenceId === recurrenceId)
  return {
    ...item,
    ...override?.changes,
    span,
    uid: `${item.uid}-${recurrenceId.replace(/[^0-9A-Za-z]/g, '')}`,
    rrule: null,
    rdates: [],
    overrides: [],
  }
}
