import type { Sql, Statement } from './database.js'
import { behind, type DirectoryQuery } from './directory-query.js'
import type { Id } from './model.js'
import { rarestFirst } from './term-rarity.js'

/** Who looks, and where: whatever is found is of this tenant. */
export type Directory = {
  tenantId: Id
  /** Whose contacts are looked through as well; null = none. */
  contactsOf: Id | null
}

/** An account of the tenant, or a contact in the address lists of the account that looks. */
export type DirectoryEntry =
  | {
      kind: 'account'
      id: Id
      title: string
      name: string
      email: string | null
      branch: string | null
    }
  | { kind: 'contact'; id: Id; title: string }

export type DirectoryPage = {
  /** How many there are in all. */
  total: number
  /** By their names. */
  entries: DirectoryEntry[]
}

const SEPARATORS = `'[[:space:],;.()"/<>@_+-]+'`

/** All that a contact is found by, as ` word word …`; addresses whole and in words. */
const CONTACT_WORDS = `
  ' ' || regexp_replace(lower(concat_ws(' ', c.first_name, c.last_name, c.title, c.company,
      c.company_suffix, c.city)), ${SEPARATORS}, ' ', 'g')
  || coalesce((select string_agg(' ' || lower(btrim(n.value)) || ' '
        || regexp_replace(lower(split_part(n.value, '@', 1)), ${SEPARATORS}, ' ', 'g'), '')
      from contact_number n
      where n.tenant_id = c.tenant_id and n.contact_id = c.id and n.kind = 'email'), '')`

const HAS_DIGITS = `exists (select from contact_number n
  where n.tenant_id = c.tenant_id and n.contact_id = c.id and n.kind <> 'email'
    and position($6 in regexp_replace(n.value, '[^0-9]', '', 'g')) > 0)`

const CONTACT_TITLE = `coalesce(nullif(btrim(c.first_name || ' ' || c.last_name), ''),
  nullif(c.company, ''), (select n.value from contact_number n
    where n.tenant_id = c.tenant_id and n.contact_id = c.id order by n.kind, n.id limit 1), '')`

/** $3: the terms, $4: what is behind each; the first pair, $7 and $8, drives the index. */
const FIND: Statement = {
  name: 'find-people',
  text: `
with term as (
  select t.term collate "C" as term, t.behind collate "C" as behind, t.place
  from unnest($3::text[], $4::text[]) with ordinality as t (term, behind, place)
), people as (
  select 'account' as kind, a.id, coalesce(nullif(a.display_name, ''), a.name) as title,
    a.name, a.email, b.name as branch
  from (select distinct d.account_id from directory_word d
    where d.tenant_id = $1 and d.word >= $7::text collate "C" and d.word < $8::text collate "C") f
  join account a on a.tenant_id = $1 and a.id = f.account_id
  left join branch b on b.tenant_id = a.tenant_id and b.id = a.branch_id
  where a.active and not exists (select from term t where t.place > 1 and not exists (
    select from directory_word o where o.tenant_id = $1 and o.account_id = a.id
      and o.word >= t.term and o.word < t.behind))
  union all
  select 'contact', c.id, ${CONTACT_TITLE}, null, null, null
  from contact_sync s
  join contact c on c.tenant_id = s.tenant_id and c.id = s.contact_id
  cross join lateral (select ${CONTACT_WORDS} as words) w
  where s.tenant_id = $1 and s.account_id = $2 and (
    not exists (select from term t where position(' ' || t.term in w.words) = 0)
    or ($6::text is not null and ${HAS_DIGITS}))
)
select t.total, p.* from (select count(*)::integer as total from people) t
left join (
  select * from people order by lower(title), kind, id limit $9 offset $5
) p on true
order by lower(p.title), p.kind, p.id`,
}

type Row = { total: number; kind: DirectoryEntry['kind'] | null } & Omit<
  Extract<DirectoryEntry, { kind: 'account' }>,
  'kind'
>

/** The people whose words begin with all that was asked for: `limit` of them from `offset` on. */
export async function findPeople(
  sql: Sql,
  { tenantId, contactsOf }: Directory,
  { query, offset, limit }: { query: DirectoryQuery; offset: number; limit: number },
): Promise<DirectoryPage> {
  const { digits } = query
  const terms = await rarestFirst(sql, tenantId, query.terms)
  const [first = ''] = terms
  const rows = await sql.query<Row>(FIND, [
    ...[tenantId, contactsOf, terms, terms.map(behind), offset, digits],
    ...[first, behind(first), limit],
  ])
  const entries = rows.flatMap(({ total: _, kind, ...rest }): DirectoryEntry[] => {
    if (kind === null) return []
    return kind === 'account' ? [{ kind, ...rest }] : [{ kind, id: rest.id, title: rest.title }]
  })
  return { total: rows[0]?.total ?? 0, entries }
}
