import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 20: ItemOperations. */
export const itemOperations = codePage(20, 'ItemOperations', {
  ItemOperations: 0x05, // 12.0 and later
  Fetch: 0x06, // 12.0 and later
  Store: 0x07, // 12.0 and later
  Options: 0x08, // 12.0 and later
  Range: 0x09, // 12.0 and later
  Total: 0x0a, // 12.0 and later
  Properties: 0x0b, // 12.0 and later
  Data: 0x0c, // 12.0 and later
  Status: 0x0d, // 12.0 and later
  Response: 0x0e, // 12.0 and later
  Version: 0x0f, // 12.0 and later
  Schema: 0x10, // 12.0 and later
  Part: 0x11, // 12.0 and later
  EmptyFolderContents: 0x12, // 12.0 and later
  DeleteSubFolders: 0x13, // 12.0 and later
  UserName: 0x14, // 12.1 and later
  Password: 0x15, // 12.1 and later
  Move: 0x16, // 14.0 and later
  DstFldId: 0x17, // 14.0 and later
  ConversationId: 0x18, // 14.0 and later
  MoveAlways: 0x19, // 14.0 and later
})
