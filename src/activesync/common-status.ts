/**
 * MS-ASCMD, Common Status Codes: in place of any command's own Status, from protocol version 14.0
 * on. Up to 12.1 an HTTP status is answered instead: see `httpOfCommonStatus`.
 */
export const CommonStatus = {
  InvalidContent: 101,
  InvalidWbxml: 102,
  InvalidXml: 103,
  InvalidDateTime: 104,
  InvalidCombinationOfIds: 105,
  InvalidIds: 106,
  InvalidMime: 107,
  DeviceIdMissingOrInvalid: 108,
  DeviceTypeMissingOrInvalid: 109,
  ServerError: 110,
  ServerErrorRetryLater: 111,
  DirectoryAccessDenied: 112,
  MailboxQuotaExceeded: 113,
  MailboxServerOffline: 114,
  SendQuotaExceeded: 115,
  MessageRecipientUnresolved: 116,
  MessageReplyNotAllowed: 117,
  MessagePreviouslySent: 118,
  MessageHasNoRecipient: 119,
  MailSubmissionFailed: 120,
  MessageReplyFailed: 121,
  AttachmentIsTooLarge: 122,
  UserHasNoMailbox: 123,
  UserCannotBeAnonymous: 124,
  UserPrincipalCouldNotBeFound: 125,
  UserDisabledForSync: 126,
  UserOnNewMailboxCannotSync: 127,
  UserOnLegacyMailboxCannotSync: 128,
  DeviceIsBlockedForThisUser: 129,
  AccessDenied: 130,
  AccountDisabled: 131,
  SyncStateNotFound: 132,
  SyncStateLocked: 133,
  SyncStateCorrupt: 134,
  SyncStateAlreadyExists: 135,
  SyncStateVersionInvalid: 136,
  CommandNotSupported: 137,
  VersionNotSupported: 138,
  DeviceNotFullyProvisionable: 139,
  RemoteWipeRequested: 140,
  LegacyDeviceOnStrictPolicy: 141,
  DeviceNotProvisioned: 142,
  PolicyRefresh: 143,
  InvalidPolicyKey: 144,
  ExternallyManagedDevicesNotAllowed: 145,
  NoRecurrenceInCalendar: 146,
  UnexpectedItemClass: 147,
  RemoteServerHasNoSsl: 148,
  InvalidStoredRequest: 149,
  ItemNotFound: 150,
  TooManyFolders: 151,
  NoFoldersFound: 152,
  ItemsLostAfterMove: 153,
  FailureInMoveOperation: 154,
  MoveCommandDisallowedForNonPersistentMove: 155,
  MoveCommandInvalidDestinationFolder: 156,
  // 157 to 159 are not assigned
  AvailabilityTooManyRecipients: 160,
  AvailabilityDistributionListLimitReached: 161,
  AvailabilityTransientFailure: 162,
  AvailabilityFailure: 163,
  BodyPartPreferenceTypeNotSupported: 164,
  DeviceInformationRequired: 165,
  InvalidAccountId: 166,
  AccountSendDisabled: 167,
  RightsManagementFeatureDisabled: 168,
  RightsManagementPermanentError: 169,
  RightsManagementTransientError: 170,
  RightsManagementInvalidTemplateId: 171,
  RightsManagementOperationNotSupported: 172,
  NoPicture: 173,
  PictureTooLarge: 174,
  PictureLimitReached: 175,
  BodyPartConversationTooLarge: 176,
  MaximumDevicesReached: 177,
} as const
export type CommonStatus = (typeof CommonStatus)[keyof typeof CommonStatus]

/** A request that is refused as a whole: `refusal-answer.ts` says it in the command's own document. */
export class StatusError extends Error {
  override name = 'StatusError'
  readonly status: CommonStatus

  constructor(status: CommonStatus) {
    super(`The request is refused with status ${status}.`)
    this.status = status
  }
}

/**
 * MS-ASCMD, Common Status Codes: the HTTP status that stands for one up to 12.1. Where the
 * specification has 500 or 505 it is 503 or 400 here: phones drop their data on 500.
 */
const HTTP: ReadonlyMap<number, number> = new Map<CommonStatus, number>([
  [CommonStatus.ServerError, 503],
  [CommonStatus.ServerErrorRetryLater, 503],
  [CommonStatus.DirectoryAccessDenied, 403],
  [CommonStatus.MailboxQuotaExceeded, 507],
  [CommonStatus.UserPrincipalCouldNotBeFound, 403],
  [CommonStatus.UserDisabledForSync, 403],
  [CommonStatus.UserOnNewMailboxCannotSync, 403],
  [CommonStatus.UserOnLegacyMailboxCannotSync, 403],
  [CommonStatus.DeviceIsBlockedForThisUser, 403],
  [CommonStatus.AccessDenied, 403],
  [CommonStatus.AccountDisabled, 403],
  [CommonStatus.SyncStateNotFound, 403],
  [CommonStatus.CommandNotSupported, 501],
  [CommonStatus.DeviceNotFullyProvisionable, 403],
  [CommonStatus.RemoteWipeRequested, 449],
  [CommonStatus.LegacyDeviceOnStrictPolicy, 449],
  [CommonStatus.DeviceNotProvisioned, 449],
  [CommonStatus.PolicyRefresh, 449],
  [CommonStatus.InvalidPolicyKey, 449],
  [CommonStatus.ExternallyManagedDevicesNotAllowed, 403],
  [CommonStatus.MaximumDevicesReached, 403],
])

/** HTTP status that up to 12.1 stands for a common status; 400 for what is wrong with a request. */
export function httpOfCommonStatus(status: CommonStatus): number {
  return HTTP.get(status) ?? 400
}
