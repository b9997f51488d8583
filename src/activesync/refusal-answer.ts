import { HttpError } from '../errors.js'
import { CommonStatus, httpOfCommonStatus, StatusError } from './common-status.js'
import { atLeast, type ProtocolVersion } from './protocol-version.js'
import { type Element, element, type Tag } from './wbxml/element.js'
import { WbxmlError } from './wbxml/wbxml-error.js'

/**
 * MS-ASCMD, Status: where the answer of each command has the status of the request as a whole. A
 * command that is missing here (GetAttachment, GetHierarchy) has no such place.
 */
const STATUS_AT: ReadonlyMap<string, readonly Tag[]> = new Map<string, readonly Tag[]>([
  ['Sync', ['AirSync:Sync', 'AirSync:Status']],
  ['SendMail', ['ComposeMail:SendMail', 'ComposeMail:Status']],
  ['SmartForward', ['ComposeMail:SmartForward', 'ComposeMail:Status']],
  ['SmartReply', ['ComposeMail:SmartReply', 'ComposeMail:Status']],
  ['FolderSync', ['FolderHierarchy:FolderSync', 'FolderHierarchy:Status']],
  ['FolderCreate', ['FolderHierarchy:FolderCreate', 'FolderHierarchy:Status']],
  ['FolderDelete', ['FolderHierarchy:FolderDelete', 'FolderHierarchy:Status']],
  ['FolderUpdate', ['FolderHierarchy:FolderUpdate', 'FolderHierarchy:Status']],
  ['MoveItems', ['Move:MoveItems', 'Move:Status']],
  ['GetItemEstimate', ['GetItemEstimate:GetItemEstimate', 'GetItemEstimate:Status']],
  [
    'MeetingResponse',
    ['MeetingResponse:MeetingResponse', 'MeetingResponse:Result', 'MeetingResponse:Status'],
  ],
  ['Search', ['Search:Search', 'Search:Status']],
  ['Settings', ['Settings:Settings', 'Settings:Status']],
  ['Ping', ['Ping:Ping', 'Ping:Status']],
  ['ItemOperations', ['ItemOperations:ItemOperations', 'ItemOperations:Status']],
  ['Provision', ['Provision:Provision', 'Provision:Status']],
  ['ResolveRecipients', ['ResolveRecipients:ResolveRecipients', 'ResolveRecipients:Status']],
  ['ValidateCert', ['ValidateCert:ValidateCert', 'ValidateCert:Status']],
  ['Find', ['Find:Find', 'Find:Status']],
])

export type Refused = { command: string; version: ProtocolVersion }

/**
 * The answer to a request that is refused as a whole: from 14.0 on the command's document with
 * nothing but its Status.
 * @throws HttpError up to 12.1, and for a command that has no such document
 */
export function refusalAnswer({ command, version }: Refused, status: CommonStatus): Element {
  const path = STATUS_AT.get(command)
  if (!path || !atLeast(version, '14.0')) {
    throw new HttpError(httpOfCommonStatus(status), `Refused with status ${status}.`)
  }
  const [innermost, ...outer] = path.toReversed() as [Tag, ...Tag[]]
  return outer.reduce((inner, tag) => element(tag, [inner]), element(innermost, status))
}

export type Note = (entry: Record<string, string | number>) => void

/** The answer that stands for what a command threw; what is no refusal is thrown on. */
export function answerToError(refused: Refused, error: unknown, note: Note): Element {
  const status = commonStatusOf(error)
  if (status === null) throw error
  const answer = refusalAnswer(refused, status)
  note(error instanceof WbxmlError ? { status, why: error.message } : { status })
  return answer
}

function commonStatusOf(error: unknown): CommonStatus | null {
  if (error instanceof StatusError) return error.status
  return error instanceof WbxmlError ? CommonStatus.InvalidWbxml : null
}
