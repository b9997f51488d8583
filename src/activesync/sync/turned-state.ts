import { ALL_ITEMS, type StateRow } from '../../store/sync-states.js'
import type { Folder } from '../folders.js'

/** Before any revision: whatever holds of the collection as a whole is news. */
const UNSEEN = -1

/**
 * A folder may show another collection than when its state was written: it became a merged one, or is
 * none any more. The device keeps its key and what it holds; all of that is looked at anew, and what is
 * missing comes. The state itself where nothing turned.
 */
export function turnedTo({ collectionId }: Folder, state: StateRow): StateRow {
  if (state.collection_id === collectionId) return state
  const anew = { revision: UNSEEN, cursor_item: ALL_ITEMS, reconcile_from: 0 }
  return { ...state, collection_id: collectionId, ...anew }
}
