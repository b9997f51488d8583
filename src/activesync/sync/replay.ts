import type { Sql } from '../../store/database.js'
import { loadItems } from '../../store/items.js'
import { type HeldItem, heldOfItems } from '../../store/sync-items.js'
import type { LastAnswer } from './last-answer.js'
import { render } from './render.js'
import type { Scope } from './scope.js'
import type { Entry } from './selection.js'
import { selectorFor } from './selector.js'
import type { ServerCommand } from './server-command.js'
import { parseServerId } from './server-id.js'

/**
 * The same commands again, with contents rendered afresh. Where those differ from what the first
 * answer held, the device may have got either: it is sent once more with the next key.
 */
export async function replay(
  sql: Sql,
  scope: Scope,
  answer: LastAnswer,
): Promise<{ commands: ServerCommand[]; renewed: HeldItem[] }> {
  const { ref, kind, mapper } = scope
  const ids = answer.commands.filter(([op]) => isContent(op)).map(([, , itemId]) => itemId)
  const items = new Map(
    (await loadItems(sql, kind, { tenantId: ref.tenantId, ids })).map((item) => [item.id, item]),
  )
  const held = new Map((await heldOfItems(sql, ref, ids)).map((item) => [item.server_id, item]))
  const { entries } = await selectorFor(scope).wanted(sql, ids)
  const spans = new Map([...entries.values()].flat().map((entry) => [entry.serverId, entry]))

  const commands: ServerCommand[] = []
  const renewed: HeldItem[] = []
  for (const [op, serverId, itemId] of answer.commands) {
    if (!isContent(op)) {
      commands.push({ op, serverId, itemId })
      continue
    }
    const item = items.get(itemId)
    const entry = spans.get(serverId) ?? entryOf(scope, serverId)
    const rendered = item && entry ? render(kind, item, { entry, mapper }) : null
    // Gone for good since: the next key's Delete would be the first the device hears of it.
    if (!rendered || 'problem' in rendered) continue
    commands.push({ op, serverId, itemId, data: rendered.data })
    const row = held.get(serverId)
    if (row?.hash && !rendered.hash.equals(row.hash)) {
      renewed.push({ ...row, hash: rendered.hash, pending: 'echo' })
    }
  }
  return { commands, renewed }
}

function isContent(op: ServerCommand['op']): boolean {
  return op === 'Add' || op === 'Change'
}

function entryOf({ ref }: Scope, serverId: string): Entry | null {
  const parts = parseServerId(ref.folderId, serverId)
  return parts && parts.recurrenceId === null ? { ...parts, serverId, span: null } : null
}
