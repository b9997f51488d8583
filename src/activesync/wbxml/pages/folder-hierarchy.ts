import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 7: FolderHierarchy.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const folderHierarchy = codePage(7, 'FolderHierarchy', {
  Folders: 0x05, // up to 12.1
  Folder: 0x06, // up to 12.1
  DisplayName: 0x07,
  ServerId: 0x08,
  ParentId: 0x09,
  Type: 0x0a,
  Response: 0x0b, // legacy
  Status: 0x0c,
  ContentClass: 0x0d, // legacy
  Changes: 0x0e,
  Add: 0x0f,
  Delete: 0x10,
  Update: 0x11,
  SyncKey: 0x12,
  FolderCreate: 0x13,
  FolderDelete: 0x14,
  FolderUpdate: 0x15,
  FolderSync: 0x16,
  Count: 0x17,
  Version: 0x18, // legacy
})
