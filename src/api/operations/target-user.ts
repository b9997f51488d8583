import { accountNamed } from '../../store/account-pages.js'
import type { Account } from '../../store/accounts.js'
import type { Call } from '../operation.js'
import { notFound } from '../problem.js'

type UserCall = Pick<Call<'{tenant}{user}'>, 'database' | 'tenant' | 'params'>

/** The user of the path. @throws Problem 404 */
export async function userOf({ database, tenant, params }: UserCall): Promise<Account> {
  return await wanted({ database, tenant, params }, false)
}

/** The same, as it stays until the transaction ends. */
export async function lockedUserOf(call: UserCall): Promise<Account> {
  return await wanted(call, true)
}

async function wanted({ database, tenant, params }: UserCall, lock: boolean): Promise<Account> {
  const key = { tenantId: tenant.id, name: params.user }
  const account = await accountNamed(database, key, { lock })
  if (!account) throw notFound('The tenant has no such user; upper and lower case count.')
  return account
}

/** Where a user is, for Location. */
export function userPath({ tenant, name }: Pick<Account, 'tenant' | 'name'>): string {
  return `/tenants/${encodeURIComponent(tenant)}/users/${encodeURIComponent(name)}`
}
