import fc from 'fast-check'
import { textOf } from '../../../src/activesync/wbxml/element.js'
import type { CollectionAnswer } from '../../../src/client/answers.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office } from './support.js'

const MINUTE_MS = 60_000

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const serverId = (id: number) => `${phone.folderId('Tasks')}:${id}`
const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

type Step = {
  what: 'add' | 'rename' | 'delete' | 'sync'
  which: number
  evil: boolean
  lost: boolean
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('add', 'rename', 'delete', 'sync', 'sync', 'sync'),
  which: fc.nat(9),
  evil: fc.boolean(),
  lost: fc.boolean(),
})

/** One request of a phone that dies of what is evil; false when there was nothing to tell. */
async function mortalSync(lost: boolean): Promise<boolean> {
  const answer = await phone.send('Tasks')
  const titled = (one: CollectionAnswer['commands'][number]) =>
    'data' in one ? (textOf(one.data, 'Tasks:Subject') ?? '') : ''
  const dies = answer?.commands.some((one) => titled(one).startsWith('Böse'))
  if (lost || dies) gateway.advance(MINUTE_MS)
  else if (answer) phone.take('Tasks', answer)
  return answer !== null
}

async function tellStory(steps: readonly Step[]): Promise<void> {
  const ids: number[] = []
  let counter = 0
  for (const { what, which, evil, lost } of steps) {
    const title = `${evil ? 'Böse' : 'Gut'} ${counter++}`
    const id = ids[which % Math.max(1, ids.length)] ?? 0
    if (what === 'add') ids.push(await office.task({ title }))
    else if (what === 'rename')
      await sql('update task set title = $3 where tenant_id = $1 and id = $2', id, title)
    else if (what === 'delete') await sql('delete from task where tenant_id = $1 and id = $2', id)
    else await mortalSync(lost)
  }
  for (let n = 0; (await mortalSync(false)) && n < 400; n++);
  expect(await phone.send('Tasks')).toBeNull()
}

test('after any edits, deaths and lost answers the phone has all that it can take', async () => {
  const stories = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 40 }),
    async (steps) => {
      office = await newOffice(database, gateway.baseUrl)
      phone = await office.phone()
      phone.use('Tasks', { windowSize: 3 })
      await phone.sync('Tasks')
      await tellStory(steps)
      const rows = await sql('select id, title from task where tenant_id = $1')
      const should = new Map(rows.map((row) => [serverId(Number(row.id)), String(row.title)]))
      for (const [id, title] of should) {
        const held = phone.items('Tasks').get(id)
        const subject = held && textOf(held, 'Tasks:Subject')
        if (title.startsWith('Gut')) expect(subject).toBe(title)
        else expect(subject ?? 'Gut').toMatch(/^Gut/)
      }
      for (const id of phone.items('Tasks').keys()) expect([...should.keys()]).toContain(id)
    },
  )
  await fc.assert(stories, { numRuns: Number(process.env.STORIES ?? 15) })
})
