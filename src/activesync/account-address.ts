import type { Session } from '../store/session.js'

/** An account, as far as its addresses go, and its tenant. */
export type Addressed = {
  account: Pick<Session['account'], 'name' | 'email'>
  tenant: Pick<Session['tenant'], 'name' | 'domains'>
}

/**
 * The e-mail addresses of an account, the main one first: its own mail address, then its
 * login at each domain of its tenant and of the installation (R-ONO-19, 21). May be empty.
 */
export function addressesOf(
  { account, tenant }: Addressed,
  config: { easDomains: readonly string[] },
): string[] {
  const domains = [...tenant.domains, ...config.easDomains]
  const logins = domains.map((domain) => `${account.name}_${tenant.name}@${domain}`)
  return [...new Set(account.email ? [account.email, ...logins] : logins)]
}
