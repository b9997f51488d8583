import type { Sql } from '../../store/database.js'
import { type HeldItem, heldOfItems } from '../../store/sync-items.js'
import { itemsById } from './items-by-id.js'
import type { LastAnswer } from './last-answer.js'
import { render } from './render.js'
import type { Scope } from './scope.js'
import type { Entry } from './selection.js'
import { selectorFor } from './selector.js'
import type { ServerCommand } from './server-command.js'
import { parseServerId } from './server-id.js'

export type Replayed = {
  commands: ServerCommand[]
  /** Rows to be written: what the device holds now. */
  held: HeldItem[]
  /** ServerIds that never came to it. */
  dropped: string[]
}

/**
 * The same commands again, with contents rendered afresh. Where those differ from what the first
 * answer held, the device may have got either: it is sent once more with the next key. What is gone
 * or broken by now is left out, and the device does not have it: it asks because nothing came.
 */
export async function replay(sql: Sql, scope: Scope, answer: LastAnswer): Promise<Replayed> {
  const { ref, kind, mapper } = scope
  const ids = answer.commands.filter(([op]) => isContent(op)).map(([, , itemId]) => itemId)
  const items = await itemsById(sql, scope, ids)
  const held = new Map((await heldOfItems(sql, ref, ids)).map((item) => [item.server_id, item]))
  const { entries } = await selectorFor(scope).wanted(sql, ids)
  const spans = new Map([...entries.values()].flat().map((entry) => [entry.serverId, entry]))

  const commands: ServerCommand[] = []
  const renewed: HeldItem[] = []
  const dropped: string[] = []
  for (const [op, serverId, itemId] of answer.commands) {
    if (!isContent(op)) {
      commands.push({ op, serverId, itemId })
      continue
    }
    const item = items.get(itemId)
    const entry = spans.get(serverId) ?? entryOf(scope, serverId)
    const rendered = item && entry ? render(kind, item, { entry, mapper }) : null
    const row = held.get(serverId)
    if (!rendered || 'problem' in rendered) {
      if (row && op === 'Change') renewed.push({ ...row, hash: OLDER, pending: 'look' })
      else if (op === 'Add') dropped.push(serverId)
      continue
    }
    commands.push({ op, serverId, itemId, data: rendered.data })
    if (row?.hash && !rendered.hash.equals(row.hash)) {
      renewed.push({ ...row, hash: rendered.hash, pending: 'echo' })
    }
  }
  return { commands, held: renewed, dropped }
}

/** Of a version that nobody knows: any other is newer. */
const OLDER = Buffer.of(0)

function isContent(op: ServerCommand['op']): boolean {
  return op === 'Add' || op === 'Change'
}

function entryOf({ ref }: Scope, serverId: string): Entry | null {
  const parts = parseServerId(ref.folderId, serverId)
  return parts && parts.recurrenceId === null ? { ...parts, serverId, span: null } : null
}
