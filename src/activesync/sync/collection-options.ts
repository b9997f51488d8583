import { createHash } from 'node:crypto'
import type { BodyPreference } from '../../mappers/activesync/mapper.js'

/** MS-ASCMD, Options (Sync): what a device asked for with a folder, kept until it asks anew. */
export type CollectionOptions = {
  /** 0 = none. */
  filterType: number
  /** 0 = the client wins, 1 = the server wins. */
  conflict: 0 | 1
  bodyPreferences: BodyPreference[]
}

/** With the state also lives what the device manages itself; sent with SyncKey 0 only. */
export type StoredOptions = CollectionOptions & { supported?: string[] }

export const DEFAULT_OPTIONS: CollectionOptions = {
  filterType: 0,
  conflict: 1,
  bodyPreferences: [],
}

export function optionsHash(options: CollectionOptions): string {
  const { filterType, conflict, bodyPreferences } = options
  const text = JSON.stringify([filterType, conflict, bodyPreferences])
  return createHash('sha1').update(text).digest('base64')
}

/** Options as they were stored; the defaults for what an older version did not store. */
export function storedOptions(stored: unknown): StoredOptions {
  return { ...DEFAULT_OPTIONS, ...(stored as Partial<StoredOptions> | null) }
}
