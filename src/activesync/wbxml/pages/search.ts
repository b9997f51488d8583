import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 15: Search.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const search = codePage(15, 'Search', {
  Search: 0x05,
  Stores: 0x06, // legacy
  Store: 0x07,
  Name: 0x08,
  Query: 0x09,
  Options: 0x0a,
  Range: 0x0b,
  Status: 0x0c,
  Response: 0x0d,
  Result: 0x0e,
  Properties: 0x0f,
  Total: 0x10,
  EqualTo: 0x11, // 12.0 and later
  Value: 0x12, // 12.0 and later
  And: 0x13, // 12.0 and later
  Or: 0x14, // 12.0 and later
  FreeText: 0x15, // 12.0 and later
  DeepTraversal: 0x17, // 12.0 and later
  LongId: 0x18, // 12.0 and later
  RebuildResults: 0x19, // 12.0 and later
  LessThan: 0x1a, // 12.0 and later
  GreaterThan: 0x1b, // 12.0 and later
  Schema: 0x1c, // legacy
  Supported: 0x1d, // legacy
  UserName: 0x1e, // 12.1 and later
  Password: 0x1f, // 12.1 and later
  ConversationId: 0x20, // 14.0 and later
  Picture: 0x21, // 14.1 and later
  MaxSize: 0x22, // 14.1 and later
  MaxPictures: 0x23, // 14.1 and later
})
