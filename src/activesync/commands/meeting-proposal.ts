import { parseDateTime } from '../../mappers/time/date-time.js'
import { type Element, textOf } from '../wbxml/element.js'

/** MS-ASCMD, ProposedStartTime and ProposedEndTime (16.1): another time that an attendee proposes. */
export type Proposal = { start: Date; end: Date }

/** Null when there is none. */
export function readProposal(request: Element): Proposal | null | 'malformed' | 'incomplete' {
  const start = textOf(request, 'MeetingResponse:ProposedStartTime')
  const end = textOf(request, 'MeetingResponse:ProposedEndTime')
  if (start === undefined && end === undefined) return null
  if (start === undefined || end === undefined) return 'incomplete'
  const from = parseDateTime(start)
  const to = parseDateTime(end)
  if (from === undefined || to === undefined) return 'malformed'
  return from < to ? { start: new Date(from), end: new Date(to) } : 'incomplete'
}
