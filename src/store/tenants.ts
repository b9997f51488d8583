import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import { type Columns, columnsOf, insertRow, jsonb } from './columns.js'
import type { Database, Sql } from './database.js'
import type { Id } from './model.js'
import { checkDomain, checkName, checkTimeZone, nearMatch, quoted } from './names.js'
import { errorCode } from './postgres-errors.js'
import type { RuleSetName } from './rule-set.js'

/** Whether phones may use the accounts' own passwords, or app passwords only. */
export const PHONE_PASSWORDS = ['allowed', 'app-only'] as const
export type PhonePassword = (typeof PHONE_PASSWORDS)[number]

export type Tenant = {
  id: Id
  name: string
  domains: string[]
  rules: RuleSetName
  /** R-ONO-13: without the module every login of the tenant is refused. */
  moduleEnabled: boolean
  /** R-ONO-28: the rule setting `notes`. */
  notes: boolean
  /** The rule setting `selfSwitches`: users change their own switches. */
  selfSwitches: boolean
  timeZone: string
  language: 'de' | 'en'
  /** Highest protocol version offered to its phones; null = the installation's. */
  versionCeiling: string | null
  /** An account may have it otherwise. */
  phonePassword: PhonePassword
  users: number
}

export type TenantSettings = {
  domains?: string[]
  rules?: RuleSetName
  moduleEnabled?: boolean
  notes?: boolean
  selfSwitches?: boolean
  timeZone?: string
  language?: 'de' | 'en'
  versionCeiling?: string | null
  phonePassword?: PhonePassword
}

const COLUMN_OF = {
  domains: 'domains',
  rules: 'rule_set',
  moduleEnabled: 'module_enabled',
  timeZone: 'time_zone',
  language: 'language',
  versionCeiling: 'version_ceiling',
  phonePassword: 'phone_password',
} as const

const SELECT = `
select t.id, t.name, t.domains, t.rule_set as rules, t.module_enabled as "moduleEnabled",
  coalesce(t.rule_settings->'notes' = 'true', false) as notes,
  coalesce(t.rule_settings->'selfSwitches' <> 'false', true) as "selfSwitches",
  t.time_zone as "timeZone", t.language, t.version_ceiling as "versionCeiling",
  t.phone_password as "phonePassword",
  (select count(*)::int from account a where a.tenant_id = t.id) as users
from tenant t`

export async function listTenants(sql: Sql): Promise<Tenant[]> {
  return await sql.query<Tenant>({ name: 'list-tenants', text: `${SELECT} order by t.name` })
}

/** Null when there is none. */
export async function tenantNamed(sql: Sql, name: string): Promise<Tenant | null> {
  const statement = { name: 'find-tenant', text: `${SELECT} where t.name = $1` }
  const [tenant] = await sql.query<Tenant>(statement, [name])
  return tenant ?? null
}

/** @throws UserError naming a near match when there is no such tenant; names are case-sensitive */
export async function findTenant(sql: Sql, name: string): Promise<Tenant> {
  const tenant = await tenantNamed(sql, name)
  if (tenant) return tenant
  const all = await sql.query<{ name: string }>({
    name: 'tenant-names',
    text: 'select name from tenant order by name limit 10000',
  })
  const hint = nearMatch(
    name,
    all.map((one) => one.name),
  )
  throw new UserError(`There is no tenant ${quoted(name)} (upper and lower case count).${hint}`)
}

export type NewTenant = TenantSettings & { name: string }

/** @throws UserError for a bad or taken name, a bad domain or time zone */
export async function createTenant(
  database: Database,
  tenant: NewTenant,
  actor: string,
): Promise<Tenant> {
  try {
    return await database.transact((tx) => addTenant(tx, tenant, actor))
  } catch (error) {
    if (errorCode(error) !== '23505') throw error
    throw new UserError(`There is a tenant ${quoted(tenant.name)} already. Choose another name.`)
  }
}

/** The same within a transaction; a taken name is the database's unique violation. */
export async function addTenant(sql: Sql, tenant: NewTenant, actor: string): Promise<Tenant> {
  checkName('tenant', tenant.name)
  const columns = settingsColumns(tenant)
  const tenantId = await insertRow(sql, 'tenant', { name: tenant.name, ...columns })
  const entry = { tenantId, actor, action: 'tenant.create', subject: tenant.name }
  await writeAudit(sql, { ...entry, details: columns })
  return await findTenant(sql, tenant.name)
}

/** `domains` replaces the whole list. Collections of all its accounts are journalled by triggers. */
export async function setTenant(
  database: Database,
  change: TenantSettings & { name: string },
  actor: string,
): Promise<Tenant> {
  const columns = settingsColumns(change)
  return await database.transact(async (tx) => {
    const { id } = await findTenant(tx, change.name)
    // `tenant` has no tenant_id column to be keyed by.
    const names = Object.keys(columns)
    if (names.length > 0) {
      const sets = names.map((name, index) => assignment(name, `$${index + 2}`))
      const text = `update tenant set ${sets.join(', ')} where id = $1`
      await tx.query({ name: '', text }, [id, ...Object.values(columns)])
      const entry = { tenantId: id, actor, action: 'tenant.set', subject: change.name }
      await writeAudit(tx, { ...entry, details: columns })
    }
    return await findTenant(tx, change.name)
  })
}

/** Removes the tenant with all its people, items, devices and its history; one line of it stays. */
export async function removeTenant(
  database: Database,
  name: string,
  actor: string,
): Promise<Tenant> {
  return await database.transact(async (tx) => {
    const tenant = await findTenant(tx, name)
    const key = [tenant.id]
    await tx.query({ name: 'remove-tenant', text: 'delete from tenant where id = $1' }, key)
    await tx.query({ name: 'drop-audit', text: 'delete from audit where tenant_id = $1' }, key)
    const entry = { tenantId: tenant.id, actor, action: 'tenant.remove', subject: name }
    await writeAudit(tx, { ...entry, details: { users: tenant.users } })
    return tenant
  })
}

/** One rule setting more leaves the others as they are. */
function assignment(column: string, value: string): string {
  return column === 'rule_settings' ? `${column} = ${column} || ${value}` : `${column} = ${value}`
}

function settingsColumns(settings: TenantSettings): Columns {
  const columns = columnsOf(settings, COLUMN_OF)
  if (settings.domains) columns.domains = [...new Set(settings.domains.map(checkDomain))]
  if (settings.timeZone !== undefined) columns.time_zone = checkTimeZone(settings.timeZone)
  const { notes, selfSwitches } = settings
  const rules = {
    ...(notes !== undefined && { notes }),
    ...(selfSwitches !== undefined && { selfSwitches }),
  }
  if (Object.keys(rules).length > 0) columns.rule_settings = jsonb(rules)
  return columns
}
