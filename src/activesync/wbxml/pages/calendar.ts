import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 4: Calendar.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const calendar = codePage(4, 'Calendar', {
  Timezone: 0x05,
  AllDayEvent: 0x06,
  Attendees: 0x07,
  Attendee: 0x08,
  Email: 0x09,
  Name: 0x0a,
  Body: 0x0b, // legacy
  BodyTruncated: 0x0c, // legacy
  BusyStatus: 0x0d,
  Categories: 0x0e,
  Category: 0x0f,
  Rtf: 0x10, // legacy
  DtStamp: 0x11,
  EndTime: 0x12,
  Exception: 0x13,
  Exceptions: 0x14,
  Deleted: 0x15,
  ExceptionStartTime: 0x16, // up to 14.1
  Location: 0x17, // up to 14.1
  MeetingStatus: 0x18,
  OrganizerEmail: 0x19,
  OrganizerName: 0x1a,
  Recurrence: 0x1b,
  Type: 0x1c,
  Until: 0x1d,
  Occurrences: 0x1e,
  Interval: 0x1f,
  DayOfWeek: 0x20,
  DayOfMonth: 0x21,
  WeekOfMonth: 0x22,
  MonthOfYear: 0x23,
  Reminder: 0x24,
  Sensitivity: 0x25,
  Subject: 0x26,
  StartTime: 0x27,
  UID: 0x28,
  AttendeeStatus: 0x29, // 12.0 and later
  AttendeeType: 0x2a, // 12.0 and later
  Attachment: 0x2b, // legacy
  Attachments: 0x2c, // legacy
  AttName: 0x2d, // legacy
  AttSize: 0x2e, // legacy
  AttOid: 0x2f, // legacy
  AttMethod: 0x30, // legacy
  AttRemoved: 0x31, // legacy
  DisplayName: 0x32, // legacy
  DisallowNewTimeProposal: 0x33, // 14.0 and later
  ResponseRequested: 0x34, // 14.0 and later
  AppointmentReplyTime: 0x35, // 14.0 and later
  ResponseType: 0x36, // 14.0 and later
  CalendarType: 0x37, // 14.0 and later
  IsLeapMonth: 0x38, // 14.0 and later
  FirstDayOfWeek: 0x39, // 14.1 and later
  OnlineMeetingConfLink: 0x3a, // 14.1 and later
  OnlineMeetingExternalLink: 0x3b, // 14.1 and later
  ClientUid: 0x3c, // 16.0 and later
})
