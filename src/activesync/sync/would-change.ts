import { loadStateWithNews, type StateRow } from '../../store/sync-states.js'
import type { CommandContext } from '../command.js'
import type { Folder } from '../folders.js'
import { revisionOf } from '../merged-folders.js'
import { storedOptions } from './collection-options.js'
import { hasSeenAll } from './quiet.js'
import { scopeOf } from './scope.js'
import { serverChanges } from './server-changes.js'
import { turnedTo } from './turned-state.js'

/**
 * True if a Sync of this device, with its filter, would return something of this folder now: what a
 * Ping must report, and nothing else (rule 6). A folder never synchronised has no changes.
 */
export async function wouldChange(context: CommandContext, folder: Folder): Promise<boolean> {
  const { app, session, device } = context
  if (hasSeenAll({ session, device, now: app.now() }, folder)) return false
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  const loaded = await loadStateWithNews(app.database, ref)
  if (!loaded) return false
  const { state } = loaded
  const scope = scopeOf(context, folder, storedOptions(state.options))
  if (!scope) return false
  // Whatever key the device has, its Sync gets Status 3 (store/sync-states.ts): also when it should
  // hold nothing, since it may hold what it should not.
  if (state.generation === 0) return true
  const seen = fingerprint(context, folder, state)
  const key = `${device.id}/${folder.serverId}`
  if (seen !== null && unchanged.get(key) === seen) return false
  const now = turnedTo(folder, state)
  const { commands } = await serverChanges(app.database, scope, {
    ...(now === state && { news: loaded.news }),
    state: now,
    limit: 1,
    own: new Set(),
    countOnly: true,
  })
  if (commands.length === 0 && seen !== null) remember(key, seen)
  return commands.length > 0
}

/**
 * Where a look found nothing: as long as neither the journal nor the state moves, the next one,
 * perhaps at all that is held after a change of rules, would find nothing either.
 */
const unchanged = new Map<string, string>()
const MOST_REMEMBERED = 50_000

function remember(key: string, seen: string): void {
  unchanged.delete(key)
  unchanged.set(key, seen)
  if (unchanged.size <= MOST_REMEMBERED) return
  const [oldest] = unchanged.keys()
  if (oldest !== undefined) unchanged.delete(oldest)
}

/** All that a look depends on; null when time alone may have changed what is selected. */
function fingerprint(
  { app, session, version }: CommandContext,
  { collectionId }: Folder,
  state: StateRow,
): string | null {
  const known = revisionOf(session.collections, collectionId)
  const boundary = state.next_boundary_at
  if (known === null || (boundary !== null && boundary <= app.now())) return null
  const { epoch, generation, options_hash, revision, more } = state
  return JSON.stringify([
    epoch,
    generation,
    options_hash,
    revision,
    more,
    collectionId,
    known,
    version,
  ])
}
