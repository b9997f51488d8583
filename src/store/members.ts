import type { Sql } from './database.js'
import type { Id, ItemKind } from './model.js'
import { heldAmong } from './sync-items.js'
import type { StateRef } from './sync-states.js'

/** Which tasks, contacts or notes belong to an account's collection. No door's limits here. */
export type Membership = {
  tenantId: Id
  accountId: Id
  /** All of the account's collections of the kind, whatever `homeId` is. */
  merged: boolean
  /** The user-made collection; null = the account's default one. */
  homeId: Id | null
  /** Tasks: leave out those that are done (rule set, or the client's filter). */
  hideDone: boolean
}

/** Kinds without a window: all kinds but the appointment. */
export type MemberKind = Exclude<ItemKind, 'appointment'>

const MEMBERS: Record<MemberKind, string> = {
  // First all of the account's own, each by its index: a tenant has many times as many.
  task: `select mine.id
    from (
      select id from task where tenant_id = $1 and responsible_id = $2
      union
      select task_id from task_editor where tenant_id = $1 and account_id = $2
    ) mine
    cross join lateral (
      select from task t
      where t.tenant_id = $1 and t.id = mine.id and t.status <> 'cancelled'
        and (t.status <> 'done' or not $3::boolean)
        and ($5::boolean or (case when t.responsible_id = $2 then t.collection_id end)
          is not distinct from $4::bigint)
      limit 1
    ) t`,
  contact: `select s.contact_id as id from contact_sync s
    where s.tenant_id = $1 and s.account_id = $2 and not ($3::boolean and false)
      and ($5::boolean or s.collection_id is not distinct from $4::bigint)`,
  note: `select n.id from note n where n.tenant_id = $1 and n.owner_id = $2
    and n.status <> 'cancelled' and not ($3::boolean and false)
    and ($5::boolean or n.collection_id is not distinct from $4::bigint)`,
}

const of = (membership: Membership) => [
  membership.tenantId,
  membership.accountId,
  membership.hideDone,
  membership.homeId,
  membership.merged,
]

/** Those of these ids that belong to the collection. */
export async function membersAmong(
  sql: Sql,
  kind: MemberKind,
  query: Membership & { ids: readonly Id[] },
): Promise<Set<Id>> {
  const rows = await sql.query<{ id: Id }>(
    {
      name: `members-among-${kind}`,
      text: `select m.id from (${MEMBERS[kind]}) m where m.id = any($6)`,
    },
    [...of(query), query.ids],
  )
  return new Set(rows.map((row) => row.id))
}

/** Members behind `from`, by id. */
async function membersFrom(
  sql: Sql,
  kind: MemberKind,
  query: Membership & { from: Id; limit: number },
): Promise<Id[]> {
  const rows = await sql.query<{ id: Id }>(
    {
      name: `members-from-${kind}`,
      text: `select m.id from (${MEMBERS[kind]}) m where m.id > $6 order by m.id limit $7`,
    },
    [...of(query), query.from, query.limit],
  )
  return rows.map((row) => row.id)
}

/** At least so many members are looked at in one go. */
const PAGE = 1_000

/**
 * Members behind `from` that the device does not hold yet, by id. Looks at no more than it takes to
 * find them, so that a first Sync page by page costs in proportion to what it brings.
 */
export async function missingMembers(
  sql: Sql,
  kind: MemberKind,
  query: Membership & { ref: StateRef; from: Id; limit: number },
): Promise<Id[]> {
  const missing: Id[] = []
  // Mostly the first page is missing as a whole.
  for (let { from, limit } = query; ; limit = Math.max(limit, PAGE)) {
    const page = await membersFrom(sql, kind, { ...query, from, limit })
    const held = await heldAmong(sql, query.ref, page)
    missing.push(...page.filter((id) => !held.has(id)))
    if (missing.length >= query.limit || page.length < limit) break
    from = page.at(-1) ?? from
  }
  return missing.slice(0, query.limit)
}

/** What the device holds although it does not belong to the collection any more. */
export async function strayMembers(
  sql: Sql,
  kind: MemberKind,
  query: Membership & { ref: StateRef; limit: number },
): Promise<Id[]> {
  const { ref, limit } = query
  const rows = await sql.query<{ id: Id }>(
    {
      name: `stray-${kind}`,
      text: `(select s.item_id as id from sync_item s
          where s.tenant_id = $1 and s.device_id = $6 and s.folder_id = $7)
        except (${MEMBERS[kind]}) order by id limit $8`,
    },
    [...of(query), ref.deviceId, ref.folderId, limit],
  )
  return rows.map((row) => row.id)
}
