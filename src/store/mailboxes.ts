import type { Sql } from './database.js'
import type { Id } from './model.js'

/** Name and address of an account; the address is null where it has none of its own. */
export async function mailboxOf(
  sql: Sql,
  tenantId: Id,
  accountId: Id,
): Promise<{ name: string; email: string | null } | null> {
  const [row] = await sql.query<{ name: string; email: string | null }>(
    {
      name: 'mailbox-of',
      text: `select coalesce(nullif(display_name, ''), name) as name, email
        from account where tenant_id = $1 and id = $2`,
    },
    [tenantId, accountId],
  )
  return row ?? null
}
