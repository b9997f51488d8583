import { z } from 'zod'
import type { SessionDevice } from '../../../store/session.js'
import type { CommandContext } from '../../command.js'
import { INITIAL_KEY } from '../../sync/sync-key.js'
import type { CollectionRequest, SyncRequest } from './request.js'

/**
 * What an empty or partial Sync goes on with: [wait seconds, window size, collections], each of
 * those [CollectionId, window size, key]. Arrays, so that it compares after a round trip through
 * the database.
 */
const REMEMBERED = z.tuple([
  z.number().nullable(),
  z.number().nullable(),
  z.array(z.tuple([z.string(), z.number(), z.string()])),
])
export type Remembered = z.infer<typeof REMEMBERED>

/** In place of the key: changes were sent along, which nobody can mean to be sent again. */
const NOT_AGAIN = ''

export function rememberedForm(request: SyncRequest): Remembered {
  return [
    request.waitSeconds,
    request.windowSize,
    request.collections.map((one) => {
      const key = one.commands.length > 0 ? NOT_AGAIN : one.syncKey
      return [one.collectionId, one.windowSize, key]
    }),
  ]
}

const formsOf = new WeakMap<SessionDevice, string>()

/** Whether this is what the device's row remembers. */
export function isRemembered(form: Remembered, device: SessionDevice): boolean {
  let known = formsOf.get(device)
  if (known === undefined) {
    known = JSON.stringify(device.sync_request)
    formsOf.set(device, known)
  }
  return JSON.stringify(form) === known
}

function remembered({ device }: CommandContext): Remembered | null {
  const parsed = REMEMBERED.safeParse(device.sync_request)
  return parsed.success && parsed.data[2].length > 0 ? parsed.data : null
}

/**
 * MS-ASCMD, Empty Sync Request: the same request again, with the keys it had. A key that has been
 * answered since is thus the one before, and its answer is given again: it got lost, since a client
 * that has it names the new key.
 */
export function cachedRequest(context: CommandContext, asked?: SyncRequest): SyncRequest | null {
  return mergedWithCache({ ...NOTHING_ASKED, ...asked, collections: [] }, context)
}

const NOTHING_ASKED: SyncRequest = {
  ...{ collections: [], waitSeconds: null, windowSize: null, partial: false, fault: null },
}

/** MS-ASCMD, Partial: what the request names replaces what is remembered of it. */
export function mergedWithCache(request: SyncRequest, context: CommandContext): SyncRequest | null {
  const cached = remembered(context)
  if (!cached) return null
  const [waitSeconds, windowSize, collections] = cached
  const named = new Set(request.collections.map(({ collectionId }) => collectionId))
  const others = collections.filter(([collectionId]) => !named.has(collectionId))
  if (others.some(([, , key]) => key === NOT_AGAIN)) return null
  return {
    collections: [...request.collections, ...others.map(again)],
    waitSeconds: request.waitSeconds ?? waitSeconds,
    windowSize: request.windowSize ?? windowSize,
    partial: false,
    fault: null,
  }
}

function again([collectionId, windowSize, syncKey]: Remembered[2][number]): CollectionRequest {
  return {
    ...{ collectionId, windowSize, syncKey, className: null, getChanges: syncKey !== INITIAL_KEY },
    ...{
      options: undefined,
      supported: undefined,
      commands: [],
      conversationMode: false,
      faulty: false,
    },
  }
}
