import { codePage } from '../code-page.js'

/**
 * MS-ASWBXML, Code Page 14: Provision.
 * "legacy" tokens stand in older clients only, not in the current specification.
 */
export const provision = codePage(14, 'Provision', {
  Provision: 0x05,
  Policies: 0x06,
  Policy: 0x07,
  PolicyType: 0x08,
  PolicyKey: 0x09,
  Data: 0x0a,
  Status: 0x0b,
  RemoteWipe: 0x0c,
  EASProvisionDoc: 0x0d, // 12.0 and later
  DevicePasswordEnabled: 0x0e, // 12.0 and later
  AlphanumericDevicePasswordRequired: 0x0f, // 12.0 and later
  RequireStorageCardEncryption: 0x10, // 12.1 and later
  PasswordRecoveryEnabled: 0x11, // 12.0 and later
  DocumentBrowseEnabled: 0x12, // legacy
  AttachmentsEnabled: 0x13, // 12.0 and later
  MinDevicePasswordLength: 0x14, // 12.0 and later
  MaxInactivityTimeDeviceLock: 0x15, // 12.0 and later
  MaxDevicePasswordFailedAttempts: 0x16, // 12.0 to 16.0
  MaxAttachmentSize: 0x17, // 12.0 and later
  AllowSimpleDevicePassword: 0x18, // 12.0 and later
  DevicePasswordExpiration: 0x19, // 12.0 and later
  DevicePasswordHistory: 0x1a, // 12.0 and later
  AllowStorageCard: 0x1b, // 12.1 and later
  AllowCamera: 0x1c, // 12.1 and later
  RequireDeviceEncryption: 0x1d, // 12.1 and later
  AllowUnsignedApplications: 0x1e, // 12.1 and later
  AllowUnsignedInstallationPackages: 0x1f, // 12.1 and later
  MinDevicePasswordComplexCharacters: 0x20, // 12.1 and later
  AllowWiFi: 0x21, // 12.1 and later
  AllowTextMessaging: 0x22, // 12.1 and later
  AllowPOPIMAPEmail: 0x23, // 12.1 and later
  AllowBluetooth: 0x24, // 12.1 and later
  AllowIrDA: 0x25, // 12.1 and later
  RequireManualSyncWhenRoaming: 0x26, // 12.1 and later
  AllowDesktopSync: 0x27, // 12.1 and later
  MaxCalendarAgeFilter: 0x28, // 12.1 to 16.0
  AllowHTMLEmail: 0x29, // 12.1 and later
  MaxEmailAgeFilter: 0x2a, // 12.1 and later
  MaxEmailBodyTruncationSize: 0x2b, // 12.1 and later
  MaxEmailHTMLBodyTruncationSize: 0x2c, // 12.1 and later
  RequireSignedSMIMEMessages: 0x2d, // 12.1 and later
  RequireEncryptedSMIMEMessages: 0x2e, // 12.1 and later
  RequireSignedSMIMEAlgorithm: 0x2f, // 12.1 and later
  RequireEncryptionSMIMEAlgorithm: 0x30, // 12.1 and later
  AllowSMIMEEncryptionAlgorithmNegotiation: 0x31, // 12.1 and later
  AllowSMIMESoftCerts: 0x32, // 12.1 and later
  AllowBrowser: 0x33, // 12.1 and later
  AllowConsumerEmail: 0x34, // 12.1 and later
  AllowRemoteDesktop: 0x35, // 12.1 and later
  AllowInternetSharing: 0x36, // 12.1 and later
  UnapprovedInROMApplicationList: 0x37, // 12.1 and later
  ApplicationName: 0x38, // 12.1 and later
  ApprovedApplicationList: 0x39, // 12.1 and later
  Hash: 0x3a, // 12.1 and later
  AccountOnlyRemoteWipe: 0x3b, // 16.1
})
