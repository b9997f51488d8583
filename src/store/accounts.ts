import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import { type Columns, insertRow, updateRow } from './columns.js'
import type { Database, Sql } from './database.js'
import { resetLoginCounter } from './login-counter.js'
import { COLLECTION_KINDS, type CollectionKind, type Id } from './model.js'
import { checkEmail, checkName, checkTimeZone, nearMatch, quoted } from './names.js'
import { hashPassword } from './password-hash.js'
import { errorCode } from './postgres-errors.js'
import { findTenant, type PhonePassword } from './tenants.js'

export type Account = {
  id: Id
  tenantId: Id
  tenant: string
  name: string
  /** `name_tenant`. */
  login: string
  displayName: string
  email: string | null
  hasPassword: boolean
  timeZone: string | null
  language: 'de' | 'en' | null
  admin: boolean
  /** Of all tenants. */
  installationAdmin: boolean
  active: boolean
  enabled: CollectionKind[]
  lockedAt: Date | null
  lockReason: string | null
  /** Null: as the tenant has it. */
  phonePassword: PhonePassword | null
  devices: number
  lastSeenAt: Date | null
}

/** A user by the names of its tenant and itself; both case-sensitive. */
export type AccountName = { tenant: string; name: string }

export type NewAccount = AccountName & {
  password: string
  displayName?: string
  email?: string
  enabled?: readonly CollectionKind[]
  timeZone?: string
  language?: 'de' | 'en'
  admin?: boolean
  /** Of bcrypt; default 10. */
  passwordCost?: number
}

/** Notes only where the rules of the tenant have them, which no named set of rules does by itself. */
const ALLOWED: Partial<Record<CollectionKind, string>> = {
  notes: ` and t.rule_settings->'notes' = 'true'`,
}
const ENABLED = COLLECTION_KINDS.map(
  (kind) => `case when a.${kind}_enabled${ALLOWED[kind] ?? ''} then '${kind}' end`,
)

/** Columns of `Account`, from account a and tenant t. */
export const SELECT_ACCOUNT = `
select a.id, a.tenant_id as "tenantId", t.name as tenant, a.name, a.name || '_' || t.name as login,
  a.display_name as "displayName", a.email, a.password_hash is not null as "hasPassword",
  a.time_zone as "timeZone", a.language, a.is_admin as admin, a.active,
  a.installation_admin as "installationAdmin",
  array_remove(array[${ENABLED.join(', ')}], null) as enabled,
  a.locked_at as "lockedAt", a.lock_reason as "lockReason",
  a.phone_password as "phonePassword", coalesce(d.devices, 0) as devices,
  d.seen as "lastSeenAt"
from account a join tenant t on t.id = a.tenant_id
left join lateral (select count(*)::int as devices, max(last_seen_at) as seen from device d
  where d.tenant_id = a.tenant_id and d.account_id = a.id) d on true`

/** All accounts, or those of one tenant, by tenant and name. */
export async function listAccounts(sql: Sql, tenant?: string): Promise<Account[]> {
  const tenantId = tenant === undefined ? null : (await findTenant(sql, tenant)).id
  const text = `${SELECT_ACCOUNT} where $1::bigint is null or a.tenant_id = $1 order by t.name, a.name`
  return await sql.query<Account>({ name: 'list-accounts', text }, [tenantId])
}

/** @throws UserError naming a near match when there is no such tenant or user */
export async function findAccount(sql: Sql, { tenant, name }: AccountName): Promise<Account> {
  const { id } = await findTenant(sql, tenant)
  const text = `${SELECT_ACCOUNT} where a.tenant_id = $1 and a.name = $2`
  const [account] = await sql.query<Account>({ name: 'find-account', text }, [id, name])
  if (account) return account
  const others = await sql.query<{ name: string }>(
    { name: 'names', text: 'select name from account where tenant_id = $1 limit 10000' },
    [id],
  )
  const hint = nearMatch(
    name,
    others.map((one) => one.name),
  )
  throw new UserError(
    `The tenant ${quoted(tenant)} has no user ${quoted(name)} (upper and lower case count).${hint}`,
  )
}

/** By `user_tenant`; null when there is none. */
export async function accountWithLogin(sql: Sql, login: string): Promise<Account | null> {
  const text = `${SELECT_ACCOUNT}
    join login_name l on l.tenant_id = a.tenant_id and l.account_id = a.id
    where l.login = $1`
  const [account] = await sql.query<Account>({ name: 'find-login', text }, [login])
  return account ?? null
}

/** By `user_tenant`. @throws UserError naming a near match when there is no such login */
export async function findAccountByLogin(sql: Sql, login: string): Promise<Account> {
  const account = await accountWithLogin(sql, login)
  if (account) return account
  const logins = await sql.query<{ login: string }>({
    name: 'logins',
    text: 'select login from login_name order by login limit 10000',
  })
  const hint = nearMatch(
    login,
    logins.map((one) => one.login),
  )
  throw new UserError(
    `There is no user ${quoted(login)}: write it as USER_TENANT, upper and lower case count.${hint}`,
  )
}

/**
 * @throws UserError for bad or taken names, a login that another pair already has (R-ONO-23), a bad
 *   password, address or time zone
 */
export async function createAccount(
  database: Database,
  account: NewAccount,
  actor: string,
): Promise<Account> {
  const passwordHash = await hashPassword(account.password, account.passwordCost)
  try {
    return await database.transact((tx) => addAccount(tx, { ...account, passwordHash }, actor))
  } catch (error) {
    if (errorCode(error) !== '23505') throw error
    // Another process was quicker between our look and the insert.
    await refuseCollision(database, account)
    throw error
  }
}

