import { createAccount } from '../store/accounts.js'
import type { Database } from '../store/database.js'
import { createTenant } from '../store/tenants.js'

export type DemoTenant = {
  tenant: string
  users: { login: string; address: string }[]
  items: { appointments: number; tasks: number; contacts: number }
}

export type DemoOptions = {
  /** Domain of the tenant's addresses. */
  domain: string
  /** Of both users. */
  password: string
  passwordCost: number
  now: Date
}

const TENANT = 'MeinMandant'

export async function makeDemo(
  database: Database,
  options: DemoOptions,
  actor: string,
): Promise<DemoTenant> {
  const { domain, password, passwordCost } = options
  await createTenant(database, { name: TENANT, domains: [domain] }, actor)
  const users = []
  for (const name of ['theobald.tiger', 'wilhelmine.luchs']) {
    const enabled = ['calendar', 'tasks', 'contacts'] as const
    const { login } = await createAccount(
      database,
      { tenant: TENANT, name, password, passwordCost, enabled },
      actor,
    )
    users.push({ login, address: `${login}@${domain}` })
  }
  return { tenant: TENANT, users, items: { appointments: 0, tasks: 0, contacts: 0 } }
}
