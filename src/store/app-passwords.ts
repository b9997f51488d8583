import { createHash } from 'node:crypto'
import { UserError } from '../errors.js'
import type { Account } from './accounts.js'
import { writeAudit } from './audit.js'
import type { Database, Sql, Statement } from './database.js'
import type { Batch } from './device-upkeep.js'
import { randomGroups } from './letter-groups.js'
import type { Id } from './model.js'

/**
 * A password of an account for one device. It opens ActiveSync and Autodiscover, never the pages, also
 * where the account's own password is kept from phones. It is bound to no DeviceId: that is no secret,
 * and Outlook has a new one at every start. Which devices use it is told instead.
 */
export type AppPassword = {
  id: Id
  name: string
  scope: 'activesync'
  createdAt: Date
  createdBy: string
  /** When it was last checked: at most some minutes before its last use. */
  lastUsedAt: Date | null
  lastDevice: string | null
  lastAddress: string | null
  revokedAt: Date | null
  /** DeviceIds that signed in with it last. */
  devices: string[]
}

export const MOST_APP_PASSWORDS = 30
const LONGEST_NAME = 60
/** Without what looks alike on a phone: 16 of them are 72 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz'
const SHAPE = new RegExp(`^[${LETTERS}]{16}$`)

/** Why there is no new app password. */
export class AppPasswordRefused extends UserError {
  override name = 'AppPasswordRefused'
  readonly why: 'name' | 'taken' | 'many'

  constructor(why: AppPasswordRefused['why'], message: string) {
    super(message)
    this.why = why
  }
}

type Owner = Pick<Account, 'tenantId' | 'id' | 'name'>

const LIST = `
select p.id, p.name, p.scope, p.created_at as "createdAt", p.created_by as "createdBy",
  p.last_used_at as "lastUsedAt", p.last_device as "lastDevice", p.last_address as "lastAddress",
  p.revoked_at as "revokedAt",
  array(select d.device_id from device d where d.tenant_id = p.tenant_id
    and d.account_id = p.account_id and d.app_password_id = p.id
    order by d.last_seen_at desc nulls last limit 100) as devices
from app_password p where p.tenant_id = $1 and p.account_id = $2`

/** The newest first; without the revoked ones. */
export async function listAppPasswords(
  sql: Sql,
  { tenantId, id }: Pick<Owner, 'tenantId' | 'id'>,
): Promise<AppPassword[]> {
  const text = `${LIST} and p.revoked_at is null order by p.id desc`
  return await sql.query<AppPassword>({ name: 'list-app-passwords', text }, [tenantId, id])
}

const INSERT: Statement = {
  name: 'app-password-insert',
  text: `insert into app_password (tenant_id, account_id, name, secret_hash, created_by, created_at)
    values ($1, $2, $3, decode($4, 'hex'), $5, $6) returning id`,
}

/**
 * Makes one for a device that `name` tells from the others. The secret is told only now: the database
 * has its hash. @throws AppPasswordRefused for a bad or taken name, or one too many
 */
export async function createAppPassword(
  database: Database,
  owner: Owner,
  given: { name: string; now: Date },
  actor: string,
): Promise<{ appPassword: AppPassword; secret: string }> {
  const name = checkedName(given.name)
  const { tenantId, id } = owner
  const secret = randomGroups(LETTERS)
  return await database.transact(async (tx) => {
    const lock = 'select 1 from account where tenant_id = $1 and id = $2 for no key update'
    await tx.query({ name: 'app-password-lock', text: lock }, [tenantId, id])
    refuseBeside(await listAppPasswords(tx, owner), name)
    const values = [tenantId, id, name, hashOf(secret), actor, given.now]
    const [row] = await tx.query<{ id: Id }>(INSERT, values)
    await audit(tx, owner, { actor, action: 'create', details: { id: row?.id, name } })
    const appPassword = (await listAppPasswords(tx, owner)).find((one) => one.id === row?.id)
    if (!appPassword) throw new Error('The new app password is not there')
    return { appPassword, secret }
  })
}

