import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 21: ComposeMail.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const composeMail = codePage(21, 'ComposeMail', {
  SendMail: 0x05, // 14.0 and later
  SmartForward: 0x06, // 14.0 and later
  SmartReply: 0x07, // 14.0 and later
  SaveInSentItems: 0x08, // 14.0 and later
  ReplaceMime: 0x09, // 14.0 and later
  Type: 0x0a, // legacy
  Source: 0x0b, // 14.0 and later
  FolderId: 0x0c, // 14.0 and later
  ItemId: 0x0d, // 14.0 and later
  LongId: 0x0e, // 14.0 and later
  InstanceId: 0x0f, // 14.0 and later
  Mime: 0x10, // 14.0 and later
  ClientId: 0x11, // 14.0 and later
  Status: 0x12, // 14.0 and later
  AccountId: 0x13, // 14.1 and later
  Forwardees: 0x15, // 16.0 and later
  Forwardee: 0x16, // 16.0 and later
  ForwardeeName: 0x17, // 16.0 and later
  ForwardeeEmail: 0x18, // 16.0 and later
})
