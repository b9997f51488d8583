import { type Account, SELECT_ACCOUNT } from './accounts.js'
import type { Sql } from './database.js'
import { behind, directoryQuery } from './directory-query.js'
import type { Id } from './model.js'
import { rarestFirst } from './term-rarity.js'

export type AccountPage = {
  accounts: Account[]
  /** There are more behind them. */
  more: boolean
}

/** Every word typed must begin one of the account's (migration 011); the first drives the index. */
export const MATCHES = `
  a.id in (select d.account_id from directory_word d where d.tenant_id = $1
    and d.word >= ($2::text[])[1] collate "C" and d.word < ($3::text[])[1] collate "C")
  and not exists (
    select from unnest($2::text[], $3::text[]) as t (term, behind)
    where not exists (select from directory_word o
      where o.tenant_id = $1 and o.account_id = a.id
        and o.word >= t.term collate "C" and o.word < t.behind collate "C"))`

/** Accounts of a tenant by name, from an offset on; with words, those whose words begin so. */
export async function searchAccounts(
  sql: Sql,
  tenantId: Id,
  { words, offset, limit }: { words: string; offset: number; limit: number },
): Promise<AccountPage> {
  const query = directoryQuery(words)
  const terms = await rarestFirst(sql, tenantId, query?.terms ?? [])
  const filter =
    terms.length > 0 ? `and ${MATCHES}` : 'and $2::text[] is not null and $3::text[] is not null'
  // The page is chosen before anything is counted for its accounts.
  const text = `${SELECT_ACCOUNT} where a.tenant_id = $1 and a.id in (
      select a.id from account a where a.tenant_id = $1 ${filter}
      order by a.name, a.id limit $4 offset $5)
    order by a.name, a.id`
  const name = terms.length > 0 ? 'search-accounts' : 'page-of-accounts'
  const values = [tenantId, terms, terms.map(behind), limit + 1, offset]
  const rows = await sql.query<Account>({ name, text }, values)
  return { accounts: rows.slice(0, limit), more: rows.length > limit }
}
