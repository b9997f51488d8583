import { z } from 'zod'
import type { Account } from '../../store/accounts.js'
import { COLLECTION_KINDS, type CollectionKind } from '../../store/model.js'
import { PHONE_PASSWORDS } from '../../store/tenants.js'
import { instantText, language, rowId, textOf, timeZone } from './common.js'

const switches = z
  .strictObject({
    calendar: z.boolean(),
    tasks: z.boolean(),
    contacts: z.boolean(),
    notes: z.boolean().describe('Only where the tenant has notes.'),
  })
  .meta({ id: 'Switches', description: 'What devices of a user get.' })

const phonePassword = z
  .enum(PHONE_PASSWORDS)
  .describe('Whether phones need an app password; null: as the tenant has it.')

export const role = z.enum(['user', 'admin', 'installation'])

/** What may be said of a user. */
export const user = z
  .strictObject({
    id: rowId.describe('Names the user in items: `ownerId`, `responsibleId`.'),
    tenant: z.string(),
    name: z.string(),
    login: z.string().describe('`NAME_TENANT`, with which devices sign in.'),
    displayName: z.string(),
    email: z.string().nullable(),
    timeZone: z.string().nullable().describe('Null: as the tenant has it.'),
    language: language.nullable(),
    role,
    active: z.boolean(),
    phonePassword: phonePassword.nullable(),
    hasPassword: z.boolean(),
    switches,
    lockedAt: instantText.nullable().describe('Since when devices are locked out.'),
    lockReason: z.string().nullable(),
    devices: z.int().describe('Number of devices ever seen.'),
    lastSeenAt: instantText.nullable(),
  })
  .meta({ id: 'User' })
export type UserView = z.output<typeof user>

const email = z.string().min(3).max(320)
const displayName = z.string().max(200)

export const newUser = z
  .strictObject({
    name: z.string().min(1).max(100).describe('Without spaces, `@`, `\\` and `:`.'),
    password: z.string().min(1).max(72),
    displayName: displayName.optional(),
    email: email.optional(),
    timeZone: timeZone.optional(),
    language: language.optional(),
    admin: z.boolean().optional().describe('May administer the tenant.'),
    switches: switches
      .partial()
      .optional()
      .describe('What is not named stays as new users have it.'),
  })
  .meta({ id: 'NewUser' })

export const userPatch = z
  .strictObject({
    displayName: displayName,
    email: email.nullable(),
    timeZone: timeZone.nullable(),
    language: language.nullable(),
    active: z.boolean().describe('False: signs in no more; nothing is removed.'),
    phonePassword: phonePassword.nullable(),
    role: role.describe('`installation` only by tokens of the installation.'),
  })
  .partial()
  .meta({ id: 'UserPatch', description: 'What is absent stays as it is.' })

export const switchesPut = switches.partial({ notes: true }).meta({ id: 'AllSwitches' })
export const switchesPatch = switches.partial().meta({ id: 'SomeSwitches' })

/** The kinds that are switched this way. */
export function kindsThat(
  given: { readonly [K in CollectionKind]?: boolean | undefined },
  on: boolean,
): CollectionKind[] {
  return COLLECTION_KINDS.filter((kind) => given[kind] === on)
}

export function userView(account: Account): UserView {
  const { id, tenant, name, login, displayName, email, timeZone, language } = account
  const {
    admin,
    installationAdmin,
    phonePassword,
    active,
    hasPassword,
    enabled,
    lockReason,
    devices,
  } = account
  return {
    ...{ id, tenant, name, login, displayName, email, timeZone, language },
    role: installationAdmin ? 'installation' : admin ? 'admin' : 'user',
    ...{ active, phonePassword, hasPassword },
    switches: {
      calendar: enabled.includes('calendar'),
      tasks: enabled.includes('tasks'),
      contacts: enabled.includes('contacts'),
      notes: enabled.includes('notes'),
    },
    lockedAt: textOf(account.lockedAt),
    ...{ lockReason, devices },
    lastSeenAt: textOf(account.lastSeenAt),
  }
}
