import type { ClientProfile } from './client-profile.js'
import { atLeast, type ProtocolVersion } from './protocol-version.js'
import { type Element, element, type Tag } from './wbxml/element.js'

type Row = { tag: Tag; value: number; upTo?: ProtocolVersion }

/** MS-ASPROV, EASProvisionDoc, in its order: each element with the value that allows everything. */
const PERMISSIVE: readonly Row[] = [
  // 0: no device password, so that the other password elements count for nothing
  { tag: 'Provision:DevicePasswordEnabled', value: 0 },
  { tag: 'Provision:PasswordRecoveryEnabled', value: 0 },
  { tag: 'Provision:RequireStorageCardEncryption', value: 0 },
  { tag: 'Provision:AttachmentsEnabled', value: 1 },
  { tag: 'Provision:AllowSimpleDevicePassword', value: 1 },
  { tag: 'Provision:AllowStorageCard', value: 1 },
  { tag: 'Provision:AllowCamera', value: 1 },
  { tag: 'Provision:RequireDeviceEncryption', value: 0 },
  { tag: 'Provision:AllowUnsignedApplications', value: 1 },
  { tag: 'Provision:AllowUnsignedInstallationPackages', value: 1 },
  { tag: 'Provision:AllowWiFi', value: 1 },
  { tag: 'Provision:AllowTextMessaging', value: 1 },
  { tag: 'Provision:AllowPOPIMAPEmail', value: 1 },
  { tag: 'Provision:AllowBluetooth', value: 2 },
  { tag: 'Provision:AllowIrDA', value: 1 },
  { tag: 'Provision:RequireManualSyncWhenRoaming', value: 0 },
  { tag: 'Provision:AllowDesktopSync', value: 1 },
  { tag: 'Provision:MaxCalendarAgeFilter', value: 0, upTo: '16.0' },
  { tag: 'Provision:AllowHTMLEmail', value: 1 },
  { tag: 'Provision:RequireSignedSMIMEMessages', value: 0 },
  { tag: 'Provision:RequireEncryptedSMIMEMessages', value: 0 },
  { tag: 'Provision:AllowSMIMESoftCerts', value: 1 },
  { tag: 'Provision:AllowBrowser', value: 1 },
  { tag: 'Provision:AllowConsumerEmail', value: 1 },
  { tag: 'Provision:AllowRemoteDesktop', value: 1 },
  { tag: 'Provision:AllowInternetSharing', value: 1 },
]

/** A policy that demands nothing; empty for clients that take any element for a demand. */
export function policyDocument(version: ProtocolVersion, profile: ClientProfile): Element {
  if (profile.emptyPolicy) return element('Provision:EASProvisionDoc')
  const rows = PERMISSIVE.filter(
    ({ upTo }) => upTo === undefined || version === upTo || !atLeast(version, upTo),
  )
  return element(
    'Provision:EASProvisionDoc',
    rows.map(({ tag, value }) => element(tag, value)),
  )
}
