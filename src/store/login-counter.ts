import type { Sql, Statement } from './database.js'
import type { Id } from './model.js'

/** Where wrong passwords are counted for all gateways, and under which keys. */
export const LOGIN_COUNTERS = { table: 'login_limit', prefix: 'login' } as const

export const counterKey = (tenantId: Id, accountId: Id) => `${tenantId}:${accountId}`

const RESET: Statement = {
  name: 'login-counter-reset',
  text: `delete from ${LOGIN_COUNTERS.table} where key = $1`,
}

/** Forgets the wrong passwords counted so far, as an unlock must (R-ONO-57). */
export async function resetLoginCounter(sql: Sql, tenantId: Id, accountId: Id): Promise<void> {
  await sql.query(RESET, [`${LOGIN_COUNTERS.prefix}:${counterKey(tenantId, accountId)}`])
}
