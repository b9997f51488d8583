/** MS-ASHTTP, Command Codes: the byte that stands for a command in a base64-encoded query. */
const COMMAND_CODES: Readonly<Record<string, number>> = {
  Sync: 0,
  SendMail: 1,
  SmartForward: 2,
  SmartReply: 3,
  GetAttachment: 4,
  GetHierarchy: 5,
  FolderSync: 9,
  FolderCreate: 10,
  FolderDelete: 11,
  FolderUpdate: 12,
  MoveItems: 13,
  GetItemEstimate: 14,
  MeetingResponse: 15,
  Search: 16,
  Settings: 17,
  Ping: 18,
  ItemOperations: 19,
  Provision: 20,
  ResolveRecipients: 21,
  ValidateCert: 22,
  Find: 23,
}

/** English (United States): MS-ASHTTP, Locale. */
const LOCALE = 0x0409

export type QueryFields = {
  command: string
  user: string
  deviceId: string
  deviceType: string
  /** Such as `14.1`. */
  version: string
  policyKey: number
}

/** MS-ASHTTP, Plain Text Query Value. */
export function plainQuery({ command, user, deviceId, deviceType }: QueryFields): string {
  const fields = { Cmd: command, User: user, DeviceId: deviceId, DeviceType: deviceType }
  return new URLSearchParams(fields).toString()
}

/** MS-ASHTTP, Base64 Encoded Query Value. Throws a RangeError for a command without a code. */
export function base64Query(fields: QueryFields): string {
  const code = COMMAND_CODES[fields.command]
  if (code === undefined) throw new RangeError(`No code stands for the command ${fields.command}`)
  const deviceId = Buffer.from(fields.deviceId, 'latin1')
  const deviceType = Buffer.from(fields.deviceType, 'latin1')
  const locale = Buffer.alloc(2)
  locale.writeUInt16LE(LOCALE)
  const policyKey = Buffer.alloc(4)
  policyKey.writeUInt32LE(fields.policyKey)
  return Buffer.concat([
    Buffer.of(Number(fields.version.replace('.', '')), code),
    locale,
    Buffer.of(deviceId.length),
    deviceId,
    ...(fields.policyKey === 0 ? [Buffer.of(0)] : [Buffer.of(4), policyKey]),
    Buffer.of(deviceType.length),
    deviceType,
  ]).toString('base64')
}
