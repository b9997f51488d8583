import { atLeast } from '../../activesync/protocol-version.js'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  textOf,
} from '../../activesync/wbxml/element.js'
import type { Participant, ParticipantKind, ParticipantStatus } from '../../store/model.js'
import { clean } from './codecs.js'
import type { KnownParty, MapperContext, ReadContext } from './mapper.js'

/** MS-ASCAL, AttendeeStatus. */
const STATUS_CODES: Record<ParticipantStatus, number> = {
  unknown: 0,
  tentative: 2,
  accepted: 3,
  declined: 4,
  'not-responded': 5,
}
/** MS-ASCAL, AttendeeType. */
const REQUIRED = 1
const OPTIONAL = 2
const RESOURCE = 3

const MAX_ATTENDEES = 1000

/** R-ONO-113 to 115: everyone with an address but the user himself, who is the organizer. */
export function writeAttendees(
  participants: readonly Participant[],
  context: MapperContext,
): Element | null {
  const shown = participants.filter((one) => isShown(one, context))
  if (shown.length === 0) return null
  return element(
    'Calendar:Attendees',
    shown.map((one) => attendeeElement(one, context)),
  )
}

/** Names that go into the note, for want of an address (R-ONO-113). */
export function namesForNote(
  participants: readonly Participant[],
  context: MapperContext,
): string[] {
  return participants
    .filter((one) => !one.email && one.name !== '' && !isSelf(one, context))
    .map((one) => one.name)
}

export function hasAttendees(
  participants: readonly Participant[],
  context: MapperContext,
): boolean {
  return participants.some((one) => isShown(one, context))
}

/** Addresses that an item names, for a look-up before it is read with `directory`. */
export function attendeeAddresses(data: Element): string[] {
  return attendeesIn(data).map((one) => one.email)
}

/**
 * Participants after a client's edit, or undefined when nothing changes. `match` (R-ONO-125 A) adds
 * those the directory knows and removes none; `ignore` (R-ONO-124, 125 B) reads nothing; `keep` takes
 * the list as it was sent.
 */
export function readAttendees(
  data: Element,
  context: ReadContext<'appointment'>,
): Participant[] | undefined {
  const node = childOf(data, 'Calendar:Attendees')
  const current: readonly Participant[] = context.existing?.participants ?? []
  const mode = context.rules.attendees
  if (mode === 'ignore' || !node) return undefined
  const told = attendeesIn(data).filter((one) => !isSelf(one, context))
  return mode === 'match' ? matched(told, current, context) : keptAll(told, current, context)
}

type Told = {
  email: string
  name: string
  status: ParticipantStatus | undefined
  type: number
}

function matched(
  told: Told[],
  current: readonly Participant[],
  context: ReadContext<'appointment'>,
): Participant[] | undefined {
  const added: Participant[] = []
  for (const one of told) {
    const known = context.directory?.(one.email)
    if (!known || [...current, ...added].some((other) => isSame(other, one.email, known))) continue
    added.push(participantOf(one, known))
  }
  return added.length === 0 ? undefined : [...current, ...added]
}

/** Those that the client could not see stay: itself, and people without an address. */
function keptAll(
  told: Told[],
  current: readonly Participant[],
  context: ReadContext<'appointment'>,
): Participant[] {
  const hidden = current.filter((one) => !isShown(one, context))
  const saysType = atLeast(context.version, '12.0')
  const listed = told.map((one) => {
    const before = current.find((other) => sameAddress(other.email, one.email))
    if (!before) return participantOf(one, context.directory?.(one.email))
    return {
      ...before,
      status: one.status ?? before.status,
      optional: before.kind === 'resource' || !saysType ? before.optional : one.type === OPTIONAL,
    }
  })
  return [...hidden, ...listed]
}

function participantOf(told: Told, known: KnownParty | undefined): Participant {
  return {
    kind: known?.kind ?? 'external',
    refId: known?.refId ?? null,
    name: known?.name ?? told.name,
    email: told.email,
    status: told.status ?? 'unknown',
    optional: told.type === OPTIONAL,
  }
}

function attendeesIn(data: Element): Told[] {
  const nodes = childrenOf(childOf(data, 'Calendar:Attendees'), 'Calendar:Attendee')
  const list: Told[] = []
  for (const node of nodes.slice(0, MAX_ATTENDEES)) {
    const email = clean(textOf(node, 'Calendar:Email') ?? '').trim()
    if (email === '' || list.some((one) => sameAddress(one.email, email))) continue
    list.push({
      email,
      name: clean(textOf(node, 'Calendar:Name') ?? '').trim() || email,
      status: statusOf(textOf(node, 'Calendar:AttendeeStatus')),
      type: Number(textOf(node, 'Calendar:AttendeeType') ?? REQUIRED),
    })
  }
  return list
}

function attendeeElement(participant: Participant, { version }: MapperContext): Element {
  const email = participant.email ?? ''
  const since12 = atLeast(version, '12.0')
  return element('Calendar:Attendee', [
    element('Calendar:Email', clean(email)),
    element('Calendar:Name', clean(participant.name) || clean(email)),
    since12 ? element('Calendar:AttendeeStatus', STATUS_CODES[participant.status]) : null,
    since12 ? element('Calendar:AttendeeType', typeOf(participant)) : null,
  ])
}

function typeOf({ kind, optional }: Participant): number {
  if (kind === 'resource') return RESOURCE
  return optional ? OPTIONAL : REQUIRED
}

function statusOf(text: string | undefined): ParticipantStatus | undefined {
  const names = Object.keys(STATUS_CODES) as ParticipantStatus[]
  return names.find((name) => String(STATUS_CODES[name]) === text?.trim())
}

function isShown(participant: Participant, context: MapperContext): boolean {
  return Boolean(participant.email) && !isSelf(participant, context)
}

function isSelf(
  one: { email: string | null; kind?: ParticipantKind; refId?: number | null },
  { account }: MapperContext,
): boolean {
  if (one.kind === 'account' && one.refId === account.id) return true
  return sameAddress(one.email, account.email)
}

function isSame(other: Participant, email: string, known: KnownParty): boolean {
  return (
    (other.kind === known.kind && other.refId === known.refId) || sameAddress(other.email, email)
  )
}

function sameAddress(a: string | null, b: string | null): boolean {
  return Boolean(a) && a?.toLowerCase() === b?.toLowerCase()
}
