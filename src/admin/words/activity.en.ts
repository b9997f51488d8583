import type { DisturbanceKind } from '../../store/disturbances.js'

/** The words of the live view, and of what disturbs. */
export const ACTIVITY = {
  title: 'Activity',
  summary: (parked: number, failed: number) =>
    `Requests that wait for changes: ${parked}. Failed within the last minute: ${failed}.`,
  stale: 'The connection is lost: what stands here is old.',
  reload: 'Reload',
  figures: 'The last minute',
  requests: 'Requests',
  perSecond: 'Requests per second',
  refused: 'Refused sign-ins',
  clientErrors: 'Refused requests (4xx)',
  serverErrors: 'Errors of the gateway (5xx)',
  failed: 'Commands without success',
  p50: 'Half answered within',
  p95: '95 of 100 answered within',
  bytesIn: 'Bytes received',
  bytesOut: 'Bytes sent',
  parked: 'Waiting for changes',
  nobodyParked: 'No device is waiting at this moment.',
  newest: 'Newest requests',
  noRequests: 'No request within the last quarter of an hour.',
  user: 'User',
  device: 'Device',
  command: 'Request',
  since: 'Since',
  longest: 'At most',
  at: 'At',
  result: 'Result',
  ok: 'done',
  notOk: 'failed',
  seconds: (count: number) => `${count} s`,
  gateways: 'Gateways',
  noGateways: 'No gateway has told of itself yet.',
  host: 'Host',
  process: 'Process',
  version: 'Version',
  maintenance: 'Maintenance is under way: devices are told to come again later.',
  disturbances: {
    databaseDown: {
      told: (_count: number, when: string) => `The database was out of reach, last at ${when}.`,
      todo: 'Devices come back by themselves; if it goes on, look at the database server.',
    },
    serverErrors: {
      told: (count: number) => `Requests answered with an error within the last minute: ${count}.`,
      todo: 'The log of the gateway has each with its incident.',
    },
    lockedUsers: {
      told: (count: number) => `Locked users: ${count}.`,
      todo: 'Correct the password on the device, then unlock the user.',
    },
    failingDevices: {
      told: (count: number) => `Devices whose last request failed: ${count}.`,
      todo: 'The log of the device says which and why.',
    },
    waitingDevices: {
      told: (count: number) => `Devices in quarantine: ${count}.`,
      todo: 'Let them in or block them.',
    },
    oldPasswords: {
      told: (count: number) => `Devices that still use an old password: ${count}.`,
      todo: 'Type the new password on them.',
    },
    problems: {
      told: (count: number) => `Items set aside for a device: ${count}.`,
      todo: '“termingate problems” names them with the reason.',
    },
    stuckMails: {
      told: (count: number) =>
        `Mails and invitations not sent for more than ten minutes: ${count}.`,
      todo: 'Look at the mail server (SMTP_URL); they are tried again for two days.',
    },
    refusedMails: {
      told: (count: number) => `Mails and invitations refused within a day: ${count}.`,
      todo: 'The log of the gateway has the mail server’s reason; nobody else tells the sender.',
    },
    versions: {
      told: (count: number) => `Gateways of ${count + 1} versions run at the same time.`,
      todo: 'That is right during an update only.',
    },
  } as Record<DisturbanceKind, { told(count: number, when: string): string; todo: string }>,
}
