import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 16: GAL. */
export const gal = codePage(16, 'GAL', {
  DisplayName: 0x05,
  Phone: 0x06,
  Office: 0x07,
  Title: 0x08,
  Company: 0x09,
  Alias: 0x0a,
  FirstName: 0x0b,
  LastName: 0x0c,
  HomePhone: 0x0d,
  MobilePhone: 0x0e,
  EmailAddress: 0x0f,
  Picture: 0x10, // 14.1 and later
  Status: 0x11, // 14.1 and later
  Data: 0x12, // 14.1 and later
})
