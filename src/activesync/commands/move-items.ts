import type { Id, ItemKind } from '../../store/model.js'
import { type MoveOutcome, moveItems as moveInStore } from '../../store/move-items.js'
import { errorCode } from '../../store/postgres-errors.js'
import { expectHeld } from '../../store/sync-items.js'
import { shareState } from '../../store/sync-states.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { type Folder, foldersFor } from '../folders.js'
import { KIND_OF_CLASS } from '../sync/scope.js'
import { parseServerId, serverIdOf } from '../sync/server-id.js'
import { childrenOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'

/** MS-ASCMD, Status (MoveItems). */
export const MoveStatus = {
  InvalidSource: 1,
  InvalidDestination: 2,
  Success: 3,
  SameFolder: 4,
  /** More than one destination, or an item that can't be moved. */
  Failure: 5,
} as const

/** MS-ASCMD, Limiting Size of Command Requests. */
const MOST_MOVES = 1000
const MAX_ID_LENGTH = 64

type Asked = { messageId: string; source: string; destination: string }
type Result = { messageId: string; status: number; movedTo?: string }

/**
 * MS-ASCMD, MoveItems: between folders of one kind. The next Sync of the two folders brings the Delete
 * and the Add, also to the device that moved (MS-ASCMD_R289), so that a lost answer is no harm; the
 * same request again finds the item where it was to go and says so.
 */
export const moveItems: Command = {
  name: 'MoveItems',

  async handle(root, context) {
    const moves = childrenOf(root, 'Move:Move')
    if (moves.length === 0 || moves.length > MOST_MOVES || !moves.every(namesItem)) {
      throw new StatusError(CommonStatus.InvalidXml)
    }
    if (moves.some((move) => childrenOf(move, 'Move:DstFldId').length > 1)) {
      context.note({ status: MoveStatus.Failure })
      return element('Move:MoveItems', [element('Move:Status', MoveStatus.Failure)])
    }
    const results: Result[] = []
    for (const run of runsOf(moves.map(readMove))) results.push(...(await move(run, context)))
    context.note({ status: statusOf(results), moved: results.filter(isDone).length })
    return element('Move:MoveItems', results.map(writeResult))
  },
}

/** An answer must name the item, in at most 64 characters. */
function namesItem(move: Element): boolean {
  const id = textOf(move, 'Move:SrcMsgId') ?? ''
  return id.length >= 1 && id.length <= MAX_ID_LENGTH
}

function readMove(move: Element): Asked {
  const text = (tag: Tag) => textOf(move, tag) ?? ''
  return {
    messageId: text('Move:SrcMsgId'),
    source: text('Move:SrcFldId'),
    destination: text('Move:DstFldId'),
  }
}

type Run = { source: string; destination: string; messageIds: string[] }

/** Neighbours with the same folders go together; the order stays, for what moves twice. */
function runsOf(moves: readonly Asked[]): Run[] {
  const runs: Run[] = []
  for (const { messageId, source, destination } of moves) {
    const last = runs.at(-1)
    if (last && last.source === source && last.destination === destination) {
      last.messageIds.push(messageId)
    } else runs.push({ source, destination, messageIds: [messageId] })
  }
  return runs
}

type Place = { kind: ItemKind; from: Folder; to: Folder }

async function move(run: Run, context: CommandContext): Promise<Result[]> {
  const place = placeOf(run, context)
  if (typeof place === 'number') {
    return run.messageIds.map((messageId) => ({ messageId, status: place }))
  }
  const ids = run.messageIds.map((messageId) => itemIdOf(place.from, messageId))
  const outcomes = await outcomesOf(place, known(ids), context)
  return run.messageIds.map((messageId, at) => {
    const id = ids[at]
    if (typeof id !== 'number') return { messageId, status: failureOf(id) }
    const status = outcomes ? statusOfOutcome(outcomes.get(id)) : MoveStatus.InvalidDestination
    if (status !== MoveStatus.Success) return { messageId, status }
    return { messageId, status, movedTo: movedId(place.to, id) }
  })
}

/** The two folders, or the status why nothing can go from the one to the other. */
function placeOf({ source, destination }: Run, context: CommandContext): Place | number {
  const folders = foldersFor(context)
  const from = folders.find((folder) => folder.serverId === source)
  const to = folders.find((folder) => folder.serverId === destination)
  if (!from) return MoveStatus.InvalidSource
  if (!to) return MoveStatus.InvalidDestination
  if (from === to) return MoveStatus.SameFolder
  // The mail folders hold nothing that could be moved.
  if (from.className === 'Email') return MoveStatus.InvalidSource
  if (from.className !== to.className) return MoveStatus.InvalidDestination
  return { kind: KIND_OF_CLASS[from.className], from, to }
}

/** An occurrence that is told as an item of its own lies where its series does. */
function itemIdOf(from: Folder, messageId: string): Id | 'occurrence' | null {
  const parts = parseServerId(from.serverId, messageId)
  if (!parts) return null
  return parts.recurrenceId === null ? parts.itemId : 'occurrence'
}

function known(ids: readonly (Id | string | null)[]): Id[] {
  return [...new Set(ids.filter((id) => typeof id === 'number'))]
}

function failureOf(id: 'occurrence' | null | undefined): number {
  return id === 'occurrence' ? MoveStatus.Failure : MoveStatus.InvalidSource
}

const FOREIGN_KEY_VIOLATION = '23503'

/** Null when the destination was deleted meanwhile. */
async function outcomesOf(
  { kind, from, to }: Place,
  ids: readonly Id[],
  { app, session, device }: CommandContext,
): Promise<Map<Id, MoveOutcome> | null> {
  if (ids.length === 0) return new Map()
  const { id: tenantId } = session.tenant
  const ref = { tenantId, deviceId: device.id, folderId: to.serverId }
  const homes = { from: from.homeId, to: to.homeId }
  try {
    return await app.database.transact(async (tx) => {
      // Before the items, as a Sync does.
      await shareState(tx, ref)
      const asked = { tenantId, accountId: session.account.id, ids, ...homes }
      const outcomes = await moveInStore(tx, kind, asked)
      const there = ids.filter((id) => outcomes.get(id) === 'there')
      const named = there.map((id) => ({ item_id: id, server_id: movedId(to, id) }))
      await expectHeld(tx, ref, named)
      return outcomes
    })
  } catch (error) {
    if (errorCode(error) === FOREIGN_KEY_VIOLATION) return null
    throw error
  }
}

function movedId({ serverId }: Folder, itemId: Id): string {
  return serverIdOf(serverId, { itemId, recurrenceId: null })
}

function statusOfOutcome(outcome: MoveOutcome | undefined): number {
  if (outcome === 'there') return MoveStatus.Success
  return outcome === 'bound' ? MoveStatus.Failure : MoveStatus.InvalidSource
}

const isDone = ({ status }: Result) => status === MoveStatus.Success

function statusOf(results: readonly Result[]): number {
  return results.find((one) => !isDone(one))?.status ?? MoveStatus.Success
}

function writeResult({ messageId, status, movedTo }: Result): Element {
  return element('Move:Response', [
    element('Move:SrcMsgId', messageId),
    element('Move:Status', status),
    movedTo === undefined ? null : element('Move:DstMsgId', movedTo),
  ])
}
