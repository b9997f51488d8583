import type { Appointment, Id, Override, ParticipantStatus } from '../../store/model.js'
import { withEntry } from './client-data.js'

/** In an override's client data: what participants answered to this occurrence, by account. */
const RESPONSES = 'responses'

const CODES: Readonly<Partial<Record<ParticipantStatus, number>>> = {
  tentative: 2,
  accepted: 3,
  declined: 4,
}
const NOT_RESPONDED = 5

export function withResponse(
  override: Override,
  accountId: Id,
  response: ParticipantStatus,
): Override {
  const all = withEntry(responsesOf(override), String(accountId), response)
  return { ...override, clientData: withEntry(override.clientData, RESPONSES, all) }
}

/** MS-ASCAL, ResponseType, of the user to somebody else's meeting. */
export function responseType({ participants }: Appointment, accountId: Id): number {
  const self = participants.find((one) => one.kind === 'account' && one.refId === accountId)
  return CODES[self?.status ?? 'unknown'] ?? NOT_RESPONDED
}

/** The same of one occurrence; null where it is that of the series. */
export function occurrenceResponseType(override: Override, accountId: Id): number | null {
  const told = responsesOf(override)[String(accountId)] as ParticipantStatus | undefined
  return (told && CODES[told]) ?? null
}

function responsesOf({ clientData }: Override): Record<string, unknown> {
  const all = clientData[RESPONSES]
  return typeof all === 'object' && all !== null ? (all as Record<string, unknown>) : {}
}
