import type { ListedDevice } from '../../store/device-admin.js'
import { type DeviceFolder, foldersOfDevice } from '../../store/device-folders.js'
import { minute, print, table, type Work } from '../invocation.js'
import { shown } from './device-target.js'

const WHO: Record<ListedDevice['statusBy'], string> = {
  default: 'no rule names it',
  rule: 'by a rule',
  admin: 'by an administrator',
  wipe: 'since it was wiped',
}

/** All that is known of a device, with its folders. */
export async function show(work: Work, device: ListedDevice): Promise<undefined> {
  const folders = await foldersOfDevice(work.database, device)
  const { statusBy, statusRule, policyTaken, policyExempt, information } = device
  const who = statusRule === null ? WHO[statusBy] : `by rule ${statusRule}`
  const policy = policyTaken ? 'taken' : 'not taken yet'
  const rows = [
    ['user', `${device.user}_${device.tenant}`],
    ['type', device.deviceType || '-'],
    ['user agent', device.userAgent || '-'],
    ['version', device.protocolVersion ?? '-'],
    ['ceiling', device.versionCeiling ?? 'none of its own'],
    ['status', `${device.status}: ${who}`],
    ['policy', policyExempt ? 'exempt' : policyTaken === null ? 'none is enforced' : policy],
    ['one folder', mergedOf(device)],
    ['wipe', wipeOf(device)],
    ['first seen', minute(device.firstSeenAt)],
    ['last seen', device.lastSeenAt ? minute(device.lastSeenAt) : '-'],
    ['last command', [device.lastCommand, device.lastStatus].filter(Boolean).join(' ') || '-'],
    ['last error', errorOf(device)],
    ['last address', device.lastAddress ?? '-'],
    ...Object.entries(information),
  ]
  const lines = table(rows.map((row) => ['', ...row]))
  const told = folders.length > 0 ? ['Folders', ...table(folders.map(folderRow))] : []
  print(work, { ...shown(device), folders }, [`Device ${device.deviceId}`, ...lines, ...told])
}

function errorOf({ lastErrorAt, lastErrorCommand, lastErrorStatus }: ListedDevice): string {
  return lastErrorAt ? `${lastErrorCommand} ${lastErrorStatus}, ${minute(lastErrorAt)}` : 'none'
}

const STATES: Record<DeviceFolder['state'], string> = {
  never: 'never synchronized',
  fresh: 'begins anew',
  synchronized: 'synchronized',
}

function folderRow({ folderId, name, state, items, setAside }: DeviceFolder): string[] {
  const aside = setAside > 0 ? `, ${setAside} set aside` : ''
  return ['', folderId, name, STATES[state], `${items} items${aside}`]
}

function mergedOf({ mergedKinds }: ListedDevice): string {
  if (!mergedKinds) return 'as its client needs it'
  return mergedKinds.length === 0 ? 'of no kind' : `of ${mergedKinds.join(', ')}`
}

function wipeOf({ wipe, wipeState, wipeAt }: ListedDevice): string {
  if (!wipe) return 'none'
  return `of the ${wipe}, ${wipeState}${wipeAt ? ` ${minute(wipeAt)}` : ''}`
}
