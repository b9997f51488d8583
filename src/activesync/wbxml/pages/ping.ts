import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 13: Ping.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const ping = codePage(13, 'Ping', {
  Ping: 0x05,
  AutdState: 0x06, // legacy
  Status: 0x07,
  HeartbeatInterval: 0x08,
  Folders: 0x09,
  Folder: 0x0a,
  Id: 0x0b,
  Class: 0x0c,
  MaxFolders: 0x0d,
  Version: 0x0e, // legacy
})
