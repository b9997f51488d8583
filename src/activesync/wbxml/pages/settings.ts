import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 18: Settings. */
export const settings = codePage(18, 'Settings', {
  Settings: 0x05, // 12.0 and later
  Status: 0x06, // 12.0 and later
  Get: 0x07, // 12.0 and later
  Set: 0x08, // 12.0 and later
  Oof: 0x09, // 12.0 and later
  OofState: 0x0a, // 12.0 and later
  StartTime: 0x0b, // 12.0 and later
  EndTime: 0x0c, // 12.0 and later
  OofMessage: 0x0d, // 12.0 and later
  AppliesToInternal: 0x0e, // 12.0 and later
  AppliesToExternalKnown: 0x0f, // 12.0 and later
  AppliesToExternalUnknown: 0x10, // 12.0 and later
  Enabled: 0x11, // 12.0 and later
  ReplyMessage: 0x12, // 12.0 and later
  BodyType: 0x13, // 12.0 and later
  DevicePassword: 0x14, // 12.0 and later
  Password: 0x15, // 12.0 and later
  DeviceInformation: 0x16, // 12.0 and later
  Model: 0x17, // 12.0 and later
  IMEI: 0x18, // 12.0 and later
  FriendlyName: 0x19, // 12.0 and later
  OS: 0x1a, // 12.0 and later
  OSLanguage: 0x1b, // 12.0 and later
  PhoneNumber: 0x1c, // 12.0 and later
  UserInformation: 0x1d, // 12.0 and later
  EmailAddresses: 0x1e, // 12.0 and later
  SMTPAddress: 0x1f, // 12.0 and later
  UserAgent: 0x20, // 12.1 and later
  EnableOutboundSMS: 0x21, // 14.0 and later
  MobileOperator: 0x22, // 14.0 and later
  PrimarySmtpAddress: 0x23, // 14.1 and later
  Accounts: 0x24, // 14.1 and later
  Account: 0x25, // 14.1 and later
  AccountId: 0x26, // 14.1 and later
  AccountName: 0x27, // 14.1 and later
  UserDisplayName: 0x28, // 14.1 and later
  SendDisabled: 0x29, // 14.1 and later
  RightsManagementInformation: 0x2b, // 14.1 and later
})
