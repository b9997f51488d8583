import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 8: MeetingResponse.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const meetingResponse = codePage(8, 'MeetingResponse', {
  CalendarId: 0x05,
  CollectionId: 0x06,
  MeetingResponse: 0x07,
  RequestId: 0x08,
  Request: 0x09,
  Result: 0x0a,
  Status: 0x0b,
  UserResponse: 0x0c,
  Version: 0x0d, // legacy
  InstanceId: 0x0e, // 14.1 and later
  ProposedStartTime: 0x10, // 16.1
  ProposedEndTime: 0x11, // 16.1
  SendResponse: 0x12, // 16.0 and later
})
