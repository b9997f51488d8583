import type { Policy, PolicyElement } from '../store/policy.js'
import type { ClientProfile } from './client-profile.js'
import { atLeast, inVersion, type ProtocolVersion, type Versions } from './protocol-version.js'
import { wapPolicy } from './wap-policy.js'
import { type Element, element, type Tag } from './wbxml/element.js'

/** 12.0 has the elements of passwords and attachments only. */
type Row = Versions & {
  tag: Tag
  /** The value that allows everything; none where its absence does. */
  permissive?: number
  /** Of a list: the element of each entry. */
  entry?: Tag
}

/** MS-ASPROV, EASProvisionDoc, in its order. */
const ROWS: readonly Row[] = [
  // 0: no device password, so that the other password elements count for nothing
  { tag: 'Provision:DevicePasswordEnabled', permissive: 0 },
  { tag: 'Provision:AlphanumericDevicePasswordRequired' },
  { tag: 'Provision:PasswordRecoveryEnabled', permissive: 0 },
  { tag: 'Provision:RequireStorageCardEncryption', permissive: 0, since: '12.1' },
  { tag: 'Provision:AttachmentsEnabled', permissive: 1 },
  { tag: 'Provision:MinDevicePasswordLength' },
  { tag: 'Provision:MaxInactivityTimeDeviceLock' },
  { tag: 'Provision:MaxDevicePasswordFailedAttempts' },
  { tag: 'Provision:MaxAttachmentSize' },
  { tag: 'Provision:AllowSimpleDevicePassword', permissive: 1 },
  { tag: 'Provision:DevicePasswordExpiration' },
  { tag: 'Provision:DevicePasswordHistory' },
  { tag: 'Provision:AllowStorageCard', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowCamera', permissive: 1, since: '12.1' },
  { tag: 'Provision:RequireDeviceEncryption', permissive: 0, since: '12.1' },
  { tag: 'Provision:AllowUnsignedApplications', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowUnsignedInstallationPackages', permissive: 1, since: '12.1' },
  { tag: 'Provision:MinDevicePasswordComplexCharacters', since: '12.1' },
  { tag: 'Provision:AllowWiFi', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowTextMessaging', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowPOPIMAPEmail', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowBluetooth', permissive: 2, since: '12.1' },
  { tag: 'Provision:AllowIrDA', permissive: 1, since: '12.1' },
  { tag: 'Provision:RequireManualSyncWhenRoaming', permissive: 0, since: '12.1' },
  { tag: 'Provision:AllowDesktopSync', permissive: 1, since: '12.1' },
  { tag: 'Provision:MaxCalendarAgeFilter', permissive: 0, since: '12.1', upTo: '16.0' },
  { tag: 'Provision:AllowHTMLEmail', permissive: 1, since: '12.1' },
  { tag: 'Provision:MaxEmailAgeFilter', since: '12.1' },
  { tag: 'Provision:MaxEmailBodyTruncationSize', since: '12.1' },
  { tag: 'Provision:MaxEmailHTMLBodyTruncationSize', since: '12.1' },
  { tag: 'Provision:RequireSignedSMIMEMessages', permissive: 0, since: '12.1' },
  { tag: 'Provision:RequireEncryptedSMIMEMessages', permissive: 0, since: '12.1' },
  { tag: 'Provision:RequireSignedSMIMEAlgorithm', since: '12.1' },
  { tag: 'Provision:RequireEncryptionSMIMEAlgorithm', since: '12.1' },
  { tag: 'Provision:AllowSMIMEEncryptionAlgorithmNegotiation', since: '12.1' },
  { tag: 'Provision:AllowSMIMESoftCerts', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowBrowser', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowConsumerEmail', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowRemoteDesktop', permissive: 1, since: '12.1' },
  { tag: 'Provision:AllowInternetSharing', permissive: 1, since: '12.1' },
  {
    tag: 'Provision:UnapprovedInROMApplicationList',
    entry: 'Provision:ApplicationName',
    since: '12.1',
  },
  { tag: 'Provision:ApprovedApplicationList', entry: 'Provision:Hash', since: '12.1' },
]

/** The element's name in a policy. */
function nameOf(tag: Tag): PolicyElement {
  const name = tag.slice('Provision:'.length)
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}` as PolicyElement
}

export type PolicyFor = {
  version: ProtocolVersion
  profile: ClientProfile
  /** What the tenant demands; null: nothing. */
  policy: Policy | null
}

/** MS-ASPROV, PolicyType: what a version's policy is written in. */
export function policyTypeOf(version: ProtocolVersion): string {
  return atLeast(version, '12.0') ? 'MS-EAS-Provisioning-WBXML' : 'MS-WAP-Provisioning-XML'
}

/** Data of the policy, in the version's own form. */
export function policyData(wanted: PolicyFor): Element {
  return atLeast(wanted.version, '12.0')
    ? element('Provision:Data', [policyDocument(wanted)])
    : element('Provision:Data', wapPolicy(wanted.policy))
}

/**
 * What the tenant demands over a policy that allows everything; only the demands for clients that
 * take any element for one.
 */
function policyDocument({ version, profile, policy }: PolicyFor): Element {
  const rows = ROWS.filter((row) => inVersion(version, row))
  return element(
    'Provision:EASProvisionDoc',
    rows.map((row) => {
      const demanded = policy?.[nameOf(row.tag)]
      if (demanded !== undefined) return demand(row, demanded)
      const shown = row.permissive !== undefined && !profile.emptyPolicy
      return shown ? element(row.tag, row.permissive ?? 0) : null
    }),
  )
}

function demand({ tag, entry }: Row, value: NonNullable<Policy[PolicyElement]>): Element | null {
  if (Array.isArray(value)) {
    return entry
      ? element(
          tag,
          value.map((one) => element(entry, one)),
        )
      : null
  }
  return element(tag, Number(value))
}
