import { CommonStatus } from '../common-status.js'

/** MS-ASCMD, Status (ItemOperations). */
export const ItemOperationsStatus = {
  Success: 1,
  ProtocolError: 2,
  ObjectNotFound: 6,
  UnknownStore: 9,
  TooMuch: 11,
  InvalidAttachment: 15,
  AccessDenied: 16,
  NotSupported: CommonStatus.MoveCommandInvalidDestinationFolder,
} as const
