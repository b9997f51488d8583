import fc from 'fast-check'
import pino from 'pino'
import {
  type ChangeNotifier,
  makeNotifier,
  type NotificationSource,
  type SourceHandlers,
} from '../../src/store/change-notifier.js'
import type { Database } from '../../src/store/database.js'
import { Ending } from '../../src/store/ending.js'
import { describeOnPostgres, newTenant, testDatabase } from '../support/database.js'
import { endingAfter } from '../support/ending-after.js'

const log = pino({ level: 'silent' })
const never = new Ending()
const over = new Ending()
over.end()
const ref = (tenantId: number, collectionId: number) => ({ tenantId, collectionId })

/** A source that the test speaks through, and no database. */
function makeSource(): NotificationSource & SourceHandlers {
  let handlers: SourceHandlers = { onPayload() {}, onReconnect() {} }
  return {
    start(given) {
      handlers = given
    },
    async close() {},
    onPayload: (payload) => handlers.onPayload(payload),
    onReconnect: () => handlers.onReconnect(),
  }
}

const noSql = { query: async () => [] }

describe('a subscription', () => {
  const source = makeSource()
  const notifier = makeNotifier({ source, sql: noSql, pollSeconds: 0, log })

  test('is woken by its collections only', async () => {
    using mine = notifier.subscribe([ref(1, 2), ref(1, 30)])
    for (const payload of ['1:3', '2:2', '12:', '1:300', '', 'nonsense', '1:2x']) {
      source.onPayload(payload)
    }
    expect(await mine.next(over)).toBe(false)
    source.onPayload('9:1\n1:5,30,7')
    expect(await mine.next(over)).toBe(true)
  })

  test('keeps a change that came between two calls, once', async () => {
    using mine = notifier.subscribe([ref(1, 2)])
    source.onPayload('1:2')
    source.onPayload('1:2')
    expect(await mine.next(never)).toBe(true)
    expect(await mine.next(over)).toBe(false)
  })

  test('ends its waiting when it is told to, and waits again with another', async () => {
    using mine = notifier.subscribe([ref(1, 2)])
    const ending = new Ending()
    const waiting = mine.next(ending)
    ending.end()
    expect(await waiting).toBe(false)
    const again = mine.next(never)
    source.onPayload('1:2')
    expect(await again).toBe(true)
  })

  test('is woken by a new connection, since notifications may be lost', async () => {
    using mine = notifier.subscribe([ref(1, 2)])
    source.onReconnect()
    expect(await mine.next(over)).toBe(true)
  })

  test('is gone when disposed of, and counted until then', async () => {
    const before = notifier.size
    const mine = notifier.subscribe([ref(1, 2), ref(1, 2)])
    expect(notifier.size).toBe(before + 1)
    const waiting = mine.next(never)
    mine[Symbol.dispose]()
    mine[Symbol.dispose]()
    expect(await waiting).toBe(false)
    expect(notifier.size).toBe(before)
  })
})

test('never wakes a subscription without, and always one with, a change of its collections', async () => {
  const id = fc.integer({ min: 1, max: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(id)), fc.array(id), async (subscribed, changed) => {
      const source = makeSource()
      const notifier = makeNotifier({ source, sql: noSql, pollSeconds: 0, log })
      const waiting = subscribed.map((ids) => notifier.subscribe(ids.map((one) => ref(1, one))))
      source.onPayload(`1:${changed.join(',')}`)
      for (const [index, subscription] of waiting.entries()) {
        const expected = subscribed[index]?.some((one) => changed.includes(one))
        expect(await subscription.next(over)).toBe(expected)
        subscription[Symbol.dispose]()
      }
      expect(notifier.size).toBe(0)
    }),
  )
})

