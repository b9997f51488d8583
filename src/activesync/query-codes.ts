/** MS-ASHTTP, Command Codes, in their order. 5 is up to 12.1; 6 to 8 are gone since 12.0. */
export const COMMAND_CODES: Readonly<Record<number, string>> = {
  0: 'Sync',
  1: 'SendMail',
  2: 'SmartForward',
  3: 'SmartReply',
  4: 'GetAttachment',
  5: 'GetHierarchy',
  9: 'FolderSync',
  10: 'FolderCreate',
  11: 'FolderDelete',
  12: 'FolderUpdate',
  13: 'MoveItems',
  14: 'GetItemEstimate',
  15: 'MeetingResponse',
  16: 'Search',
  17: 'Settings',
  18: 'Ping',
  19: 'ItemOperations',
  20: 'Provision',
  21: 'ResolveRecipients',
  22: 'ValidateCert',
  23: 'Find',
}

/** MS-ASHTTP, Command Parameters: the tag of each parameter in the base64 form. */
export const PARAMETER_TAGS = {
  0: 'attachmentName',
  1: 'collectionId',
  3: 'itemId',
  4: 'longId',
  6: 'occurrence',
} as const

export const OPTIONS_TAG = 7
export const USER_TAG = 8

/** MS-ASHTTP, Command Parameters: the bits of Options. */
export const SAVE_IN_SENT = 0x01
export const ACCEPT_MULTIPART = 0x02
