import { loadItems } from '../../store/items.js'
import { heldItem } from '../../store/sync-items.js'
import type { CommandContext } from '../command.js'
import type { Element } from '../wbxml/element.js'
import { render } from './render.js'
import type { Scope } from './scope.js'
import { selectorFor } from './selector.js'
import { parseServerId } from './server-id.js'

/** One item as this device may see it: it must hold it. Null when it does not. */
export async function fetchItem(
  { app }: CommandContext,
  scope: Scope,
  serverId: string,
): Promise<Element | null> {
  const { ref, kind, mapper } = scope
  const parts = parseServerId(ref.folderId, serverId)
  if (!parts || !(await heldItem(app.database, ref, serverId))) return null
  const key = { tenantId: ref.tenantId, ids: [parts.itemId] }
  const [item] = await loadItems(app.database, kind, key)
  const { entries } = await selectorFor(scope).wanted(app.database, [parts.itemId])
  const entry = entries.get(parts.itemId)?.find((one) => one.serverId === serverId)
  if (!item || !entry) return null
  const rendered = render(kind, item, { entry, mapper })
  return 'problem' in rendered ? null : rendered.data
}
