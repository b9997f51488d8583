import { clientOf } from '../activesync/explain/client.js'
import { outcomeOf } from '../activesync/explain/outcome.js'
import { atLeast, isProtocolVersion } from '../activesync/protocol-version.js'
import type { ListedDevice } from '../store/device-admin.js'
import { momentIn } from './moment.js'
import type { Visitor } from './visitor.js'
import type { Words } from './words/en.js'

/** What is known of a device, in the visitor's words; what it never said is left out. */
export function factsOf(visitor: Visitor, device: ListedDevice): [string, string][] {
  const { devices } = visitor.words
  const { facts } = devices
  const { information } = device
  const rows: [string, string | null | undefined][] = [
    [facts.friendlyName, information.friendlyName],
    [facts.model, information.model],
    [facts.os, information.os],
    [facts.type, device.deviceType],
    [facts.userAgent, device.userAgent],
    [facts.client, clientOf(device)],
    [facts.version, device.protocolVersion],
    [facts.ceiling, ceilingIn(visitor.words, device)],
    [facts.status, `${devices.statuses[device.status]}. ${devices.decidedBy[device.statusBy]}`],
    [facts.policy, policyIn(visitor.words, device)],
    [facts.wipe, wipeIn(visitor, device)],
    [facts.firstSeen, momentIn(visitor, device.firstSeenAt)],
    [facts.lastSeen, momentIn(visitor, device.lastSeenAt)],
    [facts.last, outcomeIn(visitor.words, device.lastCommand, device.lastStatus)],
    [facts.lastError, errorIn(visitor, device)],
    [facts.address, device.lastAddress],
  ]
  return rows.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))
}

function ceilingIn({ devices }: Words, { versionCeiling, protocolVersion }: ListedDevice): string {
  if (versionCeiling === null) return devices.noCeiling
  const spoken = protocolVersion ?? ''
  const above =
    isProtocolVersion(spoken) &&
    isProtocolVersion(versionCeiling) &&
    !atLeast(versionCeiling, spoken)
  return above ? `${versionCeiling}. ${devices.aboveCeiling}` : versionCeiling
}

function policyIn({ devices }: Words, { policyExempt, policyTaken }: ListedDevice): string {
  const { exempt, none, taken, open } = devices.policies
  if (policyExempt) return exempt
  if (policyTaken === null) return none
  return policyTaken ? taken : open
}

function wipeIn(visitor: Visitor, { wipe, wipeState, wipeAt }: ListedDevice): string {
  const { devices } = visitor.words
  if (!wipe || !wipeState) return devices.noWipe
  return `${devices.wipes[wipe]}, ${devices.wipeStates[wipeState]} (${momentIn(visitor, wipeAt)})`
}

/** `Sync 3`, and what that means. */
function outcomeIn(
  { devices }: Words,
  command: string | null,
  status: string | null,
): string | null {
  if (command === null) return null
  if (status === null) return command
  const outcome = outcomeOf(command, status)
  if (!outcome.failed) return `${command}: ${devices.fine}`
  return `${command}, ${devices.otherStatus(outcome.status)}. ${devices.outcomes[outcome.key] ?? ''}`
}

function errorIn(visitor: Visitor, device: ListedDevice): string {
  const { lastErrorAt, lastErrorCommand, lastErrorStatus } = device
  if (!lastErrorAt) return visitor.words.devices.noError
  const outcome = outcomeIn(visitor.words, lastErrorCommand, lastErrorStatus)
  return `${momentIn(visitor, lastErrorAt)}: ${outcome}`
}
