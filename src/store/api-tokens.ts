import { createHash, randomInt } from 'node:crypto'
import { UserError } from '../errors.js'
import { type ApiScope, INSTALLATION_SCOPES } from './api-scopes.js'
import { writeAudit } from './audit.js'
import type { Database, Sql, Statement } from './database.js'
import { INSTALLATION } from './installation.js'
import type { Id } from './model.js'
import { InvalidValue } from './names.js'
import { findTenant } from './tenants.js'

/** A program's key to the API, without its secret. */
export type ApiToken = {
  id: Id
  /** Null: of the installation, so of every tenant. */
  tenant: string | null
  name: string
  scopes: ApiScope[]
  createdBy: string
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export type NewApiToken = {
  tenant: string | null
  name: string
  scopes: readonly ApiScope[]
  expiresAt: Date
  now: Date
}

const LONGEST_NAME = 100
const LONGEST_YEARS = 5
const YEAR_MS = 366 * 86_400_000
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 238 bits. */
const SECRET_LENGTH = 40

const COLUMNS = `
select k.id, t.name as tenant, k.name, k.scopes, k.created_by as "createdBy",
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt",
  k.revoked_at as "revokedAt"
from api_token k left join tenant t on t.id = k.of_tenant`

/**
 * Makes a token; its secret is told now and never again, the database has only a hash.
 * @throws InvalidValue for a bad name, time or scopes, UserError when there is no such tenant
 */
export async function createApiToken(
  database: Database,
  token: NewApiToken,
  actor: string,
): Promise<{ token: ApiToken; secret: string }> {
  checkToken(token)
  const { name, expiresAt, now } = token
  const scopes = [...new Set(token.scopes)].sort()
  return await database.transact(async (tx) => {
    const tenantId = await numberOf(tx, token.tenant)
    const secret = newSecret(tenantId)
    const [row] = await tx.query<{ id: Id }>(
      {
        name: 'create-api-token',
        text: `insert into api_token
            (tenant_id, name, secret_hash, scopes, created_by, created_at, expires_at)
          values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      },
      [tenantId, name, hashOf(secret), scopes, actor, now, expiresAt],
    )
    const id = row?.id ?? 0
    const details = { id, scopes, expiresAt: expiresAt.toISOString() }
    await writeAudit(tx, { tenantId, actor, action: 'token.create', subject: name, details })
    return { token: await findApiToken(tx, id), secret }
  })
}

function checkToken({ tenant, name, scopes, expiresAt, now }: NewApiToken): void {
  if (name.trim() === '' || name.length > LONGEST_NAME) {
    throw new InvalidValue(`A token needs a name of 1 to ${LONGEST_NAME} characters.`)
  }
  if (scopes.length === 0) throw new InvalidValue('A token needs at least one scope.')
  const tooFar = scopes.find((scope) => INSTALLATION_SCOPES.includes(scope))
  if (tenant !== null && tooFar) {
    throw new InvalidValue(`The scope ${tooFar} is for tokens of the whole installation only.`)
  }
  const lasts = expiresAt.getTime() - now.getTime()
  if (!(lasts > 0 && lasts <= LONGEST_YEARS * YEAR_MS)) {
    throw new InvalidValue(`A token ends after now, and within ${LONGEST_YEARS} years.`)
  }
}

async function numberOf(sql: Sql, tenant: string | null): Promise<Id> {
  return tenant === null ? INSTALLATION : (await findTenant(sql, tenant)).id
}

/** Carries the tenant's number, so that it is looked up among the tenant's own. */
function newSecret(tenantId: Id): string {
  const letters = Array.from({ length: SECRET_LENGTH }, () => LETTERS[randomInt(LETTERS.length)])
  return `tg_${tenantId}_${letters.join('')}`
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** All, or those of one tenant; the newest first. */
export async function listApiTokens(sql: Sql, tenant?: string): Promise<ApiToken[]> {
  const tenantId = tenant === undefined ? null : (await findTenant(sql, tenant)).id
  const text = `${COLUMNS} where $1::bigint is null or k.tenant_id = $1
    order by k.created_at desc, k.id desc limit 10000`
  return await sql.query<ApiToken>({ name: 'list-api-tokens', text }, [tenantId])
}

/** @throws UserError when there is none with this number */
export async function findApiToken(sql: Sql, id: Id): Promise<ApiToken> {
  const statement = { name: 'find-api-token', text: `${COLUMNS} where k.id = $1` }
  const [token] = await sql.query<ApiToken>(statement, [id])
  if (token) return token
  throw new UserError(`There is no token ${id}: termingate token list has them all.`)
}

/** Acts with the next request, on every gateway. A second time nothing more happens. */
export async function revokeApiToken(
  database: Database,
  { id, now }: { id: Id; now: Date },
  actor: string,
): Promise<ApiToken> {
  return await database.transact(async (tx) => {
    const { name } = await findApiToken(tx, id)
    const [revoked] = await tx.query<{ tenant_id: Id }>(
      {
        name: 'revoke-api-token',
        text: `update api_token set revoked_at = $2 where id = $1 and revoked_at is null
          returning tenant_id`,
      },
      [id, now],
    )
    if (revoked) {
      const entry = { tenantId: revoked.tenant_id, actor, action: 'token.revoke', subject: name }
      await writeAudit(tx, { ...entry, details: { id } })
    }
    return await findApiToken(tx, id)
  })
}

/** Who calls, read anew with every request. */
export type ApiCaller = {
  /** 0 = of the installation. */
  tenantId: Id
  id: Id
  /** Null: of the installation. */
  tenant: string | null
  name: string
  scopes: ApiScope[]
  standing: 'valid' | 'expired' | 'revoked'
  maintenance: boolean
}

const LOAD: Statement = {
  name: 'load-api-caller',
  text: `
select k.tenant_id as "tenantId", k.id, t.name as tenant, k.name, k.scopes,
  case when k.revoked_at is not null then 'revoked' when k.expires_at <= $3 then 'expired'
    else 'valid' end as standing,
  coalesce((select i.value = 'true' from installation i where i.name = 'maintenance'), false)
    as maintenance,
  k.last_used_at is null or k.last_used_at <= $3::timestamptz - interval '1 minute' as stale
from api_token k left join tenant t on t.id = k.of_tenant
where k.tenant_id = $1 and k.secret_hash = $2`,
}

const TOUCH: Statement = {
  name: 'touch-api-token',
  text: 'update api_token set last_used_at = $3 where tenant_id = $1 and id = $2',
}

/** Null for a secret that nobody was given. Notes the use of a valid one, at most once a minute. */
export async function loadApiCaller(
  sql: Sql,
  secret: string,
  now: Date,
): Promise<ApiCaller | null> {
  const [, tenantId] = /^tg_(\d{1,15})_[0-9A-Za-z]{40}$/.exec(secret) ?? []
  if (tenantId === undefined) return null
  type Row = ApiCaller & { stale: boolean }
  const [row] = await sql.query<Row>(LOAD, [Number(tenantId), hashOf(secret), now])
  if (!row) return null
  const { stale, ...caller } = row
  if (stale && caller.standing === 'valid') {
    await sql.query(TOUCH, [caller.tenantId, caller.id, now])
  }
  return caller
}
