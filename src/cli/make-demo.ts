import { type DemoAccount, demoItems } from '../demo/demo-data.js'
import { storeDemo } from '../demo/store-demo.js'
import { UserError } from '../errors.js'
import { addAccount } from '../store/accounts.js'
import type { Database, Sql } from '../store/database.js'
import { COLLECTION_KINDS } from '../store/model.js'
import { hashPassword } from '../store/password-hash.js'
import { errorCode } from '../store/postgres-errors.js'
import { addTenant } from '../store/tenants.js'

export type DemoTenant = {
  tenant: string
  users: { login: string; address: string }[]
  items: { appointments: number; tasks: number; contacts: number }
}

export type DemoOptions = {
  /** Domain of the tenant's logins. */
  domain: string
  /** Of both users. */
  password: string
  passwordCost: number
  now: Date
}

const TENANT = 'MeinMandant'
const TIME_ZONE = 'Europe/Berlin'
/** Reserved for examples (RFC 2606): no mail of the demo can reach anybody. */
const MAIL_DOMAIN = 'meinmandant.example'
const MAIN_USER = { name: 'theobald.tiger', displayName: 'Theobald Tiger', admin: true }
const SECOND_USER = { name: 'wilhelmine.luchs', displayName: 'Wilhelmine Luchs', admin: false }

/**
 * Makes the demo, all of it or nothing: a tenant with two users and a year of invented items.
 * @throws UserError when there is a tenant of that name already
 */
export async function makeDemo(
  database: Database,
  options: DemoOptions,
  actor: string,
): Promise<DemoTenant> {
  const passwordHash = await hashPassword(options.password, options.passwordCost)
  try {
    return await database.transact((tx) => storeAll(tx, { ...options, passwordHash }, actor))
  } catch (error) {
    if (errorCode(error) !== '23505') throw error
    throw new UserError(
      `There is a tenant "${TENANT}" already, so no demo was made. To start it afresh: ` +
        `termingate tenant remove ${TENANT}`,
    )
  }
}

type Prepared = DemoOptions & { passwordHash: string }

async function storeAll(sql: Sql, options: Prepared, actor: string): Promise<DemoTenant> {
  const { domain, now, passwordHash } = options
  const { id } = await addTenant(
    sql,
    { name: TENANT, domains: [domain], timeZone: TIME_ZONE },
    actor,
  )
  const users: DemoTenant['users'] = []
  const addUser = async (user: typeof MAIN_USER): Promise<DemoAccount> => {
    const email = `${user.name}@${MAIL_DOMAIN}`
    const whole = { ...user, email, tenant: TENANT, enabled: COLLECTION_KINDS, passwordHash }
    const account = await addAccount(sql, whole, actor)
    users.push({ login: account.login, address: `${account.login}@${domain}` })
    return { id: account.id, name: user.name, displayName: user.displayName, email }
  }
  const accounts = [await addUser(MAIN_USER), await addUser(SECOND_USER)] as const
  const items = demoItems({ now, timeZone: TIME_ZONE, accounts: [...accounts] })
  await storeDemo(sql, id, items)
  const { appointments, tasks, contacts } = items
  return {
    tenant: TENANT,
    users,
    items: {
      appointments: appointments.length,
      tasks: tasks.length,
      contacts: contacts.length,
    },
  }
}
