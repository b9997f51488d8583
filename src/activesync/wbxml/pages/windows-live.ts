import { codePage } from '../code-page.js'

/** Code page 254, of the Windows Live clients only: not in MS-ASWBXML. */
export const windowsLive = codePage(254, 'WindowsLive', {
  Annotations: 0x05,
  Annotation: 0x06,
  Name: 0x07,
  Value: 0x08,
})
