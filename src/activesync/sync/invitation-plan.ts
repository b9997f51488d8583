import type { Appointment, Id, Override, Participant } from '../../store/model.js'

/** One message about an appointment, and who gets it. */
export type Invitation = {
  kind: 'invitation' | 'update' | 'cancellation'
  method: 'REQUEST' | 'CANCEL'
  /** Null = the whole appointment. */
  recurrenceId: string | null
  recipients: Participant[]
}

/** Who organizes: his own account, and all addresses it has. */
export type Organizer = { accountId: Id; addresses: readonly string[] }

/** With more single occurrences changed at once, all of the series is sent. */
const MOST_SINGLES = 10

/**
 * RFC 5546: what attendees are to hear of a change by the organizer. Newcomers get the whole, those
 * who left or whose meeting is cancelled a cancellation, all others only what matters to them: time,
 * place, title, text and recurrence, but no reminder, category or answer of somebody else.
 */
export function planInvitations(
  before: Appointment | null,
  after: Appointment,
  organizer: Organizer,
): Invitation[] {
  const were = before === null ? [] : invited(before, organizer)
  const are = invited(after, organizer)
  const kept = are.filter((one) => includes(were, one))
  const added = are.filter((one) => !includes(were, one))
  const removed = were.filter((one) => !includes(are, one))
  const whole = { recurrenceId: null }
  return [
    { ...whole, kind: 'cancellation', method: 'CANCEL', recipients: removed } as const,
    { ...whole, kind: 'invitation', method: 'REQUEST', recipients: added } as const,
    ...(before === null ? [] : updates(before, after, kept)),
  ].filter(({ recipients }) => recipients.length > 0)
}

/** Everybody with an address but the organizer; nobody of what is cancelled. */
function invited(item: Appointment, { accountId, addresses }: Organizer): Participant[] {
  if (item.status === 'cancelled') return []
  const own = new Set(addresses.map((address) => address.toLowerCase()))
  const found = new Map<string, Participant>()
  for (const one of item.participants) {
    const address = one.email?.toLowerCase()
    const isSelf = one.kind === 'account' && one.refId === accountId
    if (address && !isSelf && !own.has(address) && !found.has(address)) found.set(address, one)
  }
  return [...found.values()]
}

function includes(list: readonly Participant[], { email }: Participant): boolean {
  return list.some((one) => one.email?.toLowerCase() === email?.toLowerCase())
}

function updates(before: Appointment, after: Appointment, recipients: Participant[]): Invitation[] {
  const update = { kind: 'update', method: 'REQUEST', recipients } as const
  const isSame = JSON.stringify(essence(before)) === JSON.stringify(essence(after))
  const changed = changedOccurrences(before, after)
  if (!isSame || changed.length > MOST_SINGLES) return [{ ...update, recurrenceId: null }]
  return changed.map(({ recurrenceId, cancelled }) =>
    cancelled
      ? { kind: 'cancellation', method: 'CANCEL', recurrenceId, recipients }
      : { ...update, recurrenceId },
  )
}

function essence({ title, location, note, span, rrule, rdates }: Appointment) {
  return [title, location, note, span, rrule, rdates]
}

function changedOccurrences(before: Appointment, after: Appointment) {
  const were = new Map(before.overrides.map((one) => [one.recurrenceId, textOf(one)]))
  const are = new Map(after.overrides.map((one) => [one.recurrenceId, textOf(one)]))
  const usual = textOf(null)
  return [...new Set([...were.keys(), ...are.keys()])]
    .filter((id) => (were.get(id) ?? usual) !== (are.get(id) ?? usual))
    .map((recurrenceId) => ({
      recurrenceId,
      cancelled: after.overrides.some((one) => one.recurrenceId === recurrenceId && one.cancelled),
    }))
}

function textOf(override: Override | null): string {
  if (override?.cancelled) return 'cancelled'
  const { title, location, note, span } = override?.changes ?? {}
  return JSON.stringify({ title, location, note, span })
}
