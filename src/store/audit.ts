import type { Sql } from './database.js'
import type { Id } from './model.js'

/** What an administrator did; `subject` names the tenant or account. Never a password. */
export type AuditEntry = {
  tenantId: Id
  /** Who: `cli`, a login, … */
  actor: string
  action: string
  subject: string
  details?: Record<string, unknown>
}

export async function writeAudit(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql.query(
    {
      name: 'write-audit',
      text: `insert into audit (tenant_id, actor, action, subject, details)
        values ($1, $2, $3, $4, $5::jsonb)`,
    },
    [entry.tenantId, entry.actor, entry.action, entry.subject, JSON.stringify(entry.details ?? {})],
  )
}

/** One line of the audit. */
export type AuditLine = {
  id: number
  at: Date
  tenant: string | null
  actor: string
  action: string
  subject: string
  details: Record<string, unknown>
}

/** What is looked for; absent = everything. Texts: what the field begins with. */
export type AuditFilter = {
  tenantId?: Id
  actor?: string
  action?: string
  subject?: string
  since?: Date
  until?: Date
  /** Only lines behind the one with this id, as the last of a page. */
  before?: number
}

const LIST = `
select l.id, l.at, t.name as tenant, l.actor, l.action, l.subject, l.details
from audit l left join tenant t on t.id = l.tenant_id
where ($1::bigint is null or l.tenant_id = $1)
  and ($2::text is null or starts_with(l.actor, $2))
  and ($3::text is null or starts_with(l.action, $3))
  and ($4::text is null or starts_with(l.subject, $4))
  and ($5::timestamptz is null or l.at >= $5) and ($6::timestamptz is null or l.at < $6)
  and ($7::bigint is null or l.id < $7)
order by l.id desc limit $8`

/** The newest first. */
export async function listAudit(
  sql: Sql,
  filter: AuditFilter,
  limit: number,
): Promise<AuditLine[]> {
  const { tenantId, actor, action, subject, since, until, before } = filter
  return await sql.query<AuditLine>({ name: 'list-audit', text: LIST }, [
    ...[tenantId ?? null, actor ?? null, action ?? null, subject ?? null],
    ...[since ?? null, until ?? null, before ?? null, limit],
  ])
}