test('the poll alone finds a change, with one query for thousands of subscriptions', async () => {
  const database = await testDatabase({ listen: false })
  const tenant = await newTenant(database)
  const account = await tenant.account()
  let queries = 0
  const sql: Pick<Database, 'query'> = {
    query(...args) {
      queries++
      return database.query(...args)
    },
  }
  const notifier = makeNotifier({ source: null, sql, pollSeconds: 0.05, log })
  const kinds = [account.calendar, account.tasks, account.contacts]
  const subscriptions = Array.from({ length: 2000 }, (_, index) =>
    notifier.subscribe([ref(tenant.id, kinds[index % 3] ?? 0)]),
  )
  const [calendar, tasks] = subscriptions
  if (!calendar || !tasks) throw new Error('no subscriptions')
  // The first poll only learns the revisions; it wakes, since it can't know what was before.
  expect(await calendar.next(never)).toBe(true)
  expect(await tasks.next(never)).toBe(true)
  const before = queries
  await tenant.insert('task', { responsible_id: account.id })
  expect(await tasks.next(never)).toBe(true)
  expect(await calendar.next(over)).toBe(false)
  expect(queries - before).toBeLessThan(50)
  await notifier.close()
})

describeOnPostgres('over PostgreSQL', () => {
  let database: Database
  let notifier: ChangeNotifier

  beforeAll(async () => {
    database = await testDatabase()
    notifier = database.notifier
  })

  /** Waits until the connection that listens is there: the first connection wakes everybody. */
  async function scene() {
    const tenant = await newTenant(database)
    const account = await tenant.account()
    const subscription = notifier.subscribe([ref(tenant.id, account.calendar)])
    const visit = () =>
      tenant.insert('appointment', {
        owner_id: account.id,
        starts_at: new Date(0),
        ends_at: new Date(0),
      })
    return { tenant, account, subscription, visit }
  }

  test('a committed change wakes, one rolled back does not', async () => {
    const { tenant, subscription, visit } = await scene()
    await visit()
    expect(await subscription.next(never)).toBe(true)
    const undone = database.transact(async (tx) => {
      await tx.query({
        name: '',
        text: `update appointment set title = 'x' where tenant_id = ${tenant.id}`,
      })
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    expect(await subscription.next(endingAfter(100))).toBe(false)
    subscription[Symbol.dispose]()
  })

  test('a listener whose connection was ended listens again and wakes everybody', async () => {
    const { subscription, visit } = await scene()
    await visit()
    expect(await subscription.next(never)).toBe(true)
    await database.knex.raw(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query = 'listen termingate'`)
    expect(await subscription.next(never)).toBe(true)
    await visit()
    expect(await subscription.next(never)).toBe(true)
    subscription[Symbol.dispose]()
  })

  test('a transaction over thousands of collections fits into payloads', async () => {
    const { tenant, subscription } = await scene()
    await tenant.sql(`insert into account (tenant_id, name)
      select ${tenant.id}, 'many' || n from generate_series(1, 1500) n`)
    await tenant.sql(`update tenant set time_zone = 'Europe/Paris' where id = ${tenant.id}`)
    expect(await subscription.next(never)).toBe(true)
    subscription[Symbol.dispose]()
  })

  test('installation setting notify = off stops the notifications, not the journal', async () => {
    const { account, tenant, subscription, visit } = await scene()
    await visit()
    expect(await subscription.next(never)).toBe(true)
    await database.transact(async (tx) => {
      const run = (text: string) => tx.query({ name: '', text })
      await run(`insert into installation (name, value) values ('notify', '"off"')`)
      await run(`insert into appointment (tenant_id, owner_id, starts_at, ends_at)
        values (${tenant.id}, ${account.id}, now(), now())`)
      await run('set constraints all immediate')
      await run(`delete from installation where name = 'notify'`)
    })
    expect(await subscription.next(endingAfter(100))).toBe(false)
    const journal = await tenant.sql('select revision from journal where tenant_id = $1', [
      tenant.id,
    ])
    expect(journal.map((row) => row.revision)).toEqual([1, 2])
    subscription[Symbol.dispose]()
  })
})
