import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 22: Email2. */
export const email2 = codePage(22, 'Email2', {
  UmCallerID: 0x05, // 14.0 and later
  UmUserNotes: 0x06, // 14.0 and later
  UmAttDuration: 0x07, // 14.0 and later
  UmAttOrder: 0x08, // 14.0 and later
  ConversationId: 0x09, // 14.0 and later
  ConversationIndex: 0x0a, // 14.0 and later
  LastVerbExecuted: 0x0b, // 14.0 and later
  LastVerbExecutionTime: 0x0c, // 14.0 and later
  ReceivedAsBcc: 0x0d, // 14.0 and later
  Sender: 0x0e, // 14.0 and later
  CalendarType: 0x0f, // 14.0 and later
  IsLeapMonth: 0x10, // 14.0 and later
  AccountId: 0x11, // 14.1 and later
  FirstDayOfWeek: 0x12, // 14.1 and later
  MeetingMessageType: 0x13, // 14.1 and later
  IsDraft: 0x15, // 16.0 and later
  Bcc: 0x16, // 16.0 and later
  Send: 0x17, // 16.0 and later
})
