import type { Participant } from '../../store/model.js'
import { type Component, propertiesOf, propertyOf } from '../text/component.js'
import { type ContentLine, clean, escapeParam, param } from '../text/content-line.js'
import { neutralOf, PARTSTAT, wireOf } from './codes.js'

const MOST_PARTICIPANTS = 500
/** What some programs write for a person without an address. */
const NO_ADDRESS = 'invalid:nomail'

/**
 * RFC 5545, Attendee and Organizer, as participants of kind `external`, one per address. The
 * organizer comes first; alone it is no participant.
 */
export function readParticipants(event: Component): Participant[] {
  const attendees = propertiesOf(event, 'ATTENDEE').map(readParticipant)
  const organizer = propertyOf(event, 'ORGANIZER')
  const first = organizer && attendees.length > 0 ? [readParticipant(organizer)] : []
  const byAddress = new Map<string, Participant>()
  // The organizer's own ATTENDEE line says more and replaces it.
  for (const one of [...first.map(asOrganizer), ...attendees]) {
    const key = (one.email ?? one.name).toLowerCase()
    if (key !== '') byAddress.set(key, one)
  }
  return [...byAddress.values()].slice(0, MOST_PARTICIPANTS)
}

function asOrganizer(participant: Participant): Participant {
  return { ...participant, status: 'accepted' }
}

function readParticipant(line: ContentLine): Participant {
  const email = addressOf(line)
  const name = clean(param(line, 'CN') ?? '').trim()
  const role = param(line, 'ROLE')?.toUpperCase()
  return {
    kind: 'external',
    refId: null,
    name: name === '' ? (email ?? '') : name,
    email,
    status: neutralOf(PARTSTAT, param(line, 'PARTSTAT')) ?? 'unknown',
    optional: role === 'OPT-PARTICIPANT' || role === 'NON-PARTICIPANT',
  }
}

/** The e-mail address: of the value, or of the EMAIL parameter where the value is a path. */
function addressOf(line: ContentLine): string | null {
  const value = clean(line.value)
    .trim()
    .replace(/^mailto:/i, '')
  const address = value.includes('@') ? value : (param(line, 'EMAIL') ?? '')
  return address.includes('@') && address.length <= 320 ? address.trim() : null
}

/** An ATTENDEE line of any kind of participant; reads back as an external one. */
export function writeAttendee(participant: Participant): string {
  const status = wireOf(PARTSTAT, participant.status)
  const params = [
    `CN=${escapeParam(participant.name)}`,
    participant.kind === 'resource' ? 'CUTYPE=RESOURCE' : null,
    participant.optional ? 'ROLE=OPT-PARTICIPANT' : null,
    status === null ? null : `PARTSTAT=${status}`,
  ]
  const address = clean(participant.email ?? '').replace(/\n/g, '')
  const value = address === '' ? NO_ADDRESS : `mailto:${address}`
  return `ATTENDEE;${params.filter((text) => text !== null).join(';')}:${value}`
}
