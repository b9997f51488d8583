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
