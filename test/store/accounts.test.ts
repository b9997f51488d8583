import { compare } from 'bcrypt'
import { removeAccount } from '../../src/store/account-removal.js'
import {
  createAccount,
  findAccount,
  findAccountByLogin,
  listAccounts,
  setActive,
  setPassword,
  setSwitches,
  unlockAccount,
} from '../../src/store/accounts.js'
import type { Database } from '../../src/store/database.js'
import { createTenant } from '../../src/store/tenants.js'
import { newTenant, testDatabase } from '../support/database.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const password = 'richtig-7-Pferd'
const passwordCost = 4
const rows = (text: string, values: unknown[]) =>
  database.query<Record<string, unknown>>({ name: '', text }, values)

test('R-ONO-12 a new user has every switch off, and a hash that fits the password', async () => {
  const { name: tenant } = await newTenant(database)
  const account = await createAccount(
    database,
    { tenant, name: 'theobald.tiger', password, passwordCost },
    'test',
  )
  expect(account).toMatchObject({
    login: `theobald.tiger_${tenant}`,
    enabled: [],
    active: true,
    admin: false,
    hasPassword: true,
    lockedAt: null,
    devices: 0,
  })
  const [row] = await rows('select password_hash from account where id = $1', [account.id])
  expect(await compare(password, String(row?.password_hash))).toBe(true)
})

test('R-ONO-12 switches go on and off singly', async () => {
  const { name: tenant } = await newTenant(database)
  const key = { tenant, name: 'a' }
  await createAccount(database, { ...key, password, passwordCost, enabled: ['tasks'] }, 'test')
  const on = await setSwitches(database, { ...key, kinds: ['calendar', 'contacts'], on: true }, 'x')
  expect(on.enabled).toEqual(['calendar', 'tasks', 'contacts'])
  const off = await setSwitches(database, { ...key, kinds: ['calendar'], on: false }, 'x')
  expect(off.enabled).toEqual(['tasks', 'contacts'])
})

test('R-ONO-23 a login that another pair already has is refused, naming that pair', async () => {
  const { name: tenant } = await newTenant(database)
  await createTenant(database, { name: `b_${tenant}` }, 'test')
  await createAccount(
    database,
    { tenant: `b_${tenant}`, name: 'a', password, passwordCost },
    'test',
  )
  const colliding = { tenant, name: 'a_b', password, passwordCost }
  await expect(createAccount(database, colliding, 'test')).rejects.toThrow(
    `The login "a_b_${tenant}" is taken by the user "a" of the tenant "b_${tenant}"`,
  )
  expect(await listAccounts(database, tenant)).toEqual([])
})

test('a taken name is refused, another case of it is not', async () => {
  const { name: tenant } = await newTenant(database)
  await createAccount(database, { tenant, name: 'eva', password, passwordCost }, 'test')
  await expect(
    createAccount(database, { tenant, name: 'eva', password, passwordCost }, 'test'),
  ).rejects.toThrow(`The tenant "${tenant}" has a user "eva" already.`)
  await createAccount(database, { tenant, name: 'Eva', password, passwordCost }, 'test')
})

test.each([
  [{ name: 'a@b' }, 'holds "@"'],
  [{ name: '' }, 'is empty'],
  [{ email: 'nobody' }, '"nobody" is not an e-mail address'],
  [{ timeZone: 'Berlin' }, 'is not a time zone'],
  [{ password: '' }, 'The password is empty'],
  [{ password: 'ü'.repeat(37) }, 'has 74 bytes: at most 72'],
])('a user with %j is refused in words', async (wrong, words) => {
  const { name: tenant } = await newTenant(database)
  const account = { tenant, name: 'a', password, passwordCost, ...wrong }
  await expect(createAccount(database, account, 'test')).rejects.toThrow(words)
})

test('an unknown user or login is answered with the nearest one', async () => {
  const tenant = await newTenant(database)
  const { name, login } = await tenant.account({ name: 'Wilhelmine.Luchs' })
  await expect(
    findAccount(database, { tenant: tenant.name, name: name.toLowerCase() }),
  ).rejects.toThrow('Did you mean "Wilhelmine.Luchs"?')
  await expect(findAccountByLogin(database, `${login}x`)).rejects.toThrow(
    `Did you mean "${login}"?`,
  )
  expect((await findAccountByLogin(database, login)).name).toBe(name)
})

test('R-ONO-50 a new password raises the version, which every gateway reads', async () => {
  const tenant = await newTenant(database)
  const { id, name } = await tenant.account()
  const key = { tenant: tenant.name, name }
  await setPassword(database, { ...key, password, passwordCost }, 'test')
  const [row] = await rows(
    `select password_hash, password_version, cardinality(former_password_hashes) as former
      from account where tenant_id = $1 and id = $2`,
    [tenant.id, id],
  )
  expect(row).toMatchObject({ password_version: 2, former: 1 })
  expect(await compare(password, String(row?.password_hash))).toBe(true)
  expect(
    JSON.stringify(await rows('select * from audit where tenant_id = $1', [tenant.id])),
  ).not.toMatch(/\$2|Pferd/)
})

