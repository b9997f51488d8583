import { inspect } from 'node:util'
import pino from 'pino'
import { DatabaseUnavailable } from '../../src/errors.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import { migrate, migrationStatus } from '../../src/store/migrate.js'
import { breaksConnection, storeError } from '../../src/store/postgres-errors.js'
import { describeOnPostgres, newTenant, POSTGRES, testDatabase } from '../support/database.js'
import { EVERY_TYPE, EVERY_TYPE_ROWS } from '../support/every-type.js'
import { createDatabase, withDatabase } from '../support/prepare.js'

const log = pino({ level: 'silent' })
const sql = (text: string) => ({ name: '', text })
let database: Database

beforeAll(async () => {
  database = await testDatabase()
})

test('each type of value has its one shape', async () => {
  expect(inspect(await database.query(...EVERY_TYPE), { depth: 9 })).toBe(EVERY_TYPE_ROWS)
})

describe('transact', () => {
  const names = async (id: number) =>
    await database.query(sql('select name from branch where tenant_id = $1 order by 1'), [id])
  const add = (id: number) => sql(`insert into branch (tenant_id, name) values (${id}, 'b')`)

  test('commits what it resolves with, rolls back what it rejects with', async () => {
    const { id } = await newTenant(database)
    expect(
      await database.transact(async (tx) => {
        await tx.query(add(id))
        return 'done'
      }),
    ).toBe('done')
    const undone = database.transact(async (tx) => {
      await tx.query(add(id))
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await names(id)).toEqual([{ name: 'b' }])
  })

  test('rejects when a failed statement was swallowed, since nothing was committed', async () => {
    const { id } = await newTenant(database)
    const result = database.transact(async (tx) => {
      await tx.query(add(id))
      await tx.query(sql('select 1 / 0')).catch(() => {})
    })
    await expect(result).rejects.toThrow('rolled back')
    expect(await names(id)).toEqual([])
  })

  test.each(['40001', '40P01'])('runs again after %s, three times at most', async (state) => {
    const { id } = await newTenant(database)
    const failing = sql(`do $$ begin raise exception 'x' using errcode = '${state}'; end $$`)
    let runs = 0
    await database.transact(async (tx) => {
      await tx.query(add(id))
      if (++runs < 4) await tx.query(failing)
    })
    expect(runs).toBe(4)
    expect(await names(id)).toEqual([{ name: 'b' }])
    runs = 0
    const hopeless = database.transact(async (tx) => {
      runs++
      await tx.query(failing)
    })
    await expect(hopeless).rejects.toMatchObject({ code: state })
    expect(runs).toBe(4)
  })

  test('refuses to ask for a second connection inside it, but not after it', async () => {
    let later: () => Promise<unknown> = async () => {}
    await database.transact(async () => {
      await expect(database.query(sql('select 1'))).rejects.toThrow('second connection')
      await expect(database.knex.raw('select 1')).rejects.toThrow('second connection')
      await expect(database.transact(async () => {})).rejects.toThrow('second connection')
      later = () => database.query(sql('select 1 as one'))
    })
    expect(await later()).toEqual([{ one: 1 }])
  })
})

/** [what happened, the error, whether it is DatabaseUnavailable, whether the connection is lost] */
const failures: [string, object, boolean, boolean][] = [
  ['a refused connection', { code: 'ECONNREFUSED' }, true, true],
  ['a reset connection', { code: 'ECONNRESET' }, true, true],
  ['an unknown host', { code: 'ENOTFOUND' }, true, true],
  ['a full disk under PGlite', { code: 'ENOSPC' }, true, true],
  ['a full disk under PostgreSQL', { code: '53100' }, true, false],
  ['too many connections', { code: '53300' }, true, false],
  ['a shutdown', { code: '57P01' }, true, true],
  ['a server that is starting', { code: '57P03' }, true, true],
  ['a standby', { code: '25006' }, true, false],
  ['a statement that took too long', { code: '57014' }, true, false],
  ['a password that is not accepted', { code: '28P01' }, true, false],
  ['a database that does not exist', { code: '3D000' }, true, false],
  ['a connection that ended', { message: 'Connection terminated unexpectedly' }, true, true],
  ['a connect timeout', { message: 'timeout expired' }, true, true],
  ['a WebAssembly trap', { name: 'RuntimeError', message: 'unreachable' }, true, true],
  ['a unique key', { code: '23505' }, false, false],
  ['a syntax error', { code: '42601' }, false, false],
  ['a deadlock', { code: '40P01' }, false, false],
]

test.each(failures)('%s is told from a fault of ours', (_, error, unavailable, broken) => {
  expect(storeError(error) instanceof DatabaseUnavailable).toBe(unavailable)
  expect(breaksConnection(error)).toBe(broken)
})

test('a server that does not answer is DatabaseUnavailable, in query, transact and knex', async () => {
  const down = await openDatabase({ databaseUrl: 'postgres://x@127.0.0.1:9/x', listen: false, log })
  await expect(down.query(sql('select 1'))).rejects.toThrow(DatabaseUnavailable)
  await expect(down.transact(async () => {})).rejects.toThrow(DatabaseUnavailable)
  await expect(down.knex('tenant').select()).rejects.toThrow(DatabaseUnavailable)
  await expect(migrate(down)).rejects.toThrow(DatabaseUnavailable)
  await down.close()
})

describeOnPostgres('with PostgreSQL', () => {
  const server = POSTGRES ?? ''

  test('connections ended by the server are replaced', async () => {
    const one = await testDatabase({ poolSize: 1, listen: false })
    const [session] = await one.query<{ pid: number }>(sql('select pg_backend_pid() as pid'))
    const broken = one.transact(async (tx) => {
      await database.knex.raw('select pg_terminate_backend(?)', [session?.pid ?? 0])
      await tx.query(sql('select 1'))
    })
    await expect(broken).rejects.toThrow()
    expect(await one.query(sql('select 1 as one'))).toEqual([{ one: 1 }])
  })

  test('a statement that takes too long is ended', async () => {
    const hasty = await testDatabase({ statementTimeoutSeconds: 0.05, listen: false })
    await expect(hasty.query(sql('select pg_sleep(9)'))).rejects.toThrow(DatabaseUnavailable)
    expect(await hasty.query(sql('select 1 as one'))).toEqual([{ one: 1 }])
  })

  test('a prepared statement whose table a migration changed works again by itself', async () => {
    const statement = { name: 'test-stale', text: 'select * from stale_plan' }
    const one = await testDatabase({ poolSize: 1, listen: false })
    await one.knex.raw('drop table if exists stale_plan; create table stale_plan (a integer)')
    expect(await one.query(statement)).toEqual([])
    await one.knex.raw('alter table stale_plan add b integer; insert into stale_plan values (1, 2)')
    expect(await one.query(statement)).toEqual([{ a: 1, b: 2 }])
    await one.knex.raw('alter table stale_plan add c integer')
    expect(await one.transact((tx) => tx.query(statement))).toEqual([{ a: 1, b: 2, c: null }])
    await one.knex.raw('drop table stale_plan')
  })

  test('gateways that start together migrate once, and a newer schema is refused', async () => {
    const name = `termingate_migrate_${process.pid}`
    await createDatabase(server, name)
    const databaseUrl = withDatabase(server, name)
    const opening = [1, 2, 3].map(() => openDatabase({ databaseUrl, listen: false, log }))
    const gateways = await Promise.all(opening)
    try {
      const applied = (await Promise.all(gateways.map((one) => migrate(one)))).flat()
      const [first] = gateways
      if (!first) throw new Error('no gateway')
      expect(new Set(applied).size).toBe(applied.length)
      expect(await migrationStatus(first)).toEqual({ applied, pending: [] })
      await first.knex('knex_migrations').insert({ name: '999-future', batch: 9 })
      await expect(migrate(first)).rejects.toThrow('999-future')
      await expect(migrationStatus(first)).rejects.toThrow('newer version')
    } finally {
      await Promise.all(gateways.map((gateway) => gateway.close()))
      await database.knex.raw('drop database ??', [name])
    }
  })
})
