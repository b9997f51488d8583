import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 2: Email.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const email = codePage(2, 'Email', {
  Attachment: 0x05, // legacy
  Attachments: 0x06, // legacy
  AttName: 0x07, // legacy
  AttSize: 0x08, // legacy
  AttOid: 0x09, // legacy
  AttMethod: 0x0a, // legacy
  AttRemoved: 0x0b, // legacy
  Body: 0x0c, // legacy
  BodySize: 0x0d, // legacy
  BodyTruncated: 0x0e, // legacy
  DateReceived: 0x0f,
  DisplayName: 0x10, // legacy
  DisplayTo: 0x11,
  Importance: 0x12,
  MessageClass: 0x13,
  Subject: 0x14,
  Read: 0x15,
  To: 0x16,
  Cc: 0x17,
  From: 0x18,
  ReplyTo: 0x19,
  AllDayEvent: 0x1a,
  Categories: 0x1b, // 14.0 and later
  Category: 0x1c, // 14.0 and later
  DtStamp: 0x1d,
  EndTime: 0x1e,
  InstanceType: 0x1f,
  BusyStatus: 0x20,
  Location: 0x21, // up to 14.1
  MeetingRequest: 0x22,
  Organizer: 0x23,
  RecurrenceId: 0x24,
  Reminder: 0x25,
  ResponseRequested: 0x26,
  Recurrences: 0x27,
  Recurrence: 0x28,
  Type: 0x29,
  Until: 0x2a,
  Occurrences: 0x2b,
  Interval: 0x2c,
  DayOfWeek: 0x2d,
  DayOfMonth: 0x2e,
  WeekOfMonth: 0x2f,
  MonthOfYear: 0x30,
  StartTime: 0x31,
  Sensitivity: 0x32,
  TimeZone: 0x33,
  GlobalObjId: 0x34, // up to 14.1
  ThreadTopic: 0x35,
  MIMEData: 0x36, // legacy
  MIMETruncated: 0x37, // legacy
  MIMESize: 0x38, // legacy
  InternetCPID: 0x39,
  Flag: 0x3a, // 12.0 and later
  Status: 0x3b, // 12.0 and later
  ContentClass: 0x3c, // 12.0 and later
  FlagType: 0x3d, // 12.0 and later
  CompleteTime: 0x3e, // 12.0 and later
  DisallowNewTimeProposal: 0x3f, // 14.0 and later
})
