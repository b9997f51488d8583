import type { Database } from '../../src/store/database.js'
import { newTenant } from '../support/database.js'
import { PASSWORD } from '../support/tenant.js'
import type { TestGateway } from './support.js'

/** A user `theobald.tiger` of a tenant of its own, and what tests ask of them at `gateway`. */
export async function someoneAt(
  database: Database,
  gateway: TestGateway,
  fields: Record<string, unknown> = {},
) {
  const tenant = await newTenant(database, { domains: ['firma.example.test'] })
  const account = await tenant.account({ name: 'theobald.tiger', ...fields })
  const set = (assignment: string, ...values: unknown[]) =>
    tenant.sql(`update account set ${assignment} where tenant_id = $1 and id = $2`, [
      tenant.id,
      account.id,
      ...values,
    ])
  const row = async () =>
    (await tenant.sql('select * from account where tenant_id = $1', [tenant.id]))[0] ?? {}
  const reasons = async () => {
    const text = `select reason, times from sign_in
      where tenant_id = $1 and reason is not null order by id`
    const rows = await tenant.sql(text, [tenant.id])
    return rows.flatMap(({ reason, times }) => Array(Number(times)).fill(reason))
  }
  const status = async (user = account.login, password = PASSWORD) =>
    (await gateway.options(user, password)).status
  const failUntilLocked = async () => {
    for (const password of ['falsch', 'falsch', 'falsch']) {
      expect((await gateway.options(account.login, password)).status).toBe(401)
    }
  }
  return { tenant, account, login: account.login, set, row, reasons, status, failUntilLocked }
}
