import type { Sql } from './database.js'
import type { Id, ItemKind } from './model.js'

/** What decides whether an item is an account's. */
export type ItemFacts = {
  kind: ItemKind
  id: Id
  /** Of the appointment, task or note; the contact's name. */
  title: string
  /** `cancelled`, `done`, …; empty for contacts. */
  status: string
  /** As what the account has it; null = it is not the account's. */
  role: 'owner' | 'participant' | 'responsible' | 'editor' | 'flagged' | null
  /** The user-made collection of the account that it lies in; null = the default one. */
  homeId: Id | null
  changedAt: Date
}

const CONTACT_NAME = `coalesce(nullif(trim(x.first_name || ' ' || x.last_name), ''), x.company)`

const OF_KIND: Record<ItemKind, string> = {
  appointment: `select x.title, x.status, x.updated_at as "changedAt",
      case when x.owner_id = $2 then x.collection_id end as "homeId",
      case when x.owner_id = $2 then 'owner'
        when exists (select from appointment_participant p where p.tenant_id = $1
          and p.appointment_id = x.id and p.account_id = $2) then 'participant' end as role
    from appointment x where x.tenant_id = $1 and x.id = $3`,
  task: `select x.title, x.status, x.updated_at as "changedAt",
      case when x.responsible_id = $2 then x.collection_id end as "homeId",
      case when x.responsible_id = $2 then 'responsible'
        when exists (select from task_editor e where e.tenant_id = $1
          and e.task_id = x.id and e.account_id = $2) then 'editor' end as role
    from task x where x.tenant_id = $1 and x.id = $3`,
  contact: `select ${CONTACT_NAME} as title, '' as status, x.updated_at as "changedAt",
      s.collection_id as "homeId", case when s.contact_id is not null then 'flagged' end as role
    from contact x left join contact_sync s
      on s.tenant_id = $1 and s.contact_id = x.id and s.account_id = $2
    where x.tenant_id = $1 and x.id = $3`,
  note: `select x.title, x.status, x.updated_at as "changedAt",
      case when x.owner_id = $2 then x.collection_id end as "homeId",
      case when x.owner_id = $2 then 'owner' end as role
    from note x where x.tenant_id = $1 and x.id = $3`,
}

/** Null: there is no such item in this tenant. */
export async function itemFacts(
  sql: Sql,
  { tenantId, accountId }: { tenantId: Id; accountId: Id },
  { kind, id }: { kind: ItemKind; id: Id },
): Promise<ItemFacts | null> {
  const [row] = await sql.query<Omit<ItemFacts, 'kind' | 'id'>>(
    { name: `item-facts-${kind}`, text: OF_KIND[kind] },
    [tenantId, accountId, id],
  )
  return row ? { kind, id, ...row } : null
}

/** An item that a search found. */
export type FoundItem = { kind: ItemKind; id: Id; title: string; at: string | null }

const FIND = `
select 'appointment' as kind, x.id, x.title, coalesce(x.starts_at::text, x.start_date::text) as at
  from appointment x where x.tenant_id = $1 and (x.uid = $2 or x.title ilike $3)
union all
select 'task', x.id, x.title, x.due_date::text
  from task x where x.tenant_id = $1 and (x.uid = $2 or x.title ilike $3)
union all
select 'contact', x.id, ${CONTACT_NAME}, null
  from contact x where x.tenant_id = $1 and (x.uid = $2 or ${CONTACT_NAME} ilike $3)
union all
select 'note', x.id, x.title, null
  from note x where x.tenant_id = $1 and (x.uid = $2 or x.title ilike $3)
order by at desc nulls last, kind, id limit $4`

/** Items of a tenant with this UID, or with these words in the title or name; the latest first. */
export async function findItems(
  sql: Sql,
  tenantId: Id,
  { words, limit }: { words: string; limit: number },
): Promise<FoundItem[]> {
  const like = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  return await sql.query<FoundItem>({ name: 'find-items', text: FIND }, [
    ...[tenantId, words, like],
    limit,
  ])
}

/** Devices that hold an item, or have it set aside: `name_tenant` and DeviceId. */
export async function holdersOf(
  sql: Sql,
  tenantId: Id,
  item: { kind: ItemKind; id: Id; collectionKind: string; limit: number },
): Promise<{ login: string; deviceId: string }[]> {
  return await sql.query<{ login: string; deviceId: string }>(
    {
      name: 'holders-of-item',
      text: `select distinct a.name || '_' || t.name as login, d.device_id as "deviceId"
        from sync_state s
        join collection c on c.tenant_id = s.tenant_id and c.id = s.collection_id and c.kind = $3
        join sync_item i on i.tenant_id = s.tenant_id and i.device_id = s.device_id
          and i.folder_id = s.folder_id and i.item_id = $2
        join device d on d.tenant_id = s.tenant_id and d.id = s.device_id
        join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
        join tenant t on t.id = d.tenant_id
        where s.tenant_id = $1 order by 1, 2 limit $4`,
    },
    [tenantId, item.id, item.collectionKind, item.limit],
  )
}

/** The devices of an account by their DeviceIds, the one seen last first. */
export async function deviceIdsOf(
  sql: Sql,
  { tenantId, accountId }: { tenantId: Id; accountId: Id },
): Promise<string[]> {
  const rows = await sql.query<{ device_id: string }>(
    {
      name: 'device-ids-of',
      text: `select device_id from device where tenant_id = $1 and account_id = $2
        order by last_seen_at desc nulls last, id limit 100`,
    },
    [tenantId, accountId],
  )
  return rows.map((row) => row.device_id)
}
