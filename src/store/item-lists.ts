import type { Sql } from './database.js'
import type { Id, ItemKind } from './model.js'

export type ItemListFilter = {
  /** Only those that are in this account's lists. */
  accountId: Id | null
  /** Only those changed then or later. */
  updatedSince: Date | null
  /** Only those behind this one. */
  after: Id
  limit: number
}

/** Whether an item x is account $3's. */
const OF_ACCOUNT: Record<ItemKind, string> = {
  appointment: `x.owner_id = $3 or exists (select from appointment_participant p
    where p.tenant_id = $1 and p.appointment_id = x.id and p.account_id = $3)`,
  task: `x.responsible_id = $3 or exists (select from task_editor e
    where e.tenant_id = $1 and e.task_id = x.id and e.account_id = $3)`,
  contact: `exists (select from contact_sync s
    where s.tenant_id = $1 and s.contact_id = x.id and s.account_id = $3)`,
  note: 'x.owner_id = $3',
}

/** Ids of a tenant's items in their order, one more than asked for if there are more. */
export async function listItemIds(
  sql: Sql,
  { tenantId, kind }: { tenantId: Id; kind: ItemKind },
  { accountId, updatedSince, after, limit }: ItemListFilter,
): Promise<Id[]> {
  const text = `select x.id from ${kind} x where x.tenant_id = $1 and x.id > $2
      and ($3::bigint is null or ${OF_ACCOUNT[kind]})
      and ($4::timestamptz is null or x.updated_at >= $4)
    order by x.id limit $5`
  const values = [tenantId, after, accountId, updatedSince, limit + 1]
  const rows = await sql.query<{ id: Id }>({ name: `list-ids-${kind}`, text }, values)
  return rows.map(({ id }) => id)
}

/** The item stays as it is until the transaction ends. */
export async function lockItem(
  tx: Sql,
  { tenantId, kind }: { tenantId: Id; kind: ItemKind },
  id: Id,
): Promise<void> {
  const text = `select 1 from ${kind} where tenant_id = $1 and id = $2 for no key update`
  await tx.query({ name: `lock-${kind}`, text }, [tenantId, id])
}

/** Which accounts have each of these contacts in their sync. */
export async function flagsOf(
  sql: Sql,
  tenantId: Id,
  contactIds: readonly Id[],
): Promise<Map<Id, Id[]>> {
  const rows = await sql.query<{ contact_id: Id; accounts: Id[] }>(
    {
      name: 'flags-of-contacts',
      text: `select contact_id, json_agg(account_id order by account_id) as accounts
        from contact_sync where tenant_id = $1 and contact_id = any($2) group by contact_id`,
    },
    [tenantId, contactIds],
  )
  return new Map(rows.map(({ contact_id, accounts }) => [contact_id, accounts]))
}
