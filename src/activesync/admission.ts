import { HttpError } from '../errors.js'
import { isPending } from '../store/remote-wipes.js'
import type { Session, SessionDevice } from '../store/session.js'
import { profileOfDevice } from './client-profile.js'
import { CommonStatus, StatusError } from './common-status.js'
import { atLeast, type ProtocolVersion } from './protocol-version.js'

export type Admitted = {
  command: string
  version: ProtocolVersion
  /** X-MS-PolicyKey or the query's own; null when absent, undefined when not known any more. */
  policyKey?: number | null
}

type Settings = { remoteWipe: boolean }

/**
 * What a device may do while it waits for an administrator: the list of devices is to show what it
 * is. All else is refused, so that it keeps what it has instead of losing its folders.
 */
const IN_QUARANTINE: ReadonlySet<string> = new Set(['Provision', 'Settings'])

/**
 * MS-ASPROV, Provision Command: a key comes with every command but Ping. Settings is a part of setting
 * up, and stalls iPhones when it is refused (field-guide 1.3); it shows nothing but the own address.
 */
const WITHOUT_POLICY: ReadonlySet<string> = new Set(['Provision', 'Ping', 'Settings'])

/**
 * Whether an administrator lets this device in: a wipe counts before a block, since a device that is
 * kept out can't be wiped.
 * @throws StatusError 140, 129 or 130, HttpError 403
 */
export function checkStanding(settings: Settings, device: SessionDevice, asked: Admitted): void {
  if (isPending(device.wipe_state)) checkWipe(settings, device, asked)
  else checkStatus(device, asked)
}

function checkStatus(device: SessionDevice, asked: Admitted): void {
  const blocked = device.status === 'blocked' && !acknowledgesWipe(device, asked)
  if (blocked) throw new StatusError(CommonStatus.DeviceIsBlockedForThisUser)
  if (device.status === 'quarantined' && !IN_QUARANTINE.has(asked.command)) {
    throw new StatusError(CommonStatus.AccessDenied)
  }
}

/** Its acknowledgement may come twice, since the answer to the first may have been lost. */
function acknowledgesWipe(device: SessionDevice, { command }: Admitted): boolean {
  return device.wipe_state === 'acknowledged' && command === 'Provision'
}

function checkWipe(settings: Settings, device: SessionDevice, asked: Admitted): void {
  if (!canWipe(settings, device, asked.version)) {
    throw new StatusError(CommonStatus.DeviceIsBlockedForThisUser)
  }
  if (asked.command === 'Provision') return
  if (!atLeast(asked.version, '14.0') && asked.policyKey === null) {
    // MS-ASCMD_R7561: who sends no key does not provision.
    throw new HttpError(403, 'This device is to be wiped.')
  }
  throw new StatusError(CommonStatus.RemoteWipeRequested)
}

/** AccountOnlyRemoteWipe came with 16.1; whole devices only where the installation allows it. */
function canWipe(
  { remoteWipe }: Settings,
  { wipe }: SessionDevice,
  version: ProtocolVersion,
): boolean {
  return wipe === 'device' ? remoteWipe : atLeast(version, '16.1')
}

/**
 * Whether the device obeys what its tenant demands.
 * @throws StatusError 142, 143 or 144: HTTP 449 up to 12.1
 */
export function checkPolicyKey(
  { tenant }: Pick<Session, 'tenant'>,
  device: SessionDevice,
  { command, policyKey }: Admitted,
): void {
  const { policy, policy_version } = tenant
  if (!policy || WITHOUT_POLICY.has(command)) return
  if (device.policy_exempt || profileOfDevice(device).neverProvisions) return
  if (policyKey === null && policy.allowNonProvisionable) return
  if (!policyKey) throw new StatusError(CommonStatus.DeviceNotProvisioned)
  if (policyKey !== device.policy_key) throw new StatusError(CommonStatus.InvalidPolicyKey)
  if (device.policy_version !== policy_version) throw new StatusError(CommonStatus.PolicyRefresh)
}
