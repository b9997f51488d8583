/** MS-ASHTTP, Command-Specific URI Parameters. */
export type CommandParameters = {
  attachmentName?: string
  collectionId?: string
  itemId?: string
  longId?: string
  occurrence?: string
  saveInSent?: boolean
  acceptMultiPart?: boolean
}

/** The fields of a query before they are checked. */
export type RawQuery = {
  command: string
  version: string | undefined
  deviceId: string
  deviceType: string
  user: string
  policyKey: number | null
  parameters: CommandParameters
}
