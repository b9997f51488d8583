import type { Account } from '../store/accounts.js'
import type { WebSession } from '../store/web-sessions.js'
import type { Words } from './words/en.js'

/** Who looks at a page, in whose words. */
export type Visitor = {
  session: WebSession
  /** The cookie's value: names the session in the database. */
  token: string
  words: Words
}

/** R-ONO-53: administrators any user of their tenant, those of the installation everybody. */
export function mayAdminister(
  { session }: Pick<Visitor, 'session'>,
  { tenantId }: Pick<Account, 'tenantId'>,
): boolean {
  return session.installationAdmin || (session.admin && session.tenantId === tenantId)
}

/** The users of a tenant as a list. */
export function maySeeTenant({ session }: Pick<Visitor, 'session'>, tenant: string): boolean {
  return session.installationAdmin || (session.admin && session.tenant === tenant)
}

export function isOwn(
  { session }: Pick<Visitor, 'session'>,
  { tenantId, id }: Pick<Account, 'tenantId' | 'id'>,
): boolean {
  return session.tenantId === tenantId && session.accountId === id
}

/** Named in the audit for what is done on the pages. */
export function actorOf({ session }: Pick<Visitor, 'session'>): string {
  return `web ${session.login}`
}
