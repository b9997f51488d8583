import type { Config } from '../config.js'
import type { Sql, Statement } from '../store/database.js'

const TENANT_DOMAIN: Statement = {
  name: 'tenant-domain',
  text: `select 1 as served from tenant t
    where exists (select 1 from unnest(t.domains) d where lower(d) = $1) limit 1`,
}

const DOMAIN = /^[^\s@\\\p{C}]{1,253}$/u

/** True for a domain of the installation or of any tenant. Says nothing about users. */
export async function isServedDomain(
  { config, database }: { config: Config; database: Sql },
  domain: string,
): Promise<boolean> {
  const lower = domain.toLowerCase()
  if (!DOMAIN.test(lower)) return false
  if (config.easDomains.includes(lower)) return true
  return (await database.query(TENANT_DOMAIN, [lower])).length > 0
}

/** What stands behind the last @; null without one or with nothing behind it. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 1 || at === address.length - 1 ? null : address.slice(at + 1)
}
