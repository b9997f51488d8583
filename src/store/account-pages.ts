import { MATCHES } from './account-search.js'
import { type Account, SELECT_ACCOUNT } from './accounts.js'
import type { Sql } from './database.js'
import { behind, directoryQuery } from './directory-query.js'
import type { Id } from './model.js'
import { rarestFirst } from './term-rarity.js'

/** Null when the tenant has none of this name. `lock`: it stays as it is until the transaction ends. */
export async function accountNamed(
  sql: Sql,
  { tenantId, name }: { tenantId: Id; name: string },
  { lock = false } = {},
): Promise<Account | null> {
  const key = [tenantId, name]
  if (lock) {
    const text = 'select 1 from account where tenant_id = $1 and name = $2 for no key update'
    await sql.query({ name: 'lock-account-named', text }, key)
  }
  const text = `${SELECT_ACCOUNT} where a.tenant_id = $1 and a.name = $2`
  const [account] = await sql.query<Account>({ name: 'account-named', text }, key)
  return account ?? null
}

/**
 * Accounts of a tenant behind this name, one more than asked for if there are
 * more; with words, those whose words begin so.
 */
export async function accountsBehind(
  sql: Sql,
  tenantId: Id,
  { words, after, limit }: { words: string; after: string; limit: number },
): Promise<Account[]> {
  const terms = await rarestFirst(sql, tenantId, directoryQuery(words)?.terms ?? [])
  const found = terms.length > 0
  const filter = found ? `and ${MATCHES}` : 'and $2::text[] is not null and $3::text[] is not null'
  // The page is chosen before anything is counted for its accounts.
  const text = `${SELECT_ACCOUNT} where a.tenant_id = $1 and a.id in (
      select a.id from account a where a.tenant_id = $1 and a.name > $5 ${filter}
      order by a.name limit $4)
    order by a.name`
  return await sql.query<Account>(
    { name: found ? 'search-accounts-behind' : 'accounts-behind', text },
    [tenantId, terms, terms.map(behind), limit + 1, after],
  )
}
