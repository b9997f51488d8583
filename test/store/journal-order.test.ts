import fc from 'fast-check'
import type { Database } from '../../src/store/database.js'
import { describeOnPostgres, newTenant, POSTGRES, testDatabase } from '../support/database.js'
import type { TenantFixture } from '../support/tenant.js'

const WRITERS = 8

let database: Database

beforeAll(async () => {
  database = await testDatabase({ poolSize: POSTGRES ? WRITERS + 2 : 1 })
})

type Stage = { tenant: TenantFixture; calendars: number[]; items: [number, number][] }

/** Two calendars; each writer has an appointment in either, so only the collections are shared. */
async function makeStage(): Promise<Stage> {
  const tenant = await newTenant(database)
  const accounts = [await tenant.account(), await tenant.account()]
  const items: [number, number][] = []
  for (let writer = 0; writer < WRITERS; writer++) {
    const pair = accounts.map(({ id }) =>
      tenant.insert('appointment', { owner_id: id, starts_at: new Date(0), ends_at: new Date(0) }),
    )
    items.push([await (pair[0] ?? 0), await (pair[1] ?? 0)])
  }
  return { tenant, calendars: accounts.map(({ calendar }) => calendar), items }
}

/** Without the retries of `transact`: a deadlock fails the test. */
async function writeBoth(stage: Stage, ids: readonly number[], title: string): Promise<void> {
  await database.knex.transaction(async (transaction) => {
    for (const id of ids) {
      await transaction('appointment').where({ tenant_id: stage.tenant.id, id }).update({ title })
    }
  })
}

const CHANGED = {
  name: 'test-changed',
  text: `select c.revision as top, j.item_id, j.revision, a.title
    from collection c
    left join journal j on j.tenant_id = c.tenant_id and j.collection_id = c.id and j.revision > $3
    left join appointment a on a.tenant_id = c.tenant_id and a.id = j.item_id
    where c.tenant_id = $1 and c.id = $2`,
}
type Changed = { top: number; item_id: number | null; revision: number; title: string }

/** Follows one calendar like a phone: what is above the revision seen, then that revision. */
function follow(stage: Stage, calendar: number) {
  const replica = new Map<number, string>()
  let seen = 0
  return {
    replica,
    async look(): Promise<void> {
      const rows = await database.query<Changed>(CHANGED, [stage.tenant.id, calendar, seen])
      for (const row of rows) {
        expect(row.top).toBeGreaterThanOrEqual(row.revision ?? 0)
        if (row.item_id) replica.set(row.item_id, row.title)
        seen = Math.max(seen, row.top)
      }
    },
  }
}

async function titlesOf(stage: Stage, place: 0 | 1): Promise<Map<number, string>> {
  const ids = stage.items.map((pair) => pair[place])
  const rows = await stage.tenant.sql(
    'select id, title from appointment where tenant_id = $1 and id = any($2)',
    [stage.tenant.id, ids],
  )
  return new Map(rows.map((row) => [Number(row.id), String(row.title)]))
}

/** For each writer, for each of its transactions: which calendar it writes to first. */
const scripts = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), {
  minLength: WRITERS,
  maxLength: WRITERS,
})

test('no revision becomes visible after a higher one, so that a follower misses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (plans) => {
      const stage = await makeStage()
      const followers = stage.calendars.map((calendar) => follow(stage, calendar))
      let writing = true
      const following = followers.map(async (follower) => {
        while (writing) await follower.look()
        await follower.look()
      })
      await Promise.all(
        plans.map(async (plan, writer) => {
          const [first, second] = stage.items[writer] ?? [0, 0]
          for (const [step, forwards] of plan.entries()) {
            const ids = forwards ? [first, second] : [second, first]
            await writeBoth(stage, ids, `${writer}.${step}`)
          }
        }),
      ).finally(() => {
        writing = false
      })
      await Promise.all(following)
      expect(followers[0]?.replica).toEqual(await titlesOf(stage, 0))
      expect(followers[1]?.replica).toEqual(await titlesOf(stage, 1))
    }),
    { numRuns: POSTGRES ? 6 : 2 },
  )
})

test('writers of the same collections in opposite order neither deadlock nor lose an entry', async () => {
  const stage = await makeStage()
  const rounds = POSTGRES ? 25 : 5
  const before = await revisions(stage)
  await Promise.all(
    stage.items.map(async ([first, second], writer) => {
      for (let round = 0; round < rounds; round++) {
        const ids = writer % 2 ? [first, second] : [second, first]
        await writeBoth(stage, ids, `${writer}.${round}`)
      }
    }),
  )
  expect(await revisions(stage)).toEqual(before.map((revision) => revision + WRITERS * rounds))
  const [entries] = await stage.tenant.sql(
    'select count(*) as n, count(distinct (collection_id, revision)) as revisions from journal where tenant_id = $1',
    [stage.tenant.id],
  )
  expect(entries).toEqual({ n: 2 * WRITERS, revisions: 2 * WRITERS })
})

describeOnPostgres('on several connections', () => {
  test('a writer holds no collection before its commit', async () => {
    const stage = await makeStage()
    const [first = [0, 0], second = [0, 0]] = stage.items
    const order: string[] = []
    await database.knex.transaction(async (slow) => {
      await slow('appointment')
        .where({ tenant_id: stage.tenant.id, id: first[0] })
        .update({ title: 's' })
      await writeBoth(stage, [second[0]], 'quick')
      order.push('quick')
    })
    order.push('slow')
    expect(order).toEqual(['quick', 'slow'])
    const newest = await stage.tenant.sql(
      'select item_id from journal where tenant_id = $1 order by revision desc limit 1',
      [stage.tenant.id],
    )
    expect(newest).toEqual([{ item_id: first[0] }])
  })
})

async function revisions(stage: Stage): Promise<number[]> {
  const rows = await stage.tenant.sql(
    'select revision from collection where tenant_id = $1 and id = any($2) order by id',
    [stage.tenant.id, stage.calendars],
  )
  return rows.map((row) => Number(row.revision))
}
