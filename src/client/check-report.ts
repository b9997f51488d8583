import { WbxmlError } from '../activesync/wbxml/wbxml-error.js'
import type { FolderEntry } from './answers.js'
import { HttpStatusError } from './eas-client.js'
import { ConnectionError, isCertificateError } from './http.js'
import { ReplicaError } from './replica.js'
import type { ShownAppointment, ShownContact, ShownNote, ShownTask } from './shown-items.js'

export type CheckStep = {
  step: 'Autodiscover' | 'OPTIONS' | 'Provision' | 'FolderSync' | 'Sync'
  ok: boolean
  /** What happened, in a sentence. */
  detail: string
  /** What to do about it; only when something is wrong. */
  advice?: string
}

export type CheckReport = {
  /** Every step worked. */
  ok: boolean
  /** The server refused address or password (HTTP 401). */
  refused: boolean
  server: string | null
  version: string | null
  steps: CheckStep[]
  folders: FolderEntry[]
  /** What a phone would show; soonest and alphabetically first. */
  appointments: ShownAppointment[]
  tasks: ShownTask[]
  contacts: ShownContact[]
  notes: ShownNote[]
}

/** Path of the ActiveSync endpoint on any server. */
export const ENDPOINT = '/Microsoft-Server-ActiveSync'

/** Ends the check: the step is told, and what would follow can't be done. */
export class StepFailed extends Error {
  readonly advice: string
  readonly refused: boolean

  constructor(detail: string, advice: string, refused = false) {
    super(detail)
    this.advice = advice
    this.refused = refused
  }
}

export const ADVICE_REFUSED =
  'Check user name and password; capitals count. After several wrong passwords the account may ' +
  'be locked until it is unlocked.'
const ADVICE_CERTIFICATE =
  "Install a certificate for the server's name from a known authority, with its whole chain; " +
  'phones refuse any other.'
const ADVICE_UNREACHABLE = 'Check the name, that the server runs, and that a firewall lets you in.'

/** What a person is told of a step that failed. Faults of our own are thrown on. */
export function failureOf(error: unknown): StepFailed {
  if (error instanceof StepFailed) return error
  if (error instanceof ConnectionError) {
    const advice = isCertificateError(error) ? ADVICE_CERTIFICATE : ADVICE_UNREACHABLE
    return new StepFailed(error.message, advice)
  }
  if (error instanceof HttpStatusError) return failedStatus(error.message, error.status)
  if (error instanceof WbxmlError || error instanceof ReplicaError) {
    return new StepFailed(error.message, 'The server has a fault: report it to its makers.')
  }
  throw error
}

/** The failure that an HTTP status in place of an answer stands for. */
export function failedStatus(detail: string, status: number): StepFailed {
  if (status === 401) return new StepFailed('The login was refused', ADVICE_REFUSED, true)
  const advice = ADVICE_BY_STATUS.get(status) ?? "Look into the server's log."
  return new StepFailed(detail, advice)
}

const ADVICE_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [403, 'The server does not let this account or device synchronize: ask its administrator.'],
  [404, `There is no ActiveSync under this address: give the right server, ending in ${ENDPOINT}.`],
  [405, `There is no ActiveSync under this address: give the right server, ending in ${ENDPOINT}.`],
  [449, 'The server demands a policy that it did not hand out.'],
  [501, 'The server does not know a command that phones need.'],
  [503, 'The server is not ready just now: wait and try again.'],
])
