import type { Sql } from '../../store/database.js'
import type { StateRef, StateRow } from '../../store/sync-states.js'
import type { CommandContext } from '../command.js'
import type { Folder } from '../folders.js'
import { leftApart } from './apart.js'
import type { ApplyRequest, ClientChanges } from './apply-client-changes.js'
import { type ClientCommand, type ItemResponse, SyncStatus } from './client-command.js'
import type { CollectionOptions, StoredOptions } from './collection-options.js'
import { type AppliedCommand, type LastAnswer, printOf, unseenIn } from './last-answer.js'
import type { ServerCommand } from './server-command.js'

/** One collection of a Sync request, as the engine needs it. */
export type CollectionWork = {
  syncKey: string
  getChanges: boolean
  windowSize: number
  /** Undefined: those of the request before. */
  options: CollectionOptions | undefined
  /** Sent with SyncKey 0 only; undefined = no Supported element. */
  supported: string[] | undefined
  commands: ClientCommand[]
}

export type CollectionResult = {
  status: SyncStatus
  syncKey: string
  /** False: nothing to tell, the key stays. */
  changed: boolean
  commands: ServerCommand[]
  responses: ItemResponse[]
  moreAvailable: boolean
}

/** A collection's turn within its transaction. */
export type Turn = {
  tx: Sql
  ref: StateRef
  context: CommandContext
  folder: Folder
  work: CollectionWork
  /** What is done once all of it is committed. */
  afterCommit: (() => void)[]
}

export function nothing(status: SyncStatus, key: string): CollectionResult {
  return {
    ...{ status, syncKey: key, changed: status !== SyncStatus.Success },
    ...{ commands: [], responses: [], moreAvailable: false },
  }
}

/** @param lost of a request that came again: the answer that the device may not have got */
export function clientRequest(
  state: StateRow,
  { supported }: StoredOptions,
  lost: LastAnswer | null,
): ApplyRequest {
  const unseen = [lost?.commands ?? [], ...(lost?.given ?? []).map(({ commands }) => commands)]
  return {
    state,
    repeated: lost !== null,
    unseen: new Set(lost ? unseen.flatMap(unseenIn) : (leftApart(state)?.unseen ?? [])),
    supported: supported ? new Set(supported) : undefined,
  }
}

export async function applyAll(
  client: ClientChanges,
  commands: readonly ClientCommand[],
): Promise<AppliedCommand[]> {
  const applied: AppliedCommand[] = []
  for (const command of commands) {
    if (command.op === 'Fetch') continue
    applied.push({ print: printOf(command), ...(await client.apply(command)) })
  }
  return applied
}

/** MS-ASCMD, Responses: successful Adds, and what failed. */
export function responsesOf(applied: readonly AppliedCommand[]): ItemResponse[] {
  return applied.flatMap(({ response }) => (isTold(response) ? [response] : []))
}

function isTold({ op, status }: ItemResponse): boolean {
  return op === 'Add' || status !== SyncStatus.Success
}
