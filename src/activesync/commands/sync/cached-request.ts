import { z } from 'zod'
import type { CommandContext } from '../../command.js'
import { syncKey } from '../../sync/sync-key.js'
import type { CollectionRequest, SyncRequest } from './request.js'

/**
 * What an empty or partial Sync goes on with: [wait seconds, window size, collections]. An array,
 * so that it compares after a round trip through the database.
 */
const REMEMBERED = z.tuple([
  z.number().nullable(),
  z.number().nullable(),
  z.array(z.tuple([z.string(), z.number(), z.boolean()])),
])
export type RememberedRequest = z.infer<typeof REMEMBERED>

export function rememberedForm(request: SyncRequest): RememberedRequest {
  return [
    request.waitSeconds,
    request.windowSize,
    request.collections.map((one) => [one.collectionId, one.windowSize, true]),
  ]
}

function remembered({ device }: CommandContext): RememberedRequest | null {
  const parsed = REMEMBERED.safeParse(device.sync_request)
  return parsed.success && parsed.data[2].length > 0 ? parsed.data : null
}

/** MS-ASCMD, Empty Sync Request: the collections of the last one, with the keys they have now. */
export function cachedRequest(context: CommandContext, asked?: SyncRequest): SyncRequest | null {
  const cached = remembered(context)
  const collections = cached && collectionsOf(cached, context)
  if (!cached || !collections) return null
  return {
    collections,
    waitSeconds: asked?.waitSeconds ?? cached[0],
    windowSize: asked?.windowSize ?? cached[1],
    partial: false,
    fault: null,
  }
}

/** MS-ASCMD, Partial: what the request names replaces what is remembered of it. */
export function mergedWithCache(request: SyncRequest, context: CommandContext): SyncRequest | null {
  const cached = cachedRequest(context, request)
  if (!cached) return null
  const named = new Set(request.collections.map(({ collectionId }) => collectionId))
  const others = cached.collections.filter(({ collectionId }) => !named.has(collectionId))
  return { ...cached, collections: [...request.collections, ...others] }
}

/** Null when one of them has no state any more. */
function collectionsOf(
  [, , collections]: RememberedRequest,
  { device }: CommandContext,
): CollectionRequest[] | null {
  const requests: CollectionRequest[] = []
  for (const [collectionId, windowSize] of collections) {
    const state = device.states.find((one) => one.folder_id === collectionId)
    if (!state) return null
    requests.push({
      ...{ collectionId, windowSize, className: null, syncKey: syncKey(state) },
      ...{ getChanges: true, options: undefined, supported: undefined },
      ...{ commands: [], faulty: false },
    })
  }
  return requests
}
