import type { Sql, Statement } from './database.js'
import type { Id, ItemKind } from './model.js'

/**
 * What became of an item that was to go from one home to another. `there`: it lies in the new one,
 * now or since before. `elsewhere`: in neither of the two. `bound`: the account only takes part in
 * it; where it lies is its owner's affair.
 */
export type MoveOutcome = 'there' | 'elsewhere' | 'bound'

export type Move = {
  tenantId: Id
  accountId: Id
  ids: readonly Id[]
  /** Homes: a user-made collection, or null for the account's default one. */
  from: Id | null
  to: Id | null
}

type Owned = { table: 'appointment' | 'task' | 'note'; owner: string; takesPart: string }

const moveOwned = ({ table, owner, takesPart }: Owned): Statement => ({
  name: `move-${table}s`,
  text: `
with asked as (
  select i.id, i.${owner} is not distinct from $3 as own, i.collection_id as home
  from ${table} i
  where i.tenant_id = $1 and i.id = any($2) and i.status <> 'cancelled'
    and (i.${owner} = $3 or exists (${takesPart}))
), moved as (
  update ${table} t set collection_id = $5
  from asked a
  where t.tenant_id = $1 and t.id = a.id and t.${owner} = $3
    and t.collection_id is not distinct from $4::bigint
  returning t.id
)
select a.id, case
    when m.id is not null or (a.own and a.home is not distinct from $5::bigint) then 'there'
    when not a.own and $4::bigint is null then 'bound'
    else 'elsewhere'
  end as outcome
from asked a left join moved m on m.id = a.id`,
})

const MOVES: Record<ItemKind, Statement> = {
  appointment: moveOwned({
    table: 'appointment',
    owner: 'owner_id',
    takesPart: `select from appointment_participant p where p.tenant_id = i.tenant_id
      and p.appointment_id = i.id and p.account_id = $3`,
  }),
  task: moveOwned({
    table: 'task',
    owner: 'responsible_id',
    takesPart: `select from task_editor e where e.tenant_id = i.tenant_id
      and e.task_id = i.id and e.account_id = $3`,
  }),
  // Nobody but its owner has a part in a note.
  note: moveOwned({ table: 'note', owner: 'owner_id', takesPart: 'select where false' }),
  contact: {
    name: 'move-contacts',
    text: `
with moved as (
  update contact_sync set collection_id = $5
  where tenant_id = $1 and account_id = $3 and contact_id = any($2)
    and collection_id is not distinct from $4::bigint
  returning contact_id
)
select s.contact_id as id, case
    when m.contact_id is not null or s.collection_id is not distinct from $5::bigint then 'there'
    else 'elsewhere'
  end as outcome
from contact_sync s left join moved m on m.contact_id = s.contact_id
where s.tenant_id = $1 and s.account_id = $3 and s.contact_id = any($2)`,
  },
}

/**
 * Moves items between two collections of an account: all that lie in the one, in one statement.
 * Those not named in the result are nothing of this account's.
 */
export async function moveItems(
  tx: Sql,
  kind: ItemKind,
  { tenantId, accountId, ids, from, to }: Move,
): Promise<Map<Id, MoveOutcome>> {
  const values = [tenantId, ids, accountId, from, to]
  const rows = await tx.query<{ id: Id; outcome: MoveOutcome }>(MOVES[kind], values)
  return new Map(rows.map(({ id, outcome }) => [id, outcome]))
}
