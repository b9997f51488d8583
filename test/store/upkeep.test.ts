import type { Database } from '../../src/store/database.js'
import { newTenant, testDatabase } from '../support/database.js'
import type { Row, TenantFixture } from '../support/tenant.js'

let database: Database
let tenant: TenantFixture

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  tenant = await newTenant(database)
})

const one = async (table: string, id: number): Promise<Row> => {
  const [row] = await tenant.sql(`select * from ${table} where tenant_id = $1 and id = $2`, [
    tenant.id,
    id,
  ])
  return row ?? {}
}

test('an account gets one list of each kind, a resource a calendar', async () => {
  const account = await tenant.account()
  const resource = await tenant.resource()
  const rows = await tenant.sql(
    'select kind, account_id, resource_id from collection where tenant_id = $1 order by id',
    [tenant.id],
  )
  expect(rows).toEqual([
    { kind: 'calendar', account_id: account.id, resource_id: null },
    { kind: 'tasks', account_id: account.id, resource_id: null },
    { kind: 'contacts', account_id: account.id, resource_id: null },
    { kind: 'notes', account_id: account.id, resource_id: null },
    { kind: 'calendar', account_id: null, resource_id: resource.id },
  ])
})

describe('login names', () => {
  const logins = async () => {
    const rows = await tenant.sql('select login from login_name where tenant_id = $1 order by 1', [
      tenant.id,
    ])
    return rows.map((row) => row.login)
  }

  test('R-ONO-23 are user_tenant, with underscores in either', async () => {
    await tenant.account({ name: 'max_muster' })
    expect(await logins()).toEqual([`max_muster_${tenant.name}`])
  })

  test('follow a renamed user and a renamed tenant', async () => {
    const account = await tenant.account({ name: 'old' })
    await tenant.sql(`update account set name = 'new' where id = ${account.id}`)
    expect(await logins()).toEqual([`new_${tenant.name}`])
    await tenant.sql(`update tenant set name = '${tenant.name}b' where id = ${tenant.id}`)
    expect(await logins()).toEqual([`new_${tenant.name}b`])
  })

  test('can be swapped in one statement', async () => {
    await tenant.account({ name: 'a' })
    await tenant.account({ name: 'b' })
    await tenant.sql(
      `update account set name = case name when 'a' then 'c' else 'a' end
       where tenant_id = ${tenant.id}`,
    )
    expect(await logins()).toEqual([`a_${tenant.name}`, `c_${tenant.name}`])
  })

  test('that two users would share are refused with both named', async () => {
    const long = await newTenant(database, { name: `b_${tenant.name}` })
    await tenant.account({ name: 'a_b' })
    await expect(long.account({ name: 'a' })).rejects.toMatchObject({
      code: '23505',
      message:
        `The login name "a_b_${tenant.name}" of user "a" in tenant "b_${tenant.name}" is taken by ` +
        `user "a_b" in tenant "${tenant.name}": choose another name.`,
    })
  })

  test.each(['with space', 'with@at', 'with:colon', 'with\\backslash', ''])(
    'hold nothing that a login form could not: %j',
    async (name) => {
      await expect(tenant.account({ name })).rejects.toMatchObject({ code: '23514' })
      await expect(newTenant(database, { name })).rejects.toMatchObject({ code: '23514' })
    },
  )
})

describe('R-ONO-152 a slot of the sync', () => {
  let contact: number
  const number = (sync_slot: string | null) =>
    tenant.insert('contact_number', { contact_id: contact, kind: 'phone', value: '1', sync_slot })
  const slots = async () => {
    const rows = await tenant.sql(
      'select sync_slot from contact_number where tenant_id = $1 order by id',
      [tenant.id],
    )
    return rows.map((row) => row.sync_slot)
  }
  beforeEach(async () => {
    contact = await tenant.insert('contact', {})
  })

  test('taken by a new number is lost by its holder', async () => {
    await number('mobile')
    await number('mobile')
    expect(await slots()).toEqual([null, 'mobile'])
  })

  test('taken by an update is lost by its holder, in the same transaction', async () => {
    await number('home')
    const second = await number(null)
    await tenant.sql(`update contact_number set sync_slot = 'home' where id = ${second}`)
    expect(await slots()).toEqual([null, 'home'])
  })

  test('can be swapped in one statement', async () => {
    await number('home')
    await number('mobile')
    await tenant.sql(
      `update contact_number set sync_slot = case sync_slot when 'home' then 'mobile' else 'home' end
       where tenant_id = ${tenant.id}`,
    )
    expect(await slots()).toEqual(['mobile', 'home'])
  })

  test('given to two numbers in one statement stays with one', async () => {
    await number(null)
    await number(null)
    await tenant.sql(`update contact_number set sync_slot = 'car' where tenant_id = ${tenant.id}`)
    expect((await slots()).filter((slot) => slot === 'car')).toHaveLength(1)
  })

  test('of another contact stays', async () => {
    await number('home')
    contact = await tenant.insert('contact', {})
    await number('home')
    expect(await slots()).toEqual(['home', 'home'])
  })
})

