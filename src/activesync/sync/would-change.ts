import { loadState } from '../../store/sync-states.js'
import type { CommandContext } from '../command.js'
import type { Folder } from '../folders.js'
import { storedOptions } from './collection-options.js'
import { hasSeenAll } from './quiet.js'
import { scopeOf } from './scope.js'
import { serverChanges } from './server-changes.js'

/**
 * True if a Sync of this device, with its filter, would return something of this folder now: what a
 * Ping must report, and nothing else (rule 6). A folder never synchronised has no changes.
 */
export async function wouldChange(context: CommandContext, folder: Folder): Promise<boolean> {
  const { app, session, device } = context
  if (hasSeenAll({ session, device, now: app.now() }, folder)) return false
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  const state = await loadState(app.database, ref)
  const scope = state && scopeOf(context, folder, storedOptions(state.options))
  if (!scope) return false
  const request = { state, limit: 1, own: new Set<number>(), countOnly: true }
  const { commands } = await serverChanges(app.database, scope, request)
  return commands.length > 0
}