function checkedName(given: string): string {
  const name = given.trim()
  if (name !== '' && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name)) return name
  throw new AppPasswordRefused(
    'name',
    `Give the app password a name of 1 to ${LONGEST_NAME} characters, such as the device's.`,
  )
}

function refuseBeside(others: readonly AppPassword[], name: string): void {
  if (others.some((other) => other.name === name)) {
    throw new AppPasswordRefused(
      'taken',
      `There is an app password ${JSON.stringify(name)} already. Choose another name, or revoke it.`,
    )
  }
  if (others.length < MOST_APP_PASSWORDS) return
  throw new AppPasswordRefused(
    'many',
    `The user has ${MOST_APP_PASSWORDS} app passwords, the most there can be: revoke one first.`,
  )
}

/**
 * Takes one back, or all of the user with `id` null: devices with it stop at once, also those that
 * wait for changes. Those that were taken back: none when there is no such one.
 */
export async function revokeAppPasswords(
  database: Database,
  owner: Owner,
  { id, now }: { id: Id | null; now: Date },
  actor: string,
): Promise<AppPassword[]> {
  return await database.transact(async (tx) => {
    const listed = await listAppPasswords(tx, owner)
    const revoked = listed.filter((one) => id === null || one.id === id)
    for (const { id, name } of revoked) {
      const text = 'update app_password set revoked_at = $3 where tenant_id = $1 and id = $2'
      await tx.query({ name: 'app-password-revoke', text }, [owner.tenantId, id, now])
      await audit(tx, owner, { actor, action: 'revoke', details: { id, name } })
    }
    return revoked.map((one) => ({ ...one, revokedAt: now }))
  })
}

type Deed = { actor: string; action: 'create' | 'revoke'; details: Record<string, unknown> }

async function audit(sql: Sql, { tenantId, name }: Owner, deed: Deed): Promise<void> {
  const action = `account.app-password.${deed.action}`
  await writeAudit(sql, { tenantId, subject: name, ...deed, action })
}

const FIND: Statement = {
  name: 'app-password-find',
  text: `select id from app_password
    where tenant_id = $1 and account_id = $2 and secret_hash = decode($3, 'hex')
      and scope = 'activesync'`,
}

/**
 * Which app password of the account was typed, in any case, with or without dashes and spaces; revoked
 * ones, too. Null: none.
 */
export async function findAppPassword(
  sql: Sql,
  { tenantId, accountId }: { tenantId: Id; accountId: Id },
  typed: string,
): Promise<Id | null> {
  const letters = lettersOf(typed)
  if (!SHAPE.test(letters)) return null
  const values = [tenantId, accountId, hashOf(letters)]
  const [found] = await sql.query<{ id: Id }>(FIND, values)
  return found?.id ?? null
}

const USED: Statement = {
  name: 'app-password-used',
  text: `update app_password
    set last_used_at = $3, last_device = coalesce($4, last_device), last_address = $5
    where tenant_id = $1 and id = $2`,
}

/** Notes a use; the caller sees to it that not every request does. */
export async function noteAppPasswordUse(
  sql: Sql,
  { tenantId, id }: { tenantId: Id; id: Id },
  from: { at: Date; deviceId: string | null; address: string },
): Promise<void> {
  await sql.query(USED, [tenantId, id, from.at, from.deviceId, from.address])
}

/** Until then a device that still sends a revoked one is known for that, and locks nobody out. */
export async function forgetAppPasswords(tx: Sql, { before, limit }: Batch): Promise<number> {
  const text = `delete from app_password where (tenant_id, id) in (
      select tenant_id, id from app_password where revoked_at < $1 limit $2)
    returning id`
  return (await tx.query({ name: 'forget-app-passwords', text }, [before, limit])).length
}

const lettersOf = (typed: string) => typed.replace(/[\s\u2010-\u2015-]/g, '').toLowerCase()

function hashOf(secret: string): string {
  return createHash('sha256').update(lettersOf(secret)).digest('hex')
}
