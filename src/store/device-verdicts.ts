import { jsonb } from './columns.js'
import type { Sql, Statement } from './database.js'
import {
  type DeviceRules,
  type DeviceStatus,
  type NewDevices,
  readRules,
  type Verdict,
  verdictOf,
  verdictOnNew,
} from './device-rules.js'
import type { Id } from './model.js'

type RulesRow = { own: unknown; general: unknown; new_devices: NewDevices }

const RULES_OF = `
select t.device_rules as own, g.value as general,
  coalesce(t.new_devices, n.value #>> '{}') as new_devices
from tenant t
join installation g on g.name = 'device-rules'
join installation n on n.name = 'new-devices'
where t.id = $1`

const LOAD: Statement = { name: 'load-device-rules', text: RULES_OF }
/** Until the transaction ends the rules stay as they are. */
const HOLD: Statement = { name: 'hold-device-rules', text: `${RULES_OF} for share` }

export async function loadDeviceRules(
  sql: Sql,
  tenantId: Id,
  { hold = false } = {},
): Promise<DeviceRules> {
  const [row] = await sql.query<RulesRow>(hold ? HOLD : LOAD, [tenantId])
  return {
    tenant: readRules(row?.own),
    installation: readRules(row?.general),
    newDevices: row?.new_devices ?? 'allowed',
  }
}

type JudgedRow = {
  tenant_id: Id
  id: Id
  device_id: string
  device_type: string
  user_agent: string
  model: string
  login: string
  status: DeviceStatus
  status_by: 'default' | 'rule'
  status_rule: number | null
}

/** Devices on which neither an administrator nor a wipe has decided. */
const UNDECIDED = `
select d.tenant_id, d.id, d.device_id, d.device_type, d.user_agent,
  coalesce(d.information ->> 'model', '') as model, a.name || '_' || t.name as login,
  d.status, d.status_by, d.status_rule
from device d
join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
join tenant t on t.id = d.tenant_id
where d.status_by in ('default', 'rule')`

const ONE: Statement = {
  name: 'undecided-device',
  text: `${UNDECIDED} and d.tenant_id = $1 and d.id = $2`,
}
const BATCH: Statement = {
  name: 'undecided-devices',
  text: `${UNDECIDED} and (d.tenant_id, d.id) > ($1, $2) and ($3::bigint is null or d.tenant_id = $3)
order by d.tenant_id, d.id limit 1000`,
}

const WRITE: Statement = {
  name: 'write-verdicts',
  text: `
update device d set status = x.status, status_by = x.status_by, status_rule = x.status_rule
from json_to_recordset($1::text::json) as x(tenant_id bigint, id bigint, status text,
  status_by text, status_rule integer)
where d.tenant_id = x.tenant_id and d.id = x.id and d.status_by in ('default', 'rule')
returning d.id`,
}

/**
 * Judges a device again by what it says of itself now. True if that changed anything; one that no
 * rule names, and none named before, stays as it is.
 */
export async function judgeAgain(
  sql: Sql,
  device: { tenantId: Id; deviceId: Id; userAgent?: string },
): Promise<boolean> {
  const [row] = await sql.query<JudgedRow>(ONE, [device.tenantId, device.deviceId])
  if (!row) return false
  const rules = await loadDeviceRules(sql, device.tenantId)
  const seen = { ...row, user_agent: device.userAgent ?? row.user_agent }
  const change = changeFor(seen, rules)
  return change !== null && (await write(sql, [change])) > 0
}

/** Judges the devices of a tenant, or of all (null), after a change of rules: how many changed. */
export async function judgeAll(tx: Sql, tenantId: Id | null): Promise<number> {
  const rules = new Map<Id, DeviceRules>()
  let changed = 0
  for (let after: [Id, Id] | null = [0, 0]; after; ) {
    const rows: JudgedRow[] = await tx.query<JudgedRow>(BATCH, [...after, tenantId])
    const changes: Change[] = []
    for (const row of rows) {
      const known = rules.get(row.tenant_id) ?? (await loadDeviceRules(tx, row.tenant_id))
      rules.set(row.tenant_id, known)
      const change = changeFor(row, known)
      if (change) changes.push(change)
    }
    changed += await write(tx, changes)
    const last: JudgedRow | undefined = rows.at(-1)
    after = last ? [last.tenant_id, last.id] : null
  }
  return changed
}

type Change = Pick<JudgedRow, 'tenant_id' | 'id' | 'status' | 'status_by' | 'status_rule'>

/** Null when the verdict is the one it has. */
function changeFor(row: JudgedRow, rules: DeviceRules): Change | null {
  const device = {
    userAgent: row.user_agent,
    deviceType: row.device_type,
    model: row.model,
    deviceId: row.device_id,
    user: row.login,
  }
  // What only a rule decided is open again when no rule names it any more.
  const judge = row.status_by === 'rule' ? verdictOnNew : verdictOf
  const verdict: Verdict | null = judge(rules, device)
  if (!verdict) return null
  const { status, by, rule } = verdict
  const same = row.status === status && row.status_by === by && row.status_rule === rule
  const { tenant_id, id } = row
  return same ? null : { tenant_id, id, status, status_by: by, status_rule: rule }
}

async function write(sql: Sql, changes: readonly Change[]): Promise<number> {
  if (changes.length === 0) return 0
  return (await sql.query(WRITE, [jsonb(changes)])).length
}