/** The same within a transaction, the slow hash made before it. */
export async function addAccount(
  sql: Sql,
  account: Omit<NewAccount, 'password'> & { passwordHash: string },
  actor: string,
): Promise<Account> {
  checkName('user', account.name)
  const columns = { ...accountColumns(account), password_hash: account.passwordHash }
  const tenant = await findTenant(sql, account.tenant)
  await refuseCollision(sql, account)
  await insertRow(sql, 'account', { tenant_id: tenant.id, ...columns })
  const created = await findAccount(sql, account)
  const { enabled, admin } = created
  await audit(sql, created, { actor, action: 'account.create', details: { enabled, admin } })
  return created
}

function accountColumns(account: Omit<NewAccount, 'password'>): Columns {
  const columns: Columns = {
    name: account.name,
    display_name: account.displayName ?? '',
    is_admin: account.admin ?? false,
    ...switchColumns(account.enabled ?? [], true),
  }
  if (account.email !== undefined) columns.email = checkEmail(account.email)
  if (account.timeZone !== undefined) columns.time_zone = checkTimeZone(account.timeZone)
  if (account.language !== undefined) columns.language = account.language
  return columns
}

async function refuseCollision(sql: Sql, { tenant, name }: AccountName): Promise<void> {
  type Holder = { name: string; tenant: string }
  const [holder] = await sql.query<Holder>(
    {
      name: 'login-holder',
      text: `select a.name, t.name as tenant from login_name l
        join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
        join tenant t on t.id = a.tenant_id where l.login = $1`,
    },
    [`${name}_${tenant}`],
  )
  if (!holder) return
  if (holder.name === name && holder.tenant === tenant) {
    throw new UserError(
      `The tenant ${quoted(tenant)} has a user ${quoted(name)} already. Choose another name.`,
    )
  }
  throw new UserError(
    `The login ${quoted(`${name}_${tenant}`)} is taken by the user ${quoted(holder.name)} of the ` +
      `tenant ${quoted(holder.tenant)}: both would be told apart by nothing. Choose another name.`,
  )
}

/** Devices with the old one are refused from now on; it is remembered as a former one (R-ONO-51). */
export async function setPassword(
  database: Database,
  change: AccountName & { password: string; passwordCost?: number },
  actor: string,
): Promise<Account> {
  const passwordHash = await hashPassword(change.password, change.passwordCost)
  return await setPasswordHash(database, { ...change, passwordHash }, actor)
}

/** The same with the slow hash made before, which a transaction is not to wait for. */
export async function setPasswordHash(
  database: Database,
  change: AccountName & { passwordHash: string },
  actor: string,
): Promise<Account> {
  const columns = { password_hash: change.passwordHash, password_expires_at: null }
  return await changeAccount(database, change, columns, { actor, action: 'account.password' })
}

/** Switches kinds on or off; the others stay as they are (R-ONO-12). */
export async function setSwitches(
  database: Database,
  change: AccountName & { kinds: readonly CollectionKind[]; on: boolean },
  actor: string,
): Promise<Account> {
  const action = change.on ? 'account.enable' : 'account.disable'
  const columns = switchColumns(change.kinds, change.on)
  return await changeAccount(database, change, columns, {
    actor,
    action,
    details: { kinds: change.kinds },
  })
}

function switchColumns(kinds: readonly CollectionKind[], on: boolean): Columns {
  return Object.fromEntries(kinds.map((kind) => [`${kind}_enabled`, on]))
}

/** An inactive account can't log in; nothing of it is removed. */
export async function setActive(
  database: Database,
  change: AccountName & { active: boolean },
  actor: string,
): Promise<Account> {
  const action = change.active ? 'account.activate' : 'account.deactivate'
  return await changeAccount(database, change, { active: change.active }, { actor, action })
}

const UNLOCKED: Columns = {
  locked_at: null,
  lock_reason: null,
  lock_device: null,
  lock_address: null,
}

/**
 * Lifts a lock and forgets the failures counted so far (R-ONO-57). `wasLocked` false: there was no
 * lock, so something else keeps the devices out (R-ONO-54).
 */
export async function unlockAccount(
  database: Database,
  name: AccountName,
  actor: string,
): Promise<{ account: Account; wasLocked: boolean }> {
  return await database.transact(async (tx) => {
    const before = await findAccount(tx, name)
    const { id, tenantId } = before
    await resetLoginCounter(tx, tenantId, id)
    if (!(await isLocked(tx, before))) return { account: before, wasLocked: false }
    await updateRow(tx, 'account', { tenantId, id, columns: UNLOCKED })
    await audit(tx, before, { actor, action: 'account.unlock' })
    return { account: await findAccount(tx, name), wasLocked: true }
  })
}

/** As it is now, and stays until the transaction ends: of two who unlock at once one does it. */
async function isLocked(tx: Sql, { tenantId, id }: Account): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>(
    {
      name: 'account-locked',
      text: `select locked_at is not null as locked from account
        where tenant_id = $1 and id = $2 for no key update`,
    },
    [tenantId, id],
  )
  return row?.locked ?? false
}

type Deed = { actor: string; action: string; details?: Record<string, unknown> }

/** Writes columns of an account and one audit row. @throws UserError when there is no such user */
export async function changeAccount(
  database: Database,
  name: AccountName,
  columns: Columns,
  deed: Deed,
): Promise<Account> {
  return await database.transact(async (tx) => {
    const { id, tenantId } = await findAccount(tx, name)
    await updateRow(tx, 'account', { tenantId, id, columns })
    const after = await findAccount(tx, name)
    await audit(tx, after, deed)
    return after
  })
}

export async function audit(sql: Sql, account: Account, deed: Deed): Promise<void> {
  await writeAudit(sql, { tenantId: account.tenantId, subject: account.name, ...deed })
}
