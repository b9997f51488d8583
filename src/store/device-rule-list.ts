import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import { jsonb } from './columns.js'
import type { Database, Sql } from './database.js'
import {
  type DeviceRule,
  type DeviceStatus,
  isUsable,
  MAX_RULES,
  type NewDevices,
  type RulePatterns,
  readRules,
} from './device-rules.js'
import { judgeAll } from './device-verdicts.js'
import type { Id } from './model.js'
import { InvalidValue } from './names.js'
import { findTenant } from './tenants.js'

/** The list of a tenant by its name; null: that of the installation, which counts after it. */
export type RuleListName = string | null

export type RuleList = {
  tenant: RuleListName
  rules: DeviceRule[]
  /** Null: as the installation says. */
  newDevices: NewDevices | null
}

/** The list after a change, and how many devices have another status by it. */
export type ChangedRules = RuleList & { changed: number }

type Place = { tenant: RuleListName; tenantId: Id | null }

/** In the audit the installation has no tenant's number. */
const INSTALLATION = 0

export async function readRuleList(sql: Sql, tenant: RuleListName): Promise<RuleList> {
  return await load(sql, await placeOf(sql, tenant))
}

export type NewRule = { status: DeviceStatus; patterns: RulePatterns; before?: number }

/** @throws InvalidValue for unusable patterns, UserError when the list is full */
export async function addRule(
  database: Database,
  tenant: RuleListName,
  added: NewRule,
  actor: string,
): Promise<ChangedRules & { rule: DeviceRule }> {
  if (!isUsable(added.patterns)) {
    throw new InvalidValue(
      'A rule needs at least one pattern, each of 1 to 200 characters without control characters.',
    )
  }
  const id = { next: 1 }
  const result = await change(database, tenant, {
    ...{ actor, action: 'device-rule.add', details: added },
    edit(list) {
      if (list.rules.length >= MAX_RULES) {
        throw new UserError(`There are ${MAX_RULES} rules already: remove one first.`)
      }
      id.next = Math.max(0, ...list.rules.map((rule) => rule.id)) + 1
      const { before, status, patterns } = added
      const at = before === undefined ? list.rules.length : indexOf(list, before)
      return { rules: list.rules.toSpliced(at, 0, { id: id.next, status, ...patterns }) }
    },
  })
  const rule = result.rules.find((one) => one.id === id.next)
  if (!rule) throw new Error('The rule that was added is not in its list.')
  return { ...result, rule }
}

/** @throws UserError when the list has no such rule */
export async function removeRule(
  database: Database,
  tenant: RuleListName,
  id: number,
  actor: string,
): Promise<ChangedRules> {
  return await change(database, tenant, {
    ...{ actor, action: 'device-rule.remove', details: { id } },
    edit: (list) => ({ rules: list.rules.toSpliced(indexOf(list, id), 1) }),
  })
}

/** What becomes of new devices that no rule names; null: as the installation says. */
export async function setNewDevices(
  database: Database,
  tenant: RuleListName,
  newDevices: NewDevices | null,
  actor: string,
): Promise<ChangedRules> {
  if (tenant === null && newDevices === null) {
    throw new InvalidValue('The installation must say allow or quarantine itself.')
  }
  const details = { newDevices }
  return await change(database, tenant, {
    ...{ actor, action: 'device-rule.default', details },
    edit: () => ({ newDevices }),
  })
}

function indexOf({ rules }: RuleList, id: number): number {
  const at = rules.findIndex((rule) => rule.id === id)
  if (at < 0) throw new UserError(`There is no rule ${id} in this list.`)
  return at
}

type Edit = {
  actor: string
  action: string
  details: Record<string, unknown>
  edit(list: RuleList): Partial<Pick<RuleList, 'rules' | 'newDevices'>>
}

async function change(
  database: Database,
  tenant: RuleListName,
  { actor, action, details, edit }: Edit,
): Promise<ChangedRules> {
  return await database.transact(async (tx) => {
    const place = await placeOf(tx, tenant)
    await lock(tx, place)
    const before = await load(tx, place)
    const after = { ...before, ...edit(before) }
    await store(tx, place, after)
    const changed = await judgeAll(tx, place.tenantId)
    const subject = tenant ?? 'all tenants'
    const tenantId = place.tenantId ?? INSTALLATION
    await writeAudit(tx, { tenantId, actor, action, subject, details: { ...details, changed } })
    return { ...after, changed }
  })
}

async function placeOf(sql: Sql, tenant: RuleListName): Promise<Place> {
  return { tenant, tenantId: tenant === null ? null : (await findTenant(sql, tenant)).id }
}

/** A device that is registered meanwhile waits, and is judged by the new rules. */
async function lock(tx: Sql, { tenantId }: Place): Promise<void> {
  const text =
    tenantId === null
      ? "select 1 from installation where name in ('device-rules', 'new-devices') for update"
      : 'select 1 from tenant where id = $1 for no key update'
  await tx.query({ name: '', text }, tenantId === null ? [] : [tenantId])
}

type Row = { rules: unknown; new_devices: NewDevices | null }

async function load(sql: Sql, { tenant, tenantId }: Place): Promise<RuleList> {
  const text =
    tenantId === null
      ? `select (select value from installation where name = 'device-rules') as rules,
          (select value #>> '{}' from installation where name = 'new-devices') as new_devices`
      : 'select device_rules as rules, new_devices from tenant where id = $1'
  const [row] = await sql.query<Row>({ name: '', text }, tenantId === null ? [] : [tenantId])
  return { tenant, rules: readRules(row?.rules), newDevices: row?.new_devices ?? null }
}

async function store(tx: Sql, { tenantId }: Place, { rules, newDevices }: RuleList): Promise<void> {
  if (tenantId !== null) {
    const text = 'update tenant set device_rules = $2::jsonb, new_devices = $3 where id = $1'
    await tx.query({ name: '', text }, [tenantId, jsonb(rules), newDevices])
    return
  }
  const text = 'update installation set value = $2::jsonb where name = $1'
  await tx.query({ name: '', text }, ['device-rules', jsonb(rules)])
  await tx.query({ name: '', text }, ['new-devices', jsonb(newDevices)])
}
