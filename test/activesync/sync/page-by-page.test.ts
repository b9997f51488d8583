import fc from 'fast-check'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { watchedDatabase } from '../../support/watched-database.js'
import { newOffice, type Office, taskData } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
/** Rows that the selection of members read, statement by statement. */
const read: number[] = []
const SELECTION = /^(members-from|held-among|stray)/

beforeAll(async () => {
  database = await testDatabase()
  const watched = watchedDatabase(database, ({ name, rows }) => {
    if (SELECTION.test(name)) read.push(rows)
  })
  gateway = await startClockGateway(watched)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
})

const inTenant = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

/** So many tasks by one statement, T1 and on. */
async function tasks(count: number): Promise<void> {
  await inTenant(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'T' || n from generate_series(1, $3::integer) n order by n`,
    office.account.id,
    count,
  )
}

const change = (title: string, set: string) =>
  inTenant(`update task set ${set} where tenant_id = $1 and title = $2`, title)

/** Takes one page; true if there are more. */
async function page(): Promise<boolean> {
  const begins = phone.replica('Tasks').syncKey === '0'
  const answer = await phone.send('Tasks')
  if (answer) phone.take('Tasks', answer)
  return begins || (answer?.moreAvailable ?? false)
}

async function theRest(): Promise<void> {
  for (let pages = 0; await page(); pages++) expect(pages).toBeLessThan(100)
  expect((await phone.sync('Tasks')).pages).toBe(0)
}

const shown = () => phone.list('Tasks', 'Tasks:Subject')

test('a first Sync in small pages reads what it brings, however long the list', async () => {
  await tasks(120)
  phone.use('Tasks', { windowSize: 10 })
  await page()
  await page()
  read.length = 0
  expect(await page()).toBe(true)
  // Ten, the one that says that there are more, and none that is held.
  expect(read).toEqual([11, 0])
  await theRest()
  expect(phone.items('Tasks').size).toBe(120)
})

test('what changes behind the page that a first Sync is at comes all the same', async () => {
  const other = await office.tenant.account()
  await tasks(40)
  await change('T3', `responsible_id = ${other.id}`)
  await change('T4', "status = 'done', completed_at = now()")
  phone.use('Tasks', { windowSize: 7 })
  for (let pages = 0; pages < 4; pages++) expect(await page()).toBe(true)
  expect(shown()).toContain('T20')
  expect(shown()).not.toContain('T40')

  await change('T3', `responsible_id = ${office.account.id}`)
  await change('T4', "status = 'open', completed_at = null")
  await change('T5', "title = 'T5 neu'")
  await change('T6', `responsible_id = ${other.id}`)
  await inTenant("delete from task where tenant_id = $1 and title = 'T7'")
  await office.task({ title: 'T41' })
  await phone.add('Tasks', taskData('vom Telefon'))
  await theRest()
  const numbers = Array.from({ length: 41 }, (_, index) => `T${index + 1}`)
  const expected = numbers.filter((title) => !['T5', 'T6', 'T7'].includes(title))
  expect(shown()).toEqual([...expected, 'T5 neu', 'vom Telefon'].sort())
})

test('another filter or other rules in the midst of a first Sync begin the selection anew', async () => {
  const rules = (name: string) => inTenant('update tenant set rule_set = $2 where id = $1', name)
  await rules('exchange')
  await tasks(30)
  for (const title of ['T2', 'T9', 'T25']) {
    await change(title, "status = 'done', completed_at = now()")
  }
  phone.use('Tasks', { windowSize: 5, filterType: 8 })
  for (let pages = 0; pages < 4; pages++) expect(await page()).toBe(true)
  phone.use('Tasks', { windowSize: 5, filterType: 0 })
  await theRest()
  expect(phone.items('Tasks').size).toBe(30)

  await rules('business')
  phone = (await office.phone()).use('Tasks', { windowSize: 5 })
  for (let pages = 0; pages < 4; pages++) expect(await page()).toBe(true)
  await rules('exchange')
  await theRest()
  expect(phone.items('Tasks').size).toBe(30)
})

test('a first Sync in pages never loses an item, whatever answers get lost and change between', async () => {
  const step = fc.oneof(
    fc.record({ what: fc.constantFrom('page', 'lost page'), task: fc.constant(0) }),
    fc.record({
      what: fc.constantFrom('give away', 'take back', 'rename', 'delete', 'new'),
      task: fc.integer({ min: 1, max: 24 }),
    }),
  )
  const other = await office.tenant.account()
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, windowSize) => {
        await inTenant('delete from task where tenant_id = $1')
        await tasks(24)
        phone = (await office.phone()).use('Tasks', { windowSize })
        for (const { what, task } of steps) {
          const title = `T${task}`
          if (what === 'page') await page()
          else if (what === 'lost page') await phone.send('Tasks')
          else if (what === 'new') await office.task({ title: 'neu' })
          else if (what === 'give away') await change(title, `responsible_id = ${other.id}`)
          else if (what === 'take back')
            await change(title, `responsible_id = ${office.account.id}`)
          else if (what === 'rename') await change(title, "title = title || ' neu'")
          else await inTenant('delete from task where tenant_id = $1 and title = $2', title)
        }
        await theRest()
        const there = await inTenant(
          'select title from task where tenant_id = $1 and responsible_id = $2',
          office.account.id,
        )
        expect(shown()).toEqual(there.map(({ title }) => title).sort())
        await inTenant('delete from device where tenant_id = $1')
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 15) },
  )
}, 600_000)
