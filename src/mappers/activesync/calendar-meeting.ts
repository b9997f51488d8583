import { atLeast } from '../../activesync/protocol-version.js'
import { type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Appointment } from '../../store/model.js'
import { hasAttendees } from './attendees.js'
import { keptText, withEntry } from './client-data.js'
import { clean } from './codecs.js'
import type { MapperContext } from './mapper.js'
import { responseType } from './meeting-response.js'
import type { ReadState } from './rule.js'

const ORGANIZER_EMAIL = 'Calendar:OrganizerEmail'
const ORGANIZER_NAME = 'Calendar:OrganizerName'

/** The user himself, unless a client under `keep` told of somebody else's meeting. */
export function writeOrganizer(item: Appointment, { account }: MapperContext): Element[] {
  const email = keptText(item.clientData, ORGANIZER_EMAIL)
  const name = keptText(item.clientData, ORGANIZER_NAME)
  return [
    element(ORGANIZER_NAME, email ? clean(name ?? email) : clean(account.displayName)),
    element(ORGANIZER_EMAIL, email ?? account.email),
  ]
}

/** Who invited the user, where a client told of another than him; else null. */
export function foreignOrganizer({
  clientData,
}: Pick<Appointment, 'clientData'>): { name: string; email: string } | null {
  const email = keptText(clientData, ORGANIZER_EMAIL)
  if (!email) return null
  return { name: keptText(clientData, ORGANIZER_NAME) ?? email, email }
}

/** R-ONO-118 with MS-ASCAL, MeetingStatus: bit 1 meeting, 2 received, 4 cancelled. */
export function meetingStatus(item: Appointment, context: MapperContext): number {
  const received = keptText(item.clientData, ORGANIZER_EMAIL) !== undefined
  const meeting = received || hasAttendees(item.participants, context)
  if (!meeting) return 0
  return 1 + (received ? 2 : 0) + (item.status === 'cancelled' ? 4 : 0)
}

/** MS-ASCAL, ResponseType: 1 organizer, else what the user answered. */
export function writeResponseType(item: Appointment, context: MapperContext): Element | null {
  const status = meetingStatus(item, context)
  if (status === 0 || !atLeast(context.version, '14.0')) return null
  return element('Calendar:ResponseType', status & 2 ? responseType(item, context.account.id) : 1)
}

/** From 16.0 clients send no organizer; before, only `keep` believes in another than the user. */
export function keepOrganizer(state: ReadState<Appointment>, context: MapperContext): void {
  const email = textOf(state.data, ORGANIZER_EMAIL)?.trim()
  if (!email || context.rules.attendees !== 'keep' || atLeast(context.version, '16.0')) return
  const own = email.toLowerCase() === context.account.email.toLowerCase()
  const name = textOf(state.data, ORGANIZER_NAME)
  const data = withEntry(state.clientData, ORGANIZER_EMAIL, own ? undefined : clean(email))
  state.clientData = withEntry(data, ORGANIZER_NAME, own || !name ? undefined : clean(name))
}
