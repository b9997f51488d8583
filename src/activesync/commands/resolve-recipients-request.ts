import { parseDateTime } from '../../mappers/time/date-time.js'
import { atLeast, type ProtocolVersion } from '../protocol-version.js'
import { childOf, childrenOf, type Element, type Tag, textOf } from '../wbxml/element.js'

/** MS-ASCMD, ResolveRecipients: what is asked for. */
export type ResolveRequest = {
  to: string[]
  certificates: boolean
  /** Suggestions for an ambiguous name. */
  mostSuggestions: number
  /** Instants in milliseconds; null where free/busy was not asked for. */
  window: { from: number; to: number } | null
  picture: Element | undefined
}

/** MS-ASCMD, Limiting Size of Command Requests. */
const MOST_RECIPIENTS = 100
const LONGEST_TO = 256
/** How many names a client gets to choose from that does not say how many it wants. */
const SUGGESTIONS = 20
const MOST_SUGGESTIONS = 100
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** MS-ASCMD_R5175. */
const LONGEST_WINDOW = 42 * DAY
const USUAL_WINDOW = 7 * DAY

/** Null for a request with an invalid parameter: Status 5. */
export function readResolveRequest(
  root: Element | null,
  version: ProtocolVersion,
): ResolveRequest | null {
  const to = childrenOf(root, 'ResolveRecipients:To').map(contentOf)
  const options = childOf(root, 'ResolveRecipients:Options')
  const retrieval = numberIn(options, 'ResolveRecipients:CertificateRetrieval', 1)
  const most = numberIn(options, 'ResolveRecipients:MaxAmbiguousRecipients', SUGGESTIONS)
  const certificates = numberIn(options, 'ResolveRecipients:MaxCertificates', 0)
  const isValid =
    to.length >= 1 &&
    to.length <= MOST_RECIPIENTS &&
    to.every((text) => text.length <= LONGEST_TO) &&
    [1, 2, 3].includes(retrieval) &&
    Math.max(most, certificates) <= 9999
  const window = atLeast(version, '14.0') ? readWindow(options) : null
  if (!isValid || window === 'invalid') return null
  return {
    to,
    certificates: retrieval !== 1,
    mostSuggestions: Math.min(most, MOST_SUGGESTIONS),
    window,
    picture: atLeast(version, '14.1') ? childOf(options, 'ResolveRecipients:Picture') : undefined,
  }
}

function contentOf({ text, opaque }: Element): string {
  return (text ?? (opaque ? Buffer.from(opaque).toString('utf8') : '')).trim()
}

/** NaN for what is no number: no comparison holds for it. */
function numberIn(options: Element | undefined, tag: Tag, otherwise: number): number {
  const text = textOf(options, tag)
  if (text === undefined || text === '') return otherwise
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

/** MS-ASCMD, StartTime and EndTime (ResolveRecipients); the end may be left out. */
function readWindow(options: Element | undefined): ResolveRequest['window'] | 'invalid' {
  const availability = childOf(options, 'ResolveRecipients:Availability')
  if (!availability) return null
  const from = parseDateTime(textOf(availability, 'ResolveRecipients:StartTime') ?? '')
  if (from === undefined) return 'invalid'
  const told = textOf(availability, 'ResolveRecipients:EndTime')
  const to = told === undefined ? from + USUAL_WINDOW : parseDateTime(told)
  if (to === undefined || to < from + 30 * MINUTE || to - from > LONGEST_WINDOW) return 'invalid'
  return { from, to }
}
