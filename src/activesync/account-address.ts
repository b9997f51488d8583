import type { Session } from '../store/sessions.js'

/**
 * The e-mail addresses of a session's account, the main one first: its own mail address, then its
 * login at each domain of its tenant (R-ONO-19, 21). Empty if it has neither.
 */
export function addressesOf({ account, tenant }: Session): string[] {
  const logins = tenant.domains.map((domain) => `${account.name}_${tenant.name}@${domain}`)
  return [...new Set(account.email ? [account.email, ...logins] : logins)]
}
