import type { Sql } from './database.js'
import type { Id, Participant } from './model.js'

type Key = { tenantId: Id; id: Id }

const SAVE = {
  name: 'save-participants',
  text: `
with wanted as (
  select kind, "refId" as ref_id, name, email, status, optional
  from jsonb_to_recordset($3::jsonb) as w(
    kind text, "refId" bigint, name text, email text, status text, optional boolean)
), present as (
  select p.id, case when p.account_id is not null then 'account'
                    when p.contact_id is not null then 'contact'
                    when p.resource_id is not null then 'resource' else 'external' end as kind,
    coalesce(p.account_id, p.contact_id, p.resource_id) as ref_id, p.email, p.name
  from appointment_participant p where p.tenant_id = $1 and p.appointment_id = $2
), matched as (
  select p.id, w.* from present p join wanted w on w.kind = p.kind
    and (w.ref_id = p.ref_id or (p.kind = 'external'
      and coalesce(lower(w.email), w.name) = coalesce(lower(p.email), p.name)))
), dropped as (
  delete from appointment_participant p
  using present x where p.tenant_id = $1 and p.id = x.id
    and not exists (select 1 from matched m where m.id = x.id)
), changed as (
  update appointment_participant p set status = m.status, optional = m.optional
  from matched m where p.tenant_id = $1 and p.id = m.id
    and (p.status, p.optional) is distinct from (m.status, m.optional)
)
insert into appointment_participant
  (tenant_id, appointment_id, account_id, contact_id, resource_id, name, email, status, optional)
select $1, $2,
  case when w.kind = 'account' then w.ref_id end, case when w.kind = 'contact' then w.ref_id end,
  case when w.kind = 'resource' then w.ref_id end,
  case when w.kind = 'external' then w.name end, case when w.kind = 'external' then w.email end,
  w.status, w.optional
from wanted w
where not exists (select 1 from matched m where m.kind = w.kind
  and (m.ref_id = w.ref_id or (w.kind = 'external'
    and coalesce(lower(m.email), m.name) = coalesce(lower(w.email), w.name))))`,
}

/** Makes the appointment's participants exactly these; rows that stay keep their id. */
export async function saveParticipants(
  sql: Sql,
  key: Key,
  participants: readonly Participant[],
): Promise<void> {
  await sql.query(SAVE, [key.tenantId, key.id, JSON.stringify(participants)])
}

const FIND_BY_EMAIL = {
  name: 'find-parties-by-email',
  text: `
select distinct on (mail) mail, kind, ref_id, name from (
  select lower(a.email) as mail, 'account' as kind, a.id as ref_id, a.display_name as name, 1 as rank
    from account a where a.tenant_id = $1 and lower(a.email) = any($2)
  union all
  select lower(r.email), 'resource', r.id, r.name, 2
    from resource r where r.tenant_id = $1 and lower(r.email) = any($2)
  union all
  select lower(n.value), 'contact', n.contact_id, trim(c.first_name || ' ' || c.last_name), 3
    from contact_number n
    join contact c on c.tenant_id = n.tenant_id and c.id = n.contact_id
    where n.tenant_id = $1 and n.kind = 'email' and lower(n.value) = any($2)
) found order by mail, rank, ref_id`,
}

export type Party = { kind: 'account' | 'contact' | 'resource'; refId: Id; name: string }

/** Who has one of these e-mail addresses, by the address in lower case. */
export async function findParties(
  sql: Sql,
  tenantId: Id,
  emails: readonly string[],
): Promise<Map<string, Party>> {
  const found = new Map<string, Party>()
  if (emails.length === 0) return found
  type Row = { mail: string; kind: Party['kind']; ref_id: Id; name: string }
  const wanted = emails.map((email) => email.toLowerCase())
  for (const row of await sql.query<Row>(FIND_BY_EMAIL, [tenantId, wanted])) {
    found.set(row.mail, { kind: row.kind, refId: row.ref_id, name: row.name })
  }
  return found
}
