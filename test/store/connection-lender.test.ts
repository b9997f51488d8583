import { DatabaseUnavailable } from '../../src/errors.js'
import { directLender, keepingLender } from '../../src/store/connection-lender.js'
import type { Database } from '../../src/store/database.js'
import { describeOnPostgres, testDatabase } from '../support/database.js'

describeOnPostgres('connections lent to the hot path', () => {
  let database: Database

  beforeAll(async () => {
    database = await testDatabase({ poolSize: 4 })
  })

  const add = { name: 'lender-add', text: 'select $1::int + 1 as sum' }
  const divide = { name: 'lender-divide', text: 'select 10 / $1::int as result' }
  const pid = { name: 'lender-pid', text: 'select pg_backend_pid() as pid' }
  const nap = { name: 'lender-nap', text: 'select pg_sleep($1::float)' }

  const many = (count: number) => Array.from({ length: count }, (_, number) => number)

  test('a hundred statements at once get each its own answer', async () => {
    const rows = await Promise.all(many(100).map((number) => database.query(add, [number])))
    expect(rows).toEqual(many(100).map((number) => [{ sum: number + 1 }]))
  })

  test('a statement that fails disturbs none that shares its connection', async () => {
    const results = await Promise.allSettled(
      many(60).map((number) => database.query(divide, [number % 2])),
    )
    const failed = results.filter(({ status }) => status === 'rejected')
    expect(failed).toHaveLength(30)
    for (const result of failed) expect(result).toMatchObject({ reason: { code: '22012' } })
    const fine = results.filter(({ status }) => status === 'fulfilled')
    for (const result of fine) expect(result).toMatchObject({ value: [{ result: 10 }] })
  })

  test('a transaction has its connection to itself, however many statements come', async () => {
    const others = many(200).map(() => database.query<{ pid: number }>(pid))
    const inside = await database.transact(async (tx) => {
      const [first] = await tx.query<{ pid: number }>(pid)
      const during = await Promise.all([tx.query(pid), database.knex.client.pool.numUsed()])
      const meanwhile = setTimer(() => Promise.all(many(50).map(() => database.query(pid))))
      await tx.query(nap, [0.1])
      return { mine: first, during: during[0], meanwhile: await meanwhile }
    })
    expect(inside.during).toEqual([inside.mine])
    expect(inside.meanwhile.flat()).not.toContainEqual(inside.mine)
    await Promise.all(others)
  })

  test('transactions and knex get their turn while statements keep coming', async () => {
    let stop = false
    const stream = many(40).map(async () => {
      while (!stop) await database.query(add, [1])
    })
    const transactions = many(10).map((number) =>
      database.transact(async (tx) => (await tx.query<{ sum: number }>(add, [number]))[0]?.sum),
    )
    expect(await Promise.all(transactions)).toEqual(many(10).map((number) => number + 1))
    expect((await database.knex.raw('select 1 as one')).rows).toEqual([{ one: 1 }])
    stop = true
    await Promise.all(stream)
  })

  test('connections that the server ends are not used again', async () => {
    const pids = await Promise.all(many(30).map(() => database.query<{ pid: number }>(pid)))
    const sleeping = many(12).map(() => database.query(nap, [5]).catch((error) => error))
    const killer = await testDatabase({ listen: false })
    const kill = { name: 'lender-kill', text: 'select pg_terminate_backend($1::int)' }
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (const one of new Set(pids.flat().map((row) => row.pid))) await killer.query(kill, [one])
    for (const error of await Promise.all(sleeping)) {
      expect(error).toBeInstanceOf(DatabaseUnavailable)
    }
    expect(await database.query(add, [1])).toEqual([{ sum: 2 }])
    const fresh = await Promise.all(many(30).map(() => database.query<{ pid: number }>(pid)))
    const before = new Set(pids.flat().map((row) => row.pid))
    expect(fresh.flat().filter((row) => before.has(row.pid))).toEqual([])
  })

  test('more than may wait are told so at once, and those who wait get their turn', async () => {
    const lender = keepingLender(database.knex, 1, 2)
    const held = await lender.acquire()
    const [first, second] = [lender.acquire(), lender.acquire()]
    expect(() => lender.acquire()).toThrow(DatabaseUnavailable)
    expect(() => lender.share()).toThrow(DatabaseUnavailable)
    lender.release(held)
    lender.release(await first)
    lender.release(await second)
    lender.close()
    await expect(directLender(database.knex, 0).acquire()).rejects.toThrow(DatabaseUnavailable)
  })

  /** Outside of the transaction's own flow, where asking for a connection is allowed. */
  function setTimer<T>(work: () => Promise<T>): Promise<T> {
    return outside.run(work)
  }
})

/** A flow that began before any transaction did. */
const outside = (() => {
  const queue: (() => void)[] = []
  const timer = setInterval(() => {
    for (const work of queue.splice(0)) work()
  }, 5)
  timer.unref()
  return {
    run: <T>(work: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push(() => work().then(resolve, reject))
      }),
  }
})()
