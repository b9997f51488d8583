import type { Sql, Statement } from './database.js'
import { behind } from './directory-query.js'
import type { Id } from './model.js'

/** Beyond that many, a term is common and it does not matter how common. */
const COUNTED = 2_000

const COUNT_TERMS: Statement = {
  name: 'count-directory-terms',
  text: `
select t.term
from unnest($2::text[], $3::text[]) with ordinality as t (term, behind, place)
cross join lateral (select count(*) as n from (select 1 from directory_word d
  where d.tenant_id = $1 and d.word >= t.term collate "C" and d.word < t.behind collate "C"
  limit ${COUNTED}) few) c
order by c.n, t.place`,
}

/** The terms, those that begin the fewest accounts' words first: it drives the index. */
export async function rarestFirst(
  sql: Sql,
  tenantId: Id,
  terms: readonly string[],
): Promise<string[]> {
  if (terms.length < 2) return [...terms]
  const rows = await sql.query<{ term: string }>(COUNT_TERMS, [tenantId, terms, terms.map(behind)])
  return rows.map(({ term }) => term)
}
