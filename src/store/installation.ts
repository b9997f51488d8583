import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'

/** Work on the installation, during which every device gets 503 (R-ONO-58). */
export type Maintenance = {
  on: boolean
  /** What people are told on the pages; empty = nothing special. */
  notice: string
  since: Date | null
}

/** Audit entries about all tenants; no tenant has this id. */
export const INSTALLATION = 0
const LONGEST_NOTICE = 500

export async function maintenance(sql: Sql): Promise<Maintenance> {
  const rows = await sql.query<{ name: string; value: unknown }>({
    name: 'maintenance-state',
    text: `select name, value from installation where name in ('maintenance', 'maintenance_notice')`,
  })
  const values = new Map(rows.map(({ name, value }) => [name, value]))
  const { text, since } = (values.get('maintenance_notice') ?? {}) as {
    text?: string
    since?: string
  }
  const on = values.get('maintenance') === true
  return { on, notice: text ?? '', since: on && since ? new Date(since) : null }
}

/** Also proves that the database answers. */
export async function inMaintenance(sql: Sql): Promise<boolean> {
  const rows = await sql.query({
    name: 'maintenance',
    text: `select 1 as set from installation where name = 'maintenance' and value = 'true'::jsonb`,
  })
  return rows.length > 0
}

/** Acts on every gateway with the next request, and within a second or two on what is parked. */
export async function setMaintenance(
  database: Database,
  { on, notice, now }: { on: boolean; notice: string; now: Date },
  actor: string,
): Promise<Maintenance> {
  await database.transact(async (tx) => {
    const text = notice.slice(0, LONGEST_NOTICE)
    await put(tx, 'maintenance', on)
    await put(tx, 'maintenance_notice', { text, since: now.toISOString() })
    await writeAudit(tx, {
      ...{ tenantId: INSTALLATION, actor, subject: 'installation' },
      action: on ? 'maintenance.on' : 'maintenance.off',
      details: on ? { notice: text } : {},
    })
  })
  return await maintenance(database)
}

async function put(tx: Sql, name: string, value: unknown): Promise<void> {
  await tx.query(
    {
      name: 'installation-put',
      text: `insert into installation (name, value) values ($1, $2::jsonb)
        on conflict (name) do update set value = excluded.value`,
    },
    [name, JSON.stringify(value)],
  )
}

/** How an installation, or one tenant of it, is doing. */
export type Counts = {
  users: number
  lockedUsers: number
  devices: number
  /** Seen within a day. */
  activeDevices: number
  notAllowedDevices: number
  /** Whose last request within a day failed. */
  failingDevices: number
  /** Still with a former password, within a week. */
  oldPasswords: number
  /** Items set aside for a device. */
  problems: number
  refusedSignIns: number
}

const COUNTS = `
select
  (select count(*)::int from account a where ${only('a')}) as users,
  (select count(*)::int from account a where locked_at is not null and ${only('a')}) as "lockedUsers",
  count(*)::int as devices,
  count(*) filter (where d.last_seen_at > $2::timestamptz - interval '1 day')::int as "activeDevices",
  count(*) filter (where d.status <> 'allowed')::int as "notAllowedDevices",
  count(*) filter (where d.last_seen_at > $2::timestamptz - interval '1 day'
    and d.last_status ~ '^[45]')::int as "failingDevices",
  count(*) filter (where d.old_password_at > $2::timestamptz - interval '7 days'
    and (d.last_seen_at is null or d.old_password_at > d.last_seen_at))::int as "oldPasswords",
  (select count(*)::int from sync_item i where i.problem is not null and ${only('i')}) as problems,
  (select count(*)::int from sign_in f where f.reason is not null
    and f.last_at > $2::timestamptz - interval '1 day' and ${only('f')}) as "refusedSignIns"
from device d where ${only('d')}`

function only(table: string): string {
  return `($1::bigint is null or ${table}.tenant_id = $1)`
}

/** Of all tenants, or of one. */
export async function counts(sql: Sql, tenantId: number | null, now: Date): Promise<Counts> {
  const [row] = await sql.query<Counts>({ name: 'counts', text: COUNTS }, [tenantId, now])
  if (!row) throw new Error('Counting gave no row')
  return row
}

/** The version of PostgreSQL, and how long it takes to answer, in milliseconds. */
export async function databaseState(sql: Sql): Promise<{ version: string; answersInMs: number }> {
  const begun = performance.now()
  const text = `select current_setting('server_version') as version`
  const [row] = await sql.query<{ version: string }>({ name: 'server-version', text })
  return { version: row?.version ?? '', answersInMs: Math.round(performance.now() - begun) }
}
