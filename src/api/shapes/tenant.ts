import { z } from 'zod'
import { RULE_SETS, type RuleSetName } from '../../store/rule-set.js'
import { PHONE_PASSWORDS, type Tenant } from '../../store/tenants.js'
import { language, protocolVersion, rowId, timeZone } from './common.js'

const RULE_NAMES = Object.keys(RULE_SETS) as [RuleSetName, ...RuleSetName[]]

const settings = {
  domains: z.array(z.string().min(1).max(253)).max(100).describe('Behind the @ of its logins.'),
  rules: z.enum(RULE_NAMES).describe('Rules of the synchronization.'),
  moduleEnabled: z.boolean().describe('Off: every login of its devices is refused.'),
  notes: z.boolean().describe('Notes on its devices.'),
  language,
  versionCeiling: protocolVersion
    .nullable()
    .describe("Highest protocol version offered; null: the installation's."),
  phonePassword: z.enum(PHONE_PASSWORDS).describe('Whether phones need an app password.'),
}

export const tenant = z
  .strictObject({
    id: rowId,
    name: z.string(),
    ...settings,
    versionCeiling: z.string().nullable(),
    timeZone: z.string(),
    users: z.int(),
  })
  .meta({ id: 'Tenant' })
export const tenantPatch = z
  .strictObject({ ...settings, timeZone })
  .partial()
  .meta({ id: 'TenantPatch' })
export const newTenant = z
  .strictObject({ ...tenantPatch.shape, name: z.string().min(1).max(100) })
  .meta({ id: 'NewTenant' })

export function tenantView(found: Tenant): z.output<typeof tenant> {
  const { id, name, domains, rules, moduleEnabled, notes, timeZone, language } = found
  const { versionCeiling, phonePassword, users } = found
  return {
    ...{ id, name, domains, rules, moduleEnabled, notes, timeZone, language },
    ...{ versionCeiling, phonePassword, users },
  }
}
