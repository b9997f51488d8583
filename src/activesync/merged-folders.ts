import { COLLECTION_KINDS, type CollectionKind, type Id } from '../store/model.js'
import type { Session, SessionCollection, SessionDevice } from '../store/session.js'
import { profileOfDevice } from './client-profile.js'

/**
 * Of which kinds a device shows one folder only, which then holds what lies in all folders of that
 * kind: as an administrator set it, else as its client needs it.
 */
export function mergedKindsOf(device: SessionDevice | null): readonly CollectionKind[] {
  if (!device) return []
  return device.merged_kinds ?? profileOfDevice(device).mergedKinds
}

/**
 * Kinds that this device shows in one folder, of which the account has several, and no collection yet
 * that stands for them.
 */
export function kindsToMerge({ collections, device }: Session): CollectionKind[] {
  if (!collections.some(isUserMade)) return []
  const merged = mergedKindsOf(device)
  return COLLECTION_KINDS.filter((kind) => {
    const several = collections.some((one) => one.kind === kind && isUserMade(one))
    const first = collections.find((one) => one.kind === kind && !isUserMade(one))
    return merged.includes(kind) && several && first?.merged_id === null
  })
}

/** Where an item goes that a device adds to its only folder of a kind; null = the default folder. */
export function targetOf(
  kind: CollectionKind,
  { collections, device }: Pick<Session, 'collections' | 'device'>,
): Id | null {
  const targets = device?.merge_targets ?? []
  const found = collections.find(
    (one) => one.kind === kind && isUserMade(one) && targets.includes(one.id),
  )
  return found?.id ?? null
}

/** How far the journal of a collection is, be it one of the account's or one that stands for several. */
export function revisionOf(
  collections: readonly SessionCollection[],
  collectionId: Id | null,
): number | null {
  for (const one of collections) {
    if (one.id === collectionId) return one.revision
    if (collectionId !== null && one.merged_id === collectionId) return one.merged_revision
  }
  return null
}

const isUserMade = ({ name }: SessionCollection) => name !== null
