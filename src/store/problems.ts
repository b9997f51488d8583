import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import type { CollectionKind, Id } from './model.js'

/** An item set aside for one device, and why. */
export type Problem = {
  tenant: string
  /** `name_tenant`. */
  user: string
  /** As the device calls itself. */
  device: string
  deviceType: string
  folder: string
  kind: CollectionKind
  serverId: string
  itemId: Id
  /** Of the appointment, task or note, or the contact's name. */
  title: string
  /** Null: set aside before this was recorded. */
  since: Date | null
  reason: string
  /** The device has an older copy, which stays. */
  onDevice: boolean
}

/** All, or only these. */
export type ProblemFilter = {
  tenantId?: Id
  accountId?: Id
  /** As the device calls itself. */
  device?: string
  serverId?: string
}

const MOST_LISTED = 10_000

const FROM = `
from sync_item i
join device d on d.tenant_id = i.tenant_id and d.id = i.device_id
join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
join tenant t on t.id = d.tenant_id
join sync_state s on s.tenant_id = i.tenant_id and s.device_id = i.device_id
  and s.folder_id = i.folder_id
join collection c on c.tenant_id = s.tenant_id and c.id = s.collection_id
where i.problem is not null
  and ($1::bigint is null or i.tenant_id = $1) and ($2::bigint is null or a.id = $2)
  and ($3::text is null or d.device_id = $3) and ($4::text is null or i.server_id = $4)`

const filterValues = ({ tenantId, accountId, device, serverId }: ProblemFilter) => [
  tenantId ?? null,
  accountId ?? null,
  device ?? null,
  serverId ?? null,
]

/** What devices do not get, by tenant, user, device and age; the first 10,000. */
export async function listProblems(sql: Sql, filter: ProblemFilter = {}): Promise<Problem[]> {
  return await sql.query<Problem>(
    {
      name: 'list-problems',
      text: `select t.name as tenant, a.name || '_' || t.name as user, d.device_id as device,
          d.device_type as "deviceType", i.folder_id as folder, c.kind, i.server_id as "serverId",
          i.item_id as "itemId", i.problem_at as since, i.problem as reason,
          i.hash is not null as "onDevice",
          coalesce(case c.kind
            when 'calendar' then (select x.title from appointment x
              where x.tenant_id = i.tenant_id and x.id = i.item_id)
            when 'tasks' then (select x.title from task x
              where x.tenant_id = i.tenant_id and x.id = i.item_id)
            when 'notes' then (select x.title from note x
              where x.tenant_id = i.tenant_id and x.id = i.item_id)
            when 'contacts' then (
              select coalesce(nullif(trim(x.first_name || ' ' || x.last_name), ''), x.company)
              from contact x where x.tenant_id = i.tenant_id and x.id = i.item_id)
            end, '') as title
        ${FROM}
        order by t.name, a.name, d.device_id, i.problem_at, i.server_id limit ${MOST_LISTED}`,
    },
    filterValues(filter),
  )
}

/**
 * Lets devices be offered what was set aside, with their next Sync: forgets what they refused and
 * enters the items in the journal, which also wakes parked Pings. What a merged collection's journal
 * has comes from the collections it stands for. How many; one audit row per tenant.
 */
export async function retryProblems(
  database: Database,
  filter: ProblemFilter,
  by: { actor: string; version: string },
): Promise<number> {
  const selected = `select i.tenant_id, i.device_id, i.folder_id, i.server_id, i.item_id,
    s.collection_id ${FROM}`
  return await database.transact(async (tx) => {
    const tenants = await retry(tx, selected, [...filterValues(filter), by.version])
    for (const { tenant_id: tenantId, count } of tenants) {
      const { device, serverId } = filter
      const details = { count, ...(device && { device }), ...(serverId && { serverId }) }
      const subject = filter.accountId === undefined ? 'all users' : `account ${filter.accountId}`
      await writeAudit(tx, {
        ...{ tenantId, actor: by.actor, action: 'problems.retry', subject, details },
      })
    }
    return tenants.reduce((sum, { count }) => sum + count, 0)
  })
}

/** What another version of the gateway could not render, or rendered so that a device refused it. */
export async function retryOfOtherVersions(database: Database, version: string): Promise<number> {
  const selected = `select i.tenant_id, i.device_id, i.folder_id, i.server_id, i.item_id,
    s.collection_id ${FROM} and i.problem_version is distinct from $5`
  return await database.transact(async (tx) => {
    const tenants = await retry(tx, selected, [...filterValues({}), version])
    return tenants.reduce((sum, { count }) => sum + count, 0)
  })
}

/** `selected` uses $1 to $4 as the filter; $5 is the version that tries now. */
async function retry(
  tx: Sql,
  selected: string,
  values: readonly unknown[],
): Promise<{ tenant_id: Id; count: number }[]> {
  const tenants = await tx.query<{ tenant_id: Id; count: number }>(
    {
      name: '',
      text: `with chosen as (${selected} for update of i),
        freed as (
          update sync_item i set refused = null, problem_version = $5 from chosen x
          where i.tenant_id = x.tenant_id and i.device_id = x.device_id
            and i.folder_id = x.folder_id and i.server_id = x.server_id
          returning 1),
        touched as (
          insert into journal_touched (tenant_id, collection_id, item_id)
          select distinct x.tenant_id, coalesce(d.id, c.id), x.item_id from chosen x
            join collection c on c.tenant_id = x.tenant_id and c.id = x.collection_id
            left join collection d on d.tenant_id = c.tenant_id and d.name is null
              and d.account_id = c.merges_account_id and d.kind = c.kind
          on conflict do nothing returning 1)
        select x.tenant_id, count(*)::integer as count from chosen x group by x.tenant_id`,
    },
    values,
  )
  if (tenants.length > 0) {
    const text = 'insert into journal_marker default values on conflict do nothing'
    await tx.query({ name: '', text })
  }
  return tenants
}
