import type { Element } from '../wbxml/element.js'

/** MS-ASCMD, Commands (Sync): one change of the client. */
export type ClientCommand = {
  op: 'Add' | 'Change' | 'Delete' | 'Fetch'
  clientId: string | null
  serverId: string | null
  /** 16.x: one occurrence of the series. */
  instanceId: string | null
  data: Element | null
}

/** What one command came to. */
export type ItemResponse = {
  op: ClientCommand['op']
  clientId: string | null
  serverId: string | null
  instanceId: string | null
  status: number
}

/** MS-ASCMD, Status (Sync). Values from 101 up are shared: see common-status.ts. */
export const SyncStatus = {
  Success: 1,
  InvalidSyncKey: 3,
  ProtocolError: 4,
  ServerError: 5,
  ConversionError: 6,
  Conflict: 7,
  ObjectNotFound: 8,
  OutOfSpace: 9,
  FolderHierarchyChanged: 12,
  IncompleteRequest: 13,
  InvalidWait: 14,
  TooManyCollections: 15,
  Retry: 16,
} as const
export type SyncStatus = (typeof SyncStatus)[keyof typeof SyncStatus]
