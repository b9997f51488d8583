import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 9: Tasks.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const tasks = codePage(9, 'Tasks', {
  Body: 0x05, // legacy
  BodySize: 0x06, // legacy
  BodyTruncated: 0x07, // legacy
  Categories: 0x08,
  Category: 0x09,
  Complete: 0x0a,
  DateCompleted: 0x0b,
  DueDate: 0x0c,
  UtcDueDate: 0x0d,
  Importance: 0x0e,
  Recurrence: 0x0f,
  Type: 0x10,
  Start: 0x11,
  Until: 0x12,
  Occurrences: 0x13,
  Interval: 0x14,
  DayOfMonth: 0x15,
  DayOfWeek: 0x16,
  WeekOfMonth: 0x17,
  MonthOfYear: 0x18,
  Regenerate: 0x19,
  DeadOccur: 0x1a,
  ReminderSet: 0x1b,
  ReminderTime: 0x1c,
  Sensitivity: 0x1d,
  StartDate: 0x1e,
  UtcStartDate: 0x1f,
  Subject: 0x20,
  Rtf: 0x21, // legacy
  OrdinalDate: 0x22, // 12.0 and later
  SubOrdinalDate: 0x23, // 12.0 and later
  CalendarType: 0x24, // 14.0 and later
  IsLeapMonth: 0x25, // 14.0 and later
  FirstDayOfWeek: 0x26, // 14.1 and later
})
