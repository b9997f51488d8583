import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Account, SELECT_ACCOUNT } from './accounts.js'
import type { Sql, Statement } from './database.js'
import type { Id } from './model.js'

/**
 * A way to a user's set-up help without signing in, for the phone that reads it from a QR code. It
 * shows what to type, never a password, and ends after a quarter of an hour or with the user's
 * password. Nothing is stored but the installation's key, with which every gateway knows its tickets.
 */
export const TICKET_MINUTES = 15

const TICKET = /^(\d{1,15})\.(\d{1,15})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/

const KEY: Statement = {
  name: 'set-up-key',
  text: `
with made as (
  insert into installation (name, value) values ('set-up-key', to_jsonb($1::text))
  on conflict do nothing returning value)
select value #>> '{}' as key from made
union all select value #>> '{}' from installation where name = 'set-up-key' limit 1`,
}
const VERSION: Statement = {
  name: 'set-up-password-version',
  text: 'select password_version as version from account where tenant_id = $1 and id = $2 and active',
}

type Named = { tenantId: Id; id: Id }

export async function createSetUpTicket(sql: Sql, account: Named, now: Date): Promise<string> {
  const ends = Math.floor(now.getTime() / 1_000) + TICKET_MINUTES * 60
  const mac = await macOf(sql, account, ends)
  if (mac === null) throw new Error('A ticket for a user who is not there')
  return `${account.tenantId}.${account.id}.${ends}.${mac.toString('base64url')}`
}

/** The user it is for; null for any other text and when its time is over. */
export async function readSetUpTicket(
  sql: Sql,
  ticket: string,
  now: Date,
): Promise<Account | null> {
  const [, tenantId, id, ends, given] = TICKET.exec(ticket) ?? []
  if (given === undefined || Number(ends) * 1_000 <= now.getTime()) return null
  const account = { tenantId: Number(tenantId), id: Number(id) }
  const mac = await macOf(sql, account, Number(ends))
  if (mac === null || !timingSafeEqual(mac, Buffer.from(given, 'base64url'))) return null
  const text = `${SELECT_ACCOUNT} where a.tenant_id = $1 and a.id = $2`
  const [found] = await sql.query<Account>({ name: 'account-of-ticket', text }, [
    account.tenantId,
    account.id,
  ])
  return found ?? null
}

async function macOf(sql: Sql, { tenantId, id }: Named, ends: number): Promise<Buffer | null> {
  const [account] = await sql.query<{ version: number }>(VERSION, [tenantId, id])
  if (!account) return null
  const said = `set-up ${tenantId} ${id} ${account.version} ${ends}`
  return createHmac('sha256', await keyOf(sql))
    .update(said)
    .digest()
}

async function keyOf(sql: Sql): Promise<string> {
  const fresh = randomBytes(32).toString('base64url')
  // Two gateways at once: who was later sees nothing of the other's row in the same statement.
  for (let look = 0; look < 3; look++) {
    const [row] = await sql.query<{ key: string }>(KEY, [fresh])
    if (row) return row.key
  }
  throw new Error('The key for tickets is not there')
}
