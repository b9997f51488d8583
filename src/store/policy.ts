import { z } from 'zod'
import { writeAudit } from './audit.js'
import { jsonb } from './columns.js'
import type { Database } from './database.js'
import { InvalidValue } from './names.js'
import { findTenant } from './tenants.js'

const MAX_LIST = 100
const UNSIGNED_INT = 4_294_967_295
const INT = 2_147_483_647

const flag = () => z.boolean()
const whole = (least: number, most: number) => z.int().min(least).max(most)
const among = (...values: number[]) => z.int().refine((value) => values.includes(value))

/**
 * MS-ASPROV, EASProvisionDoc: its elements with a small first letter, and the values each may have.
 * Times are in the protocol's units: seconds of inactivity, days until a password expires.
 */
const ELEMENTS = {
  devicePasswordEnabled: flag(),
  alphanumericDevicePasswordRequired: flag(),
  passwordRecoveryEnabled: flag(),
  requireStorageCardEncryption: flag(),
  attachmentsEnabled: flag(),
  minDevicePasswordLength: whole(1, 16),
  maxInactivityTimeDeviceLock: whole(1, 9_999),
  maxDevicePasswordFailedAttempts: whole(4, 16),
  maxAttachmentSize: whole(0, UNSIGNED_INT),
  allowSimpleDevicePassword: flag(),
  devicePasswordExpiration: whole(0, 65_535),
  devicePasswordHistory: whole(0, 65_535),
  allowStorageCard: flag(),
  allowCamera: flag(),
  requireDeviceEncryption: flag(),
  allowUnsignedApplications: flag(),
  allowUnsignedInstallationPackages: flag(),
  minDevicePasswordComplexCharacters: whole(1, 4),
  allowWiFi: flag(),
  allowTextMessaging: flag(),
  allowPOPIMAPEmail: flag(),
  allowBluetooth: whole(0, 2),
  allowIrDA: flag(),
  requireManualSyncWhenRoaming: flag(),
  allowDesktopSync: flag(),
  maxCalendarAgeFilter: among(0, 4, 5, 6, 7),
  allowHTMLEmail: flag(),
  maxEmailAgeFilter: whole(0, 5),
  maxEmailBodyTruncationSize: whole(-1, INT),
  maxEmailHTMLBodyTruncationSize: whole(-1, INT),
  requireSignedSMIMEMessages: flag(),
  requireEncryptedSMIMEMessages: flag(),
  requireSignedSMIMEAlgorithm: whole(0, 1),
  requireEncryptionSMIMEAlgorithm: whole(0, 4),
  allowSMIMEEncryptionAlgorithmNegotiation: whole(0, 2),
  allowSMIMESoftCerts: flag(),
  allowBrowser: flag(),
  allowConsumerEmail: flag(),
  allowRemoteDesktop: flag(),
  allowInternetSharing: flag(),
  unapprovedInROMApplicationList: z.array(z.string().min(1).max(255)).max(MAX_LIST),
  approvedApplicationList: z.array(z.string().regex(/^[0-9A-Fa-f]{40}$/)).max(MAX_LIST),
}

/** What a policy may say. */
export const policyShape = z
  .strictObject({
    ...ELEMENTS,
    /** Lets in whoever can't obey the whole of it, or never provisions (default false). */
    allowNonProvisionable: z.boolean(),
  })
  .partial()
  .meta({ id: 'Policy' })

export type PolicyElement = keyof typeof ELEMENTS
export type Policy = z.infer<typeof policyShape>

export const POLICY_ELEMENTS = Object.keys(ELEMENTS) as readonly PolicyElement[]

/** Clients count these for nothing unless devicePasswordEnabled is true. */
const OF_PASSWORDS: readonly PolicyElement[] = [
  'alphanumericDevicePasswordRequired',
  'minDevicePasswordLength',
  'maxInactivityTimeDeviceLock',
  'maxDevicePasswordFailedAttempts',
  'allowSimpleDevicePassword',
  'devicePasswordExpiration',
  'devicePasswordHistory',
  'minDevicePasswordComplexCharacters',
]

/** @throws InvalidValue that names the first wrong entry */
export function checkPolicy(value: unknown): Policy {
  const result = policyShape.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : null
    if (unknown) throw new InvalidValue(`The policy has no ${unknown.slice(0, 200)}.`)
    const place = issue?.path.join('.') || 'It'
    throw new InvalidValue(`The policy can't be used: ${place}: ${issue?.message}.`)
  }
  const policy = result.data
  const idle = OF_PASSWORDS.find((name) => policy[name] !== undefined)
  if (idle && !policy.devicePasswordEnabled) {
    throw new InvalidValue(`${idle} counts for nothing unless devicePasswordEnabled is true.`)
  }
  return policy
}

export type TenantPolicy = { tenant: string; policy: Policy | null; version: number }

/** @throws UserError when there is no such tenant */
export async function readPolicy(database: Database, name: string): Promise<TenantPolicy> {
  const { id } = await findTenant(database, name)
  const [row] = await database.query<Omit<TenantPolicy, 'tenant'>>(
    {
      name: 'read-policy',
      text: 'select policy, policy_version as version from tenant where id = $1',
    },
    [id],
  )
  return { tenant: name, policy: row?.policy ?? null, version: row?.version ?? 0 }
}

/** Sets what the tenant's phones must obey; null: nothing. Phones provision again with each change. */
export async function setPolicy(
  database: Database,
  change: { tenant: string; policy: unknown },
  actor: string,
): Promise<TenantPolicy> {
  const policy = change.policy === null ? null : checkPolicy(change.policy)
  return await database.transact(async (tx) => {
    const { id } = await findTenant(tx, change.tenant)
    const [row] = await tx.query<{ version: number }>(
      {
        name: 'set-policy',
        text: `update tenant set policy = $2::jsonb where id = $1
          returning policy_version as version`,
      },
      [id, policy && jsonb(policy)],
    )
    const action = policy ? 'policy.set' : 'policy.clear'
    const details = policy ? { policy } : {}
    await writeAudit(tx, { tenantId: id, actor, action, subject: change.tenant, details })
    return { tenant: change.tenant, policy, version: row?.version ?? 0 }
  })
}