describe('a password', () => {
  test('that changes raises the version and leaves the last two hashes', async () => {
    const { id } = await tenant.account({ password_hash: 'h1' })
    for (const hash of ['h2', 'h3', 'h4']) {
      await tenant.sql(`update account set password_hash = '${hash}' where id = ${id}`)
    }
    expect(await one('account', id)).toMatchObject({
      password_version: 4,
      former_password_hashes: ['h3', 'h2'],
    })
  })

  test('taken up again is no former one any more', async () => {
    const { id } = await tenant.account({ password_hash: 'h1' })
    for (const hash of ['h2', 'h1']) {
      await tenant.sql(`update account set password_hash = '${hash}' where id = ${id}`)
    }
    expect((await one('account', id)).former_password_hashes).toEqual(['h2'])
  })

  test('set for the first time leaves none, and the same again changes nothing', async () => {
    const { id } = await tenant.account({ password_hash: null })
    await tenant.sql(`update account set password_hash = 'h1' where id = ${id}`)
    await tenant.sql(`update account set password_hash = 'h1' where id = ${id}`)
    expect(await one('account', id)).toMatchObject({
      password_version: 2,
      former_password_hashes: [],
    })
  })
})

describe('an appointment', () => {
  const end = new Date('2027-01-01T00:00:00Z')
  const past = new Date('2020-01-01T00:00:00Z')
  const make = () =>
    tenant.insert('appointment', {
      starts_at: '2026-11-03T09:00:00Z',
      ends_at: '2026-11-03T10:00:00Z',
      rrule: 'FREQ=DAILY;COUNT=5',
      series_end: end,
      updated_at: past,
    })
  const rowAfter = async (set: string) => {
    const id = await make()
    await tenant.sql(`update appointment set ${set} where tenant_id = ${tenant.id}`)
    return await one('appointment', id)
  }

  test.each([
    ["rrule = 'FREQ=DAILY'"],
    ["ends_at = '2026-11-03T11:00:00Z'"],
    ["rdates = '{2026-12-01T09:00:00Z}'"],
    ["time_zone = 'Europe/Paris'"],
  ])('loses series_end when %s', async (set) => {
    expect((await rowAfter(set)).series_end).toBeNull()
  })

  test('keeps series_end when its title changes, or when that is set as well', async () => {
    expect((await rowAfter("title = 'x'")).series_end).toEqual(end)
    expect((await rowAfter("rrule = null, series_end = '2028-01-01Z'")).series_end).toEqual(
      new Date('2028-01-01T00:00:00Z'),
    )
  })

  test('has updated_at set by a change, but not by series_end or by equal values', async () => {
    expect((await rowAfter("title = 'x'")).updated_at).not.toEqual(past)
    expect((await rowAfter("title = 'x', updated_at = '2021-01-01Z'")).updated_at).toEqual(
      new Date('2021-01-01T00:00:00Z'),
    )
    expect((await rowAfter('series_end = null')).updated_at).toEqual(past)
    expect((await rowAfter('title = title')).updated_at).toEqual(past)
  })
})

test.each(['task', 'contact'])('a %s has updated_at set by a change only', async (table) => {
  const past = new Date('2020-01-01T00:00:00Z')
  const id = await tenant.insert(table, { updated_at: past })
  await tenant.sql(`update ${table} set note = note where tenant_id = ${tenant.id}`)
  expect((await one(table, id)).updated_at).toEqual(past)
  await tenant.sql(`update ${table} set note = 'x' where tenant_id = ${tenant.id}`)
  expect((await one(table, id)).updated_at).not.toEqual(past)
})

test('an account deleted leaves its appointments and tasks to those who have a part in them', async () => {
  const [anna, bert] = [await tenant.account(), await tenant.account()]
  const visit = await tenant.insert('appointment', {
    owner_id: anna.id,
    starts_at: new Date(0),
    ends_at: new Date(0),
  })
  for (const { id } of [anna, bert]) {
    await tenant.insert('appointment_participant', { appointment_id: visit, account_id: id })
  }
  await tenant.sql(`delete from account where id = ${anna.id}`)
  expect((await one('appointment', visit)).owner_id).toBeNull()
  const left = await tenant.sql(
    'select account_id from appointment_participant where tenant_id = $1',
    [tenant.id],
  )
  expect(left).toEqual([{ account_id: bert.id }])
})
