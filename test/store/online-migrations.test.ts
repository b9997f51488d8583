import pg from 'pg'
import pino from 'pino'
import { migrations } from '../../db/migrations/index.js'
import type { Migration } from '../../db/migrations/migration.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import { migrate, migrationStatus } from '../../src/store/migrate.js'
import { released, releasedVersions } from '../delivery/released.js'
import { describeOnPostgres, POSTGRES } from '../support/database.js'
import { dumpSchema } from '../support/dump-schema.js'
import { longLocks } from '../support/long-locks.js'
import { createDatabase, withDatabase } from '../support/prepare.js'
import { newTenant } from '../support/tenant.js'

const log = pino({ level: 'silent' })

/** Migrations that are slow on large tables and have a reason for it: name and what longLocks says. */
const EXCEPTIONS: Record<string, string[]> = {}

describeOnPostgres('a migration of a database in use', () => {
  const opened: Database[] = []
  const made: string[] = []

  async function newDatabase(): Promise<{ database: Database; url: string }> {
    const name = `termingate_online_${process.pid}_${made.length}`
    await createDatabase(POSTGRES ?? '', name)
    made.push(name)
    const url = withDatabase(POSTGRES ?? '', name)
    const database = await openDatabase({ databaseUrl: url, listen: false, pollSeconds: 0, log })
    opened.push(database)
    return { database, url }
  }

  /** As the first release left it, with a row of most sorts. */
  async function firstReleased(): Promise<{ database: Database; url: string }> {
    const { database, url } = await newDatabase()
    const client = new pg.Client(url)
    await client.connect()
    await client.query(released(releasedVersions()[0] ?? '').sql)
    await client.end()
    return { database, url }
  }

  afterAll(async () => {
    for (const database of opened.splice(0)) await database.close()
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    for (const name of made) await client.query(`drop database "${name}" with (force)`)
    await client.end()
  })

  const sql = (database: Database, text: string) => database.query({ name: '', text })

  test('takes no time that grows with a table (CONTRIBUTING.md, Migrations)', async () => {
    const { database } = await firstReleased()
    const { pending } = await migrationStatus(database)
    for (const migration of migrations.filter(({ name }) => pending.includes(name))) {
      if ('index' in migration) {
        await migrate(database, { migrations: upTo(migration) })
        continue
      }
      const found = await database.knex.transaction(async (transaction) => {
        const told = await longLocks(transaction, (trx) => migration.up(trx))
        await transaction('knex_migrations').insert({ name: migration.name, batch: 1 })
        return told
      })
      expect({ [migration.name]: found }).toEqual({
        [migration.name]: EXCEPTIONS[migration.name] ?? [],
      })
    }
    expect((await migrationStatus(database)).pending).toEqual([])
  })

  const upTo = (last: Migration) => migrations.slice(0, migrations.indexOf(last) + 1)

  test.each([
    ['alter table device add t text', []],
    ['alter table device add t text not null default now()::text', []],
    ['create table t (id bigint references tenant); create index on t (id)', []],
    ['alter table task add constraint t check (title <> note) not valid', []],
    ['alter table device add t text default gen_random_uuid()::text', ['rewrites device']],
    ['alter table task alter title type varchar(900)', ['rewrites task']],
    ['create index t on task (title)', ['writes the index t of task']],
    [
      'alter table task add constraint t check (title <> note)',
      ['reads task for the constraint t'],
    ],
    ['alter table device alter user_agent drop not null', []],
    [
      'alter table device alter policy_key set not null',
      ['reads device for "not null" of policy_key'],
    ],
    ['update task set percent_complete = 1', expect.arrayContaining(['writes rows of task'])],
    [
      'alter table task add t text; alter table note add t text',
      ['closes several tables: note, task'],
    ],
  ])('is known by what it does: %s', async (text, expected) => {
    const { knex } = opened[0] ?? (await newDatabase()).database
    const trying = knex.transaction(async (transaction) => {
      const told = await longLocks(transaction, async (trx) => {
        await trx.raw(text)
      })
      expect(told).toEqual(expected)
      throw new Error('tried')
    })
    await expect(trying).rejects.toThrow('tried')
  })

  test('phones are served while somebody keeps a table, and then it is done', async () => {
    const { database, url } = await firstReleased()
    const holder = new pg.Client({ connectionString: url, application_name: 'a report' })
    await holder.connect()
    const tables = await sql(
      database,
      `select string_agg(format('%I', relname), ', ') as names from pg_class
       where relnamespace = current_schema()::regnamespace and relkind = 'r'
         and relname not like 'knex%'`,
    )
    const [{ names } = { names: '' }] = tables as { names: string }[]
    await holder.query(`begin; lock table ${names} in row exclusive mode`)

    const column: Migration = {
      name: '999-column',
      async up(knex) {
        await knex.raw('alter table device add online_test text')
      },
      async down() {},
    }
    const index: Migration = {
      name: '999-index',
      index: { name: 'device_online_test', on: 'on device (tenant_id, online_test)' },
    }
    const told: string[] = []
    const heard = waiter()
    const migrating = migrate(database, {
      migrations: [...migrations, column, index],
      onWait(why) {
        told.push(why)
        heard.ring()
      },
    })
    for (let round = 1; round <= 2; round++) {
      await heard.rung()
      // What a phone's request writes: a try of the migration holds it up for a second at most.
      await sql(database, `update device set user_agent = 'round ${round}'`)
      await sql(database, 'update sync_state set changed_at = now()')
    }
    expect(told[0]).toMatch(
      /^The migration \S+ needs a table that is in use.*process \d+, a report/,
    )
    await holder.end()
    expect(await migrating).toEqual(expect.arrayContaining(['999-column', '999-index']))
    const rows = await sql(
      database,
      "select indisvalid from pg_index where indexrelid = 'device_online_test'::regclass",
    )
    expect(rows).toEqual([{ indisvalid: true }])
  })

  test('an index that was left half made is made anew', async () => {
    const { database } = await newDatabase()
    const index: Migration = { name: '2', index: { name: 't_a', on: 'on t (a)', unique: true } }
    const table: Migration = {
      name: '1',
      async up(knex) {
        await knex.raw('create table t (a integer); insert into t values (1), (1)')
      },
      async down() {},
    }
    await expect(migrate(database, { migrations: [table, index] })).rejects.toThrow('t_a')
    await sql(database, 'delete from t')
    expect(await migrate(database, { migrations: [table, index] })).toEqual(['2'])
    const rows = await sql(
      database,
      "select indisvalid from pg_index where indexrelid = 't_a'::regclass",
    )
    expect(rows).toEqual([{ indisvalid: true }])
  })

  test('from before notes, administration and app passwords, with rows', async () => {
    const { database } = await newDatabase()
    const early = migrations.findIndex(({ name }) => name === '014-merged-folders') + 1
    await migrate(database, { migrations: migrations.slice(0, early) })
    const tenant = await newTenant(database)
    const account = await tenant.account()
    await tenant.insert('task', { responsible_id: account.id, title: 'Angebot' })
    await tenant.insert('device', { account_id: account.id, device_id: 'old', status: 'blocked' })
    await migrate(database)
    expect(await dumpSchema((text) => database.query({ name: '', text }))).toBe(
      await dumpSchema((text) => (opened[0] as Database).query({ name: '', text })),
    )
    const kinds = await tenant.sql('select kind from collection where tenant_id = $1 order by 1', [
      tenant.id,
    ])
    expect(kinds.map(({ kind }) => kind)).toEqual(['calendar', 'contacts', 'notes', 'tasks'])
  })
})

/** Rung by one side, waited for by the other. */
function waiter() {
  let ring = () => {}
  let next = new Promise<void>((resolve) => {
    ring = resolve
  })
  return {
    ring: () => ring(),
    async rung() {
      await next
      next = new Promise<void>((resolve) => {
        ring = resolve
      })
    },
  }
}
