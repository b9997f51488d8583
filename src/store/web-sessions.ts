import { createHash, randomBytes } from 'node:crypto'
import type { Sql, Statement } from './database.js'
import type { Batch } from './device-upkeep.js'
import type { Id } from './model.js'

/** Who is signed in on the pages, and what they may see. Read anew on every request. */
export type WebSession = {
  tenantId: Id
  tenant: string
  tenantLanguage: 'de' | 'en'
  accountId: Id
  name: string
  /** `name_tenant`. */
  login: string
  displayName: string
  language: 'de' | 'en' | null
  timeZone: string
  /** Of its tenant. */
  admin: boolean
  /** Of all tenants and of the installation itself. */
  installationAdmin: boolean
  csrf: string
}

/** Said once on the next page, then gone (R-ONO-56). */
export type Flash = { kind: 'done' | 'failed'; text: string }

const IDLE_HOURS = 8
const LONGEST_HOURS = 72
/** Sessions of one account kept at most; the oldest goes. */
const MOST_OF_ACCOUNT = 20

const CREATE: Statement = {
  name: 'web-session-create',
  text: `
with old as (
  delete from web_session where tenant_id = $1 and account_id = $3 and (expires_at <= $8
    or token_hash in (select token_hash from web_session
      where tenant_id = $1 and account_id = $3 order by created_at desc offset ${MOST_OF_ACCOUNT - 1})))
insert into web_session (tenant_id, token_hash, account_id, password_version, csrf, address,
  user_agent, created_at, seen_at, expires_at)
values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $8,
  $8::timestamptz + interval '${LONGEST_HOURS} hours')`,
}

export type NewWebSession = {
  tenantId: Id
  accountId: Id
  passwordVersion: number
  address: string
  userAgent: string
  now: Date
}

/** The token that the browser keeps; the database has only its hash. */
export async function createWebSession(sql: Sql, session: NewWebSession): Promise<string> {
  const { tenantId, accountId, passwordVersion, address, userAgent, now } = session
  const secret = randomBytes(32).toString('base64url')
  const csrf = randomBytes(24).toString('base64url')
  const agent = userAgent.slice(0, 200)
  const values = [tenantId, hashOf(secret), accountId, passwordVersion, csrf, address, agent, now]
  await sql.query(CREATE, values)
  return `${tenantId}.${secret}`
}

const LOAD: Statement = {
  name: 'web-session-load',
  text: `
select s.tenant_id as "tenantId", t.name as tenant, t.language as "tenantLanguage",
  a.id as "accountId", a.name, a.name || '_' || t.name as login, a.display_name as "displayName",
  a.language, coalesce(a.time_zone, t.time_zone) as "timeZone", a.is_admin as admin,
  a.installation_admin as "installationAdmin", s.csrf,
  s.seen_at <= $3::timestamptz - interval '1 minute' as stale
from web_session s
join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
join tenant t on t.id = s.tenant_id
where s.tenant_id = $1 and s.token_hash = decode($2, 'hex') and a.active
  and a.password_version = s.password_version and s.expires_at > $3
  and s.seen_at > $3::timestamptz - interval '${IDLE_HOURS} hours'`,
}

const TOUCH: Statement = {
  name: 'web-session-touch',
  text: `update web_session set seen_at = $3
    where tenant_id = $1 and token_hash = decode($2, 'hex')`,
}

/** Null for a token that is unknown, over, or from before a change of the password. */
export async function loadWebSession(
  sql: Sql,
  token: string,
  now: Date,
): Promise<WebSession | null> {
  const key = keyOf(token)
  if (!key) return null
  const [row] = await sql.query<WebSession & { stale: boolean }>(LOAD, [...key, now])
  if (!row) return null
  const { stale, ...session } = row
  if (stale) await sql.query(TOUCH, [...key, now])
  return session
}

export async function endWebSession(sql: Sql, token: string): Promise<void> {
  const key = keyOf(token)
  if (!key) return
  const text = `delete from web_session where tenant_id = $1 and token_hash = decode($2, 'hex')`
  await sql.query({ name: 'web-session-end', text }, key)
}

const FORGET: Statement = {
  name: 'web-session-forget',
  text: `
delete from web_session where (tenant_id, token_hash) in (
  select tenant_id, token_hash from web_session where expires_at <= $1
  order by expires_at limit $2 for update skip locked)
returning 1 as gone`,
}

/** Those that are over. */
export async function forgetWebSessions(sql: Sql, { before, limit }: Batch): Promise<number> {
  return (await sql.query(FORGET, [before, limit])).length
}

const ADD_FLASH: Statement = {
  name: 'web-session-add-flash',
  text: `update web_session set flash = case when jsonb_array_length(flash) < 10
      then flash || $3::jsonb else flash end
    where tenant_id = $1 and token_hash = decode($2, 'hex')`,
}

export async function addFlash(sql: Sql, token: string, flash: Flash): Promise<void> {
  const key = keyOf(token)
  if (key) await sql.query(ADD_FLASH, [...key, JSON.stringify([flash])])
}

/** What is to be said now; it is said to one request only, even when two come at once. */
const TAKE_FLASH: Statement = {
  name: 'web-session-take-flash',
  text: `
with old as (
  select tenant_id, token_hash, flash from web_session
  where tenant_id = $1 and token_hash = decode($2, 'hex') and flash <> '[]' for update)
update web_session s set flash = '[]' from old
where s.tenant_id = old.tenant_id and s.token_hash = old.token_hash
returning old.flash`,
}

export async function takeFlash(sql: Sql, token: string): Promise<Flash[]> {
  const key = keyOf(token)
  if (!key) return []
  const [row] = await sql.query<{ flash: Flash[] }>(TAKE_FLASH, key)
  return row?.flash ?? []
}

const TOKEN = /^(\d{1,15})\.([A-Za-z0-9_-]{43})$/

function keyOf(token: string): [Id, string] | null {
  const [, tenantId, secret] = TOKEN.exec(token) ?? []
  return secret === undefined ? null : [Number(tenantId), hashOf(secret)]
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
