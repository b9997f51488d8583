import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 23: Notes. */
export const notes = codePage(23, 'Notes', {
  Subject: 0x05, // 14.0 and later
  MessageClass: 0x06, // 14.0 and later
  LastModifiedDate: 0x07, // 14.0 and later
  Categories: 0x08, // 14.0 and later
  Category: 0x09, // 14.0 and later
})
