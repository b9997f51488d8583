import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 19: DocumentLibrary. */
export const documentLibrary = codePage(19, 'DocumentLibrary', {
  LinkId: 0x05, // 12.0 and later
  DisplayName: 0x06, // 12.0 and later
  IsFolder: 0x07, // 12.0 and later
  CreationDate: 0x08, // 12.0 and later
  LastModifiedDate: 0x09, // 12.0 and later
  IsHidden: 0x0a, // 12.0 and later
  ContentLength: 0x0b, // 12.0 and later
  ContentType: 0x0c, // 12.0 and later
})
