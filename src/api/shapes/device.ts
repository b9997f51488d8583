import { z } from 'zod'
import type { ListedDevice } from '../../store/device-admin.js'
import { isPending } from '../../store/remote-wipes.js'
import { instantText, kindName, protocolVersion, textOf } from './common.js'

export const deviceStatus = z.enum(['allowed', 'blocked', 'quarantined'])

export const device = z
  .strictObject({
    user: z.string(),
    deviceId: z.string().describe('As the device calls itself; one of each user.'),
    deviceType: z.string(),
    userAgent: z.string(),
    protocolVersion: z.string().nullable(),
    profile: z.string().nullable().describe('As which client it is treated.'),
    status: deviceStatus,
    statusBy: z.enum(['default', 'rule', 'admin', 'wipe']).describe('Who decided so.'),
    statusRule: z.int().nullable(),
    versionCeiling: z.string().nullable().describe('Highest version to offer it.'),
    policyExempt: z.boolean(),
    policyTaken: z.boolean().nullable().describe('Null: no policy is in force.'),
    mergedKinds: z.array(z.string()).nullable().describe('Null: as its client needs it.'),
    wipe: z
      .strictObject({
        kind: z.enum(['account', 'device']),
        state: z.enum(['ordered', 'sent', 'failed', 'acknowledged']),
        pending: z.boolean(),
        at: instantText.nullable(),
      })
      .nullable(),
    information: z.record(z.string(), z.string()).describe('What it says of itself.'),
    firstSeenAt: instantText,
    lastSeenAt: instantText.nullable(),
    lastCommand: z.string().nullable(),
    lastStatus: z.string().nullable().describe('HTTP status, and the command’s after a slash.'),
    lastErrorAt: instantText.nullable().describe('Of the last answer that was no success.'),
    lastErrorCommand: z.string().nullable(),
    lastErrorStatus: z.string().nullable(),
    lastAddress: z.string().nullable(),
    oldPasswordAt: instantText.nullable().describe('When it last sent a former password.'),
  })
  .meta({ id: 'Device' })

export const devicePatch = z
  .strictObject({
    policyExempt: z.boolean().describe('Let in although it can’t take the policy.'),
    mergedKinds: z
      .array(kindName)
      .max(4)
      .nullable()
      .describe('Kinds of which it shows one folder only; null: as its client needs it.'),
    mergeTargets: z
      .array(z.string().min(1).max(255))
      .max(10)
      .describe('Folders that get what it adds; only together with `mergedKinds`.'),
    versionCeiling: protocolVersion.nullable().describe('Null: as high as all else allows.'),
  })
  .partial()
  .meta({ id: 'DevicePatch' })

export function deviceView(found: ListedDevice): z.output<typeof device> {
  const { id, tenantId, accountId, tenant, wipe, wipeState, wipeAt, ...plain } = found
  return {
    ...plain,
    wipe: wipe &&
      wipeState && {
        ...{ kind: wipe, state: wipeState, pending: isPending(wipeState) },
        at: textOf(wipeAt),
      },
    firstSeenAt: textOf(found.firstSeenAt),
    lastSeenAt: textOf(found.lastSeenAt),
    lastErrorAt: textOf(found.lastErrorAt),
    oldPasswordAt: textOf(found.oldPasswordAt),
  }
}
