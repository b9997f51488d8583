import type { WipeKind, WipeState } from '../../store/device-admin.js'
import type { DeviceStatus } from '../../store/device-rules.js'

/** German has the same keys (`devices.de.ts`). */
export const DEVICES = {
  of: (tenant: string) => `Devices of ${tenant}`,
  list: 'All devices',
  search: 'Beginning of a DeviceId, a model or a user’s name',
  state: 'State',
  all: 'all',
  none: 'No device fits.',
  waiting: 'Devices that wait for your decision',
  waitingOf: (tenant: string, count: number) => `${tenant}: ${count} in quarantine`,
  user: 'User',
  device: 'Device',
  model: 'Model',
  connection: 'Connection',
  version: 'Version',
  last: 'Last request',
  lastSeen: 'Last seen',
  statuses: {
    allowed: 'allowed',
    blocked: 'blocked',
    quarantined: 'in quarantine',
  } as Record<DeviceStatus, string>,
  decidedBy: {
    default: 'No rule names it.',
    rule: 'A rule decided that.',
    admin: 'An administrator decided that.',
    wipe: 'Since it was wiped.',
  } as Record<string, string>,
  doubled: 'Entries may show twice',
  doubledOf: (one: string, other: string) =>
    `${one} and ${other} probably are the same phone or computer, connected twice.`,
  doubledTodo: 'Remove one of the two accounts on the device itself.',
  whyMissing: 'Why is something missing?',

  facts: {
    friendlyName: 'Name',
    model: 'Model',
    os: 'System',
    client: 'Served as',
    userAgent: 'Program',
    type: 'Type',
    version: 'Version',
    ceiling: 'Highest version offered',
    status: 'State',
    policy: 'Policy',
    wipe: 'Wipe',
    firstSeen: 'First seen',
    lastSeen: 'Last seen',
    last: 'Last request',
    lastError: 'Last error',
    address: 'Last address',
  },
  noCeiling: 'no limit of its own',
  aboveCeiling: 'It still speaks the version it had, until it asks again.',
  policies: { exempt: 'exempt', none: 'none', taken: 'taken', open: 'not taken yet' },
  noError: 'none',
  noWipe: 'none',
  wipes: { account: 'of this account', device: 'of the whole device' } as Record<WipeKind, string>,
  wipeStates: {
    ordered: 'ordered: the device gets it with its next request',
    sent: 'sent: the device has not said yet that it is done',
    failed: 'failed: the device gets it again with its next request',
    acknowledged: 'done',
  } as Record<WipeState, string>,
  fine: 'in order',
  otherStatus: (status: string) => `status ${status}`,
  outcomes: {
    'http 401': 'The password was refused. See the sign-ins of the user.',
    'http 403': 'Refused: the device is not allowed, or is to be wiped.',
    'http 449': 'It has to take the policy first, which it does by itself.',
    'http 501': 'The device asked for something that does not exist here. It gets on without.',
    'http 503':
      'The service was not available, or in maintenance. The device comes again by itself.',
    'FolderSync 9': 'It had an old list of folders, and asks for all of it by itself.',
    'Sync 3': 'It had an old state, and fills the folder afresh by itself.',
    'Sync 4': 'The device sent a request that is not allowed.',
    'Sync 8': 'The device changed an entry that is not there any more.',
    'Ping 3': 'The device did not say what to wait for, and says it next time.',
    'any 110': 'Something went wrong here. See the log of the gateway.',
    'any 111': 'The service was busy. The device comes again by itself.',
    'any 126': 'Synchronization is off for the user.',
    'any 129': 'The device is blocked.',
    'any 130': 'The device is in quarantine.',
    'any 140': 'The device is to be wiped.',
    'any 142': 'It has to take the policy first, which it does by itself.',
    'any 143': 'The policy changed; it takes the new one by itself.',
    'any 144': 'It has an old policy key, and asks for a new one by itself.',
    'any 177': 'The user has more devices than allowed. Remove one.',
  } as Record<string, string>,

  folders: 'What the device has',
  noFolders: 'It was not told of any folder yet.',
  folder: 'Folder',
  kind: 'Kind',
  mail: 'Mail (always empty)',
  items: 'Entries',
  period: 'Period',
  changed: 'Last news',
  action: 'Action',
  folderStates: {
    never: 'never synchronized',
    fresh: 'begins anew',
    synchronized: 'synchronized',
  },
  more: 'still loading',
  periods: ['all', '1 day', '3 days', '1 week', '2 weeks', '1 month', '3 months', '6 months'],
  incomplete: 'open tasks only',
  setAside: 'Entries set aside for this device',
  setAsideTodo: 'Correct the entry, and it comes. The device gets everything else.',
  title: 'Title',
  reason: 'Reason',
  since: 'Since',
  onDevice: 'An older copy stays on the device.',
  reset: 'Fill afresh',
  resetOf: (folder: string) => `Fill afresh: ${folder}`,
  resetAll: 'Fill all afresh',
  resetMeans:
    'The device throws away what it has and gets it anew, with nothing doubled. Calendars go all together.',
  resetDone: (count: number) =>
    `${count} folders fill afresh as soon as the device synchronizes the next time.`,
  nothingToReset: 'Nothing was reset: the device has not synchronized this folder.',

  standing: 'Let in or keep out',
  decide: { allowed: 'Allow', blocked: 'Block', quarantined: 'Quarantine' } as Record<
    DeviceStatus,
    string
  >,
  decided: {
    allowed: 'The device is let in.',
    blocked: 'The device is kept out from now on. What it holds stays on it.',
    quarantined: 'The device waits: it may say what it is, and nothing else.',
  } as Record<DeviceStatus, string>,
  ceiling: 'Highest version',
  ceilingMeans:
    'For a device that has trouble with a newer version. It is told to choose again; some do that only when the account is set up anew.',
  ceilingSaved: 'Saved. The device is told with its next synchronization.',

  wipe: 'Remove the data from the device',
  wipeLink: 'Remove data …',
  wipeMeans: {
    account:
      'All that the device has from this account goes from it. Everything else on it stays. Then the device is kept out until somebody allows it.',
    device:
      'The whole device is reset. Everything on it goes for good, private pictures and other accounts too.',
  } as Record<WipeKind, string>,
  wipeTooOld: (version: string) =>
    `The data of the account alone can be removed from version 16.1 on; this device speaks ${version}. Blocking keeps it out.`,
  noFullWipe: 'Resetting whole devices is switched off for this installation (REMOTE_WIPE).',
  typeId: (deviceId: string) => `Type ${deviceId} to confirm`,
  order: { account: 'Remove the data of this account', device: 'Reset the whole device' } as Record<
    WipeKind,
    string
  >,
  ordered: 'Ordered. The device gets it with its next request, and nothing else until then.',
  notConfirmed: 'Nothing was ordered: that is not the DeviceId.',
  takeBack: 'Take the order back',
  takenBack: 'Taken back. The device had not been told.',
  takenBackLate: 'Taken back. The device had been told before, and may have done it all the same.',

  remove: 'Remove the device from the list',
  removeLink: 'Remove …',
  removeMeans:
    'What is known of it is forgotten. If it comes again, it is a new device and gets everything afresh. Nothing is deleted on the device itself, and its password still works.',
  lost: {
    wipe: 'Its wipe was not carried out. Once removed, it would never get it.',
    block:
      'It is kept out now. Once removed, it would come back as a new device, which may be let in.',
  },
  removeEven: 'Remove it all the same',
  removed: 'The device is removed.',
  notRemoved: 'The device was not removed: confirm what would be lost with it.',
  refused: (why: string) => `Nothing was changed: ${why}`,
}

export type DeviceWords = typeof DEVICES
