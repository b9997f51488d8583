import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 6: GetItemEstimate.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const getItemEstimate = codePage(6, 'GetItemEstimate', {
  GetItemEstimate: 0x05,
  Version: 0x06, // legacy
  Collections: 0x07,
  Collection: 0x08,
  Class: 0x09, // up to 12.1
  CollectionId: 0x0a,
  DateTime: 0x0b, // legacy
  Estimate: 0x0c,
  Response: 0x0d,
  Status: 0x0e,
})
