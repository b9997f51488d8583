import type { Session, SessionDevice } from '../../store/session.js'
import type { Folder } from '../folders.js'
import { revisionOf } from '../merged-folders.js'
import { optionsHash } from './collection-options.js'
import type { CollectionWork } from './collection-turn.js'
import { syncKey } from './sync-key.js'

/**
 * True when the session row alone proves that a device has seen all of a folder: nothing in the
 * journal, nothing left over, no moment passed at which time changes the selection (rule 1).
 */
export function hasSeenAll(
  seen: { session: Session; device: SessionDevice; now: Date },
  folder: Folder,
): boolean {
  const state = seen.device.states.find((one) => one.folder_id === folder.serverId)
  if (!state || state.more) return false
  if (folder.collectionId === null) return true
  const boundary = state.next_boundary_at
  return (
    state.collection_id === folder.collectionId &&
    state.revision === revisionOf(seen.session.collections, folder.collectionId) &&
    (boundary === null || Date.parse(boundary) > seen.now.getTime())
  )
}

/** True when a Sync of this folder has nothing to apply and nothing to send. */
export function isQuiet(
  seen: { session: Session; device: SessionDevice; now: Date },
  folder: Folder,
  work: CollectionWork,
): boolean {
  const state = seen.device.states.find((one) => one.folder_id === folder.serverId)
  if (!state || work.commands.length > 0 || work.syncKey !== syncKey(state)) return false
  if (work.options && optionsHash(work.options) !== state.options_hash) return false
  return !work.getChanges || hasSeenAll(seen, folder)
}
