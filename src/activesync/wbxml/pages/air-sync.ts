import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 0: AirSync.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const airSync = codePage(0, 'AirSync', {
  Sync: 0x05,
  Responses: 0x06,
  Add: 0x07,
  Change: 0x08,
  Delete: 0x09,
  Fetch: 0x0a,
  SyncKey: 0x0b,
  ClientId: 0x0c,
  ServerId: 0x0d,
  Status: 0x0e,
  Collection: 0x0f,
  Class: 0x10,
  Version: 0x11, // legacy
  CollectionId: 0x12,
  GetChanges: 0x13,
  MoreAvailable: 0x14,
  WindowSize: 0x15,
  Commands: 0x16,
  Options: 0x17,
  FilterType: 0x18,
  Truncation: 0x19, // legacy
  RtfTruncation: 0x1a, // legacy
  Conflict: 0x1b,
  Collections: 0x1c,
  ApplicationData: 0x1d,
  DeletesAsMoves: 0x1e,
  NotifyGUID: 0x1f, // legacy
  Supported: 0x20,
  SoftDelete: 0x21,
  MIMESupport: 0x22,
  MIMETruncation: 0x23,
  Wait: 0x24, // 12.1 and later
  Limit: 0x25, // 12.1 and later
  Partial: 0x26, // 12.1 and later
  ConversationMode: 0x27, // 14.0 and later
  MaxItems: 0x28, // 14.0 and later
  HeartbeatInterval: 0x29, // 14.0 and later
})
