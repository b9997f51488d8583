import type { Command, CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { heldAppointment, type NoOccurrence, occurrenceNamed } from '../held-appointment.js'
import { answerMeeting, isInvited, type MeetingAnswer } from '../meeting-answer.js'
import { atLeast } from '../protocol-version.js'
import { mapperContext } from '../sync/scope.js'
import { childOf, childrenOf, type Element, element, textOf } from '../wbxml/element.js'
import { readProposal } from './meeting-proposal.js'

/** MS-ASCMD, Status (MeetingResponse). */
export const MeetingResponseStatus = {
  Success: 1,
  InvalidRequest: 2,
  ServerError: 3,
  TemporaryError: 4,
} as const

/** MS-ASCMD, Limiting Size of Command Requests. */
const MOST_REQUESTS = 100
const LONGEST_ID = 64
/** MS-ASCMD, UserResponse. */
const RESPONSES: ReadonlyMap<string, MeetingAnswer['response']> = new Map([
  ['1', 'accepted'],
  ['2', 'tentative'],
  ['3', 'declined'],
])
/** MS-ASCMD, InstanceId (MeetingResponse). */
const NO_OCCURRENCE: Record<NoOccurrence, number> = {
  malformed: CommonStatus.InvalidDateTime,
  'not-recurring': CommonStatus.NoRecurrenceInCalendar,
  absent: MeetingResponseStatus.InvalidRequest,
}

/** MS-ASCMD, MeetingResponse: to meetings in the calendar, as there are no mails with requests. */
export const meetingResponse: Command = {
  name: 'MeetingResponse',

  async handle(root, context) {
    const requests =
      root?.tag === 'MeetingResponse:MeetingResponse'
        ? childrenOf(root, 'MeetingResponse:Request')
        : []
    if (requests.length === 0 || requests.length > MOST_REQUESTS) {
      throw new StatusError(CommonStatus.InvalidXml)
    }
    const results: Element[] = []
    const statuses: number[] = []
    for (const request of requests) {
      const { status, calendarId } = await respond(request, context)
      statuses.push(status)
      results.push(resultOf(request, status, calendarId))
    }
    context.note({ status: statuses.slice(0, 10).join(' ') })
    return element('MeetingResponse:MeetingResponse', results)
  },
}

function resultOf(request: Element, status: number, calendarId: string | null): Element {
  const requestId = textOf(request, 'MeetingResponse:RequestId')
  const instanceId = textOf(request, 'MeetingResponse:InstanceId')
  return element('MeetingResponse:Result', [
    // An answer's id has at most 64 characters, an InstanceId just 24.
    requestId && requestId.length <= LONGEST_ID
      ? element('MeetingResponse:RequestId', requestId)
      : null,
    element('MeetingResponse:Status', status),
    calendarId === null ? null : element('MeetingResponse:CalendarId', calendarId),
    calendarId !== null && instanceId?.length === 24
      ? element('MeetingResponse:InstanceId', instanceId)
      : null,
  ])
}

type Responded = { status: number; calendarId: string | null }

const refused = (status: number): Responded => ({ status, calendarId: null })

/** Within one transaction: what two identical requests at once do is done once. */
async function respond(request: Element, context: CommandContext): Promise<Responded> {
  const { app, version } = context
  const serverId = textOf(request, 'MeetingResponse:RequestId')
  const response = RESPONSES.get(textOf(request, 'MeetingResponse:UserResponse') ?? '')
  // Up to 14.0 it is for requests in the Inbox only (MS-ASCMD_R6068, R7508 to R7510).
  if (!response || !serverId || !atLeast(version, '14.1')) {
    return refused(MeetingResponseStatus.InvalidRequest)
  }
  const told = toldWith(request, context)
  if (typeof told === 'number') return refused(told)
  const folderId = textOf(request, 'MeetingResponse:CollectionId')
  const done = await app.database.transact(async (tx): Promise<Responded> => {
    const held = await heldAppointment(tx, context, { folderId, serverId })
    if (!held || !isInvited(held.item, context)) {
      return refused(MeetingResponseStatus.InvalidRequest)
    }
    const occurrence = occurrenceOf(request, held, context)
    if (typeof occurrence === 'number') return refused(occurrence)
    const answer: MeetingAnswer = { ...told, ...occurrence, item: held.item, response }
    await answerMeeting(tx, answer, context)
    // MS-ASCMD_R837: none for a meeting that is declined.
    return { status: 1, calendarId: response === 'declined' ? null : serverId }
  })
  if (done.status === MeetingResponseStatus.Success) app.mail.wake()
  return done
}

/** What goes to the organizer with the answer: from 16.0 on, if the client asks for it. */
function toldWith(
  request: Element,
  { version }: CommandContext,
): Pick<MeetingAnswer, 'mail' | 'proposal'> | number {
  const sends = childOf(request, 'MeetingResponse:SendResponse')
  if (!sends || !atLeast(version, '16.0')) return { mail: null, proposal: null }
  const text = textOf(childOf(sends, 'AirSyncBase:Body'), 'AirSyncBase:Data') ?? ''
  const proposal = atLeast(version, '16.1') ? readProposal(request) : null
  if (proposal === 'malformed') return CommonStatus.InvalidDateTime
  if (proposal === 'incomplete') return MeetingResponseStatus.InvalidRequest
  return { mail: { text: text.slice(0, LONGEST_TEXT) }, proposal }
}

const LONGEST_TEXT = 32_000

function occurrenceOf(
  request: Element,
  held: { item: MeetingAnswer['item']; recurrenceId: string | null },
  context: CommandContext,
): { recurrenceId: string | null } | number {
  const instanceId = textOf(request, 'MeetingResponse:InstanceId')
  if (instanceId === undefined) return { recurrenceId: held.recurrenceId }
  // An empty one is null (MS-ASCMD_R4186).
  if (instanceId === '') return MeetingResponseStatus.InvalidRequest
  const { timeZone } = mapperContext(context, []).account
  const occurrence = occurrenceNamed(held.item, instanceId, timeZone)
  return typeof occurrence === 'string' ? NO_OCCURRENCE[occurrence] : occurrence
}
