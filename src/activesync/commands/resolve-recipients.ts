import { busyTimes } from '../../store/free-busy.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus } from '../common-status.js'
import type { Person } from '../people.js'
import { type Resolved, resolveRecipient } from '../recipients.js'
import { type Element, element } from '../wbxml/element.js'
import { mergedFreeBusy } from './merged-free-busy.js'
import { PeoplePictures, type PictureTags } from './people-pictures.js'
import { type ResolveRequest, readResolveRequest } from './resolve-recipients-request.js'

/** MS-ASCMD, Status (ResolveRecipients): of the whole, of a Response, of its Certificates. */
export const ResolveStatus = { Success: 1, ProtocolError: 5 } as const
const ResponseStatus = { Resolved: 1, Ambiguous: 2, AmbiguousPartial: 3, Unresolved: 4 } as const
const NO_CERTIFICATE = 7

/** Recipients of one request whose free/busy times are looked up. */
const MOST_AVAILABILITIES = 20

const PICTURE_TAGS: PictureTags = {
  maxSize: 'ResolveRecipients:MaxSize',
  maxPictures: 'ResolveRecipients:MaxPictures',
  picture: 'ResolveRecipients:Picture',
  status: 'ResolveRecipients:Status',
  data: 'ResolveRecipients:Data',
}

/** MS-ASCMD, ResolveRecipients: who is meant, and when they are free; of certificates there are none. */
export const resolveRecipients: Command = {
  name: 'ResolveRecipients',

  async handle(root, context) {
    const request = readResolveRequest(root, context.version)
    const status = request ? ResolveStatus.Success : ResolveStatus.ProtocolError
    context.note({ status })
    const responses = request ? await respondToAll(request, context) : []
    return element('ResolveRecipients:ResolveRecipients', [
      element('ResolveRecipients:Status', status),
      ...responses,
    ])
  },
}

/** What one request may still spend. */
type Means = { pictures: PeoplePictures | null; availabilities: number }

async function respondToAll(request: ResolveRequest, context: CommandContext): Promise<Element[]> {
  const pictures = PeoplePictures.asked(request.picture, PICTURE_TAGS)
  const means: Means = { pictures, availabilities: MOST_AVAILABILITIES }
  const responses: Element[] = []
  for (const to of request.to) {
    const resolved = await resolveRecipient(context, to)
    responses.push(await respond({ to, resolved, request, means }, context))
  }
  return responses
}

type Answering = { to: string; resolved: Resolved; request: ResolveRequest; means: Means }

async function respond(answering: Answering, context: CommandContext): Promise<Element> {
  const { to, resolved, request } = answering
  const status = statusOf(resolved, request)
  const shown = resolved.people.slice(0, resolved.exact ? 1 : request.mostSuggestions)
  const recipients: Element[] = []
  for (const person of shown) recipients.push(await writeRecipient(person, answering, context))
  return element('ResolveRecipients:Response', [
    element('ResolveRecipients:To', to),
    element('ResolveRecipients:Status', status),
    element('ResolveRecipients:RecipientCount', resolved.total),
    ...recipients,
  ])
}

function statusOf({ exact, people, total }: Resolved, { mostSuggestions }: ResolveRequest): number {
  if (total === 0) return ResponseStatus.Unresolved
  if (exact) return ResponseStatus.Resolved
  const all = total <= Math.min(people.length, mostSuggestions)
  return all ? ResponseStatus.Ambiguous : ResponseStatus.AmbiguousPartial
}

/** Free/busy times and certificates only of one who was resolved (MS-ASCMD_R4279, R4617). */
async function writeRecipient(
  person: Person,
  { resolved, request, means }: Answering,
  context: CommandContext,
): Promise<Element> {
  const { window, certificates } = request
  return element('ResolveRecipients:Recipient', [
    element('ResolveRecipients:Type', person.kind === 'account' ? 1 : 2),
    element('ResolveRecipients:DisplayName', person.displayName),
    element('ResolveRecipients:EmailAddress', person.addresses[0] ?? ''),
    window && resolved.exact ? await availability(person, { window, means }, context) : null,
    certificates && resolved.exact ? noCertificates() : null,
    means.pictures?.of(person) ?? null,
  ])
}

async function availability(
  person: Person,
  { window, means }: { window: { from: number; to: number }; means: Means },
  context: CommandContext,
): Promise<Element> {
  if (means.availabilities === 0) return noTimes(CommonStatus.AvailabilityTooManyRecipients)
  means.availabilities--
  // Nothing is known of when a contact has time.
  if (person.kind === 'contact') return noTimes(CommonStatus.AvailabilityFailure)
  const { app, session } = context
  const account = { tenantId: session.tenant.id, accountId: person.id }
  const instants = { from: new Date(window.from), to: new Date(window.to) }
  const times = await busyTimes(app.database, account, instants)
  if (!times) return noTimes(CommonStatus.AvailabilityFailure)
  return element('ResolveRecipients:Availability', [
    element('ResolveRecipients:Status', 1),
    element('ResolveRecipients:MergedFreeBusy', mergedFreeBusy(times, window)),
  ])
}

function noTimes(status: CommonStatus): Element {
  return element('ResolveRecipients:Availability', [element('ResolveRecipients:Status', status)])
}

function noCertificates(): Element {
  return element('ResolveRecipients:Certificates', [
    element('ResolveRecipients:Status', NO_CERTIFICATE),
    element('ResolveRecipients:CertificateCount', 0),
    element('ResolveRecipients:RecipientCount', 1),
  ])
}