test('a deactivated user is kept as it is', async () => {
  const tenant = await newTenant(database)
  const { name } = await tenant.account()
  const key = { tenant: tenant.name, name }
  expect((await setActive(database, { ...key, active: false }, 'test')).active).toBe(false)
  expect(await setActive(database, { ...key, active: true }, 'test')).toMatchObject({
    active: true,
    enabled: ['calendar', 'tasks', 'contacts'],
  })
})

test('R-ONO-57 unlocking clears the lock and the failures counted so far', async () => {
  const tenant = await newTenant(database)
  const { id, name } = await tenant.account({
    locked_at: new Date(),
    lock_reason: 'wrong-password',
    lock_device: 'd1',
    lock_address: '192.0.2.1',
  })
  const counter = `login:${tenant.id}:${id}`
  await rows('insert into login_limit (key, points) values ($1, 9)', [counter])
  const { account, wasLocked } = await unlockAccount(
    database,
    { tenant: tenant.name, name },
    'test',
  )
  expect(wasLocked).toBe(true)
  expect(account).toMatchObject({ lockedAt: null, lockReason: null })
  expect(await rows('select 1 from login_limit where key = $1', [counter])).toEqual([])
})

test('R-ONO-54 unlocking what is not locked says so and changes nothing', async () => {
  const tenant = await newTenant(database)
  const { name } = await tenant.account()
  const result = await unlockAccount(database, { tenant: tenant.name, name }, 'test')
  expect(result.wasLocked).toBe(false)
  expect(await rows('select 1 from audit where tenant_id = $1', [tenant.id])).toEqual([])
})

describe('a removed person', () => {
  test('takes what it alone had; what others share stays', async () => {
    const tenant = await newTenant(database)
    const leaver = await tenant.account()
    const other = await tenant.account()
    const span = { starts_at: '2026-03-01T10:00:00Z', ends_at: '2026-03-01T11:00:00Z' }
    const own = await tenant.insert('appointment', { owner_id: leaver.id, ...span })
    const shared = await tenant.insert('appointment', { owner_id: leaver.id, ...span })
    for (const account_id of [leaver.id, other.id]) {
      await tenant.insert('appointment_participant', { appointment_id: shared, account_id })
    }
    const ownTask = await tenant.insert('task', { responsible_id: leaver.id })
    const sharedTask = await tenant.insert('task', { responsible_id: leaver.id })
    await tenant.insert('task_editor', { task_id: sharedTask, account_id: other.id })
    const ownContact = await tenant.insert('contact', { responsible_id: leaver.id })
    const office = await tenant.insert('contact', {})
    const sharedContact = await tenant.insert('contact', { responsible_id: leaver.id })
    for (const contact_id of [ownContact, office, sharedContact]) {
      await tenant.insert('contact_sync', { account_id: leaver.id, contact_id })
    }
    await tenant.insert('contact_sync', { account_id: other.id, contact_id: sharedContact })
    await tenant.insert('note', { owner_id: leaver.id })

    const { removed } = await removeAccount(
      database,
      { tenant: tenant.name, name: leaver.name },
      'test',
    )
    expect(removed).toEqual({ appointments: 1, tasks: 1, contacts: 1, notes: 1 })
    const left = async (table: string) =>
      (
        await tenant.sql(`select id from ${table} where tenant_id = $1 order by id`, [tenant.id])
      ).map(({ id }) => Number(id))
    expect(await left('appointment')).toEqual([shared])
    expect(await left('appointment')).not.toContain(own)
    expect(await left('task')).toEqual([sharedTask])
    expect(await left('task')).not.toContain(ownTask)
    expect(await left('contact')).toEqual([office, sharedContact])
  })

  test('leaves no row that names it, but the fact of what was done', async () => {
    const tenant = await newTenant(database)
    const { id, name } = await tenant.account()
    await tenant.insert('device', { account_id: id, device_id: 'd1' })
    await tenant.insert('sign_in', { account_id: id, reason: 'wrong-password' })
    await setActive(database, { tenant: tenant.name, name, active: false }, 'test')
    await removeAccount(database, { tenant: tenant.name, name }, 'test')
    for (const table of ['account', 'device', 'sign_in', 'login_name', 'collection']) {
      expect(await rows(`select 1 from ${table} where tenant_id = $1`, [tenant.id])).toEqual([])
    }
    const audit = await rows('select action, subject from audit where tenant_id = $1 order by id', [
      tenant.id,
    ])
    expect(audit).toEqual([
      { action: 'account.deactivate', subject: `#${id}` },
      { action: 'account.remove', subject: `#${id}` },
    ])
  })
})
