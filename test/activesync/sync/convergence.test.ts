import fc from 'fast-check'
import type { CollectionAnswer } from '../../../src/client/answers.js'
import type { ClientCommand } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

let database: Database
let gateway: ClockGateway

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

/** A step of the story; numbers choose among what there is. */
type Step =
  | { do: 'office adds' | 'office cancels' | 'office finishes'; which: number }
  | { do: 'office edits'; which: number }
  | { do: 'adds' | 'edits' | 'deletes' | 'undoes'; phone: number; which: number }
  | { do: 'syncs'; phone: number; lost: boolean; getChanges: boolean }
  | { do: 'begins anew'; phone: number }

const which = fc.nat({ max: 20 })
const phone = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom(
      'office adds' as const,
      'office cancels' as const,
      'office finishes' as const,
    ),
    which,
  }),
  fc.record({ do: fc.constant('office edits' as const), which }),
  fc.record({
    do: fc.constantFrom('adds' as const, 'edits' as const, 'deletes' as const, 'undoes' as const),
    phone,
    which,
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('syncs' as const),
      phone,
      lost: fc.boolean(),
      getChanges: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begins anew' as const), phone }) },
)

/** A phone that collects edits, sends them with its next Sync, and again if no answer came. */
class Editor {
  readonly phone: Phone
  #pending: ClientCommand[] = []
  readonly #mark: string
  #counter = 0

  constructor(phone: Phone, mark: string) {
    this.phone = phone
    this.#mark = mark
    phone.use('Tasks', { windowSize: 3 })
  }

  edit(what: 'adds' | 'edits' | 'deletes' | 'undoes', which: number): void {
    const name = `${this.#mark}${++this.#counter}`
    if (what === 'undoes') this.#pending.pop()
    if (what === 'adds') {
      this.#pending.push({ kind: 'add', clientId: name, data: taskData(name) })
      return
    }
    const busy = new Set(this.#pending.map((one) => ('serverId' in one ? one.serverId : '')))
    const free = [...this.phone.items('Tasks').keys()].filter((id) => !busy.has(id))
    const serverId = free[which % Math.max(1, free.length)]
    if (!serverId) return
    if (what === 'edits') this.#pending.push({ kind: 'change', serverId, data: taskData(name) })
    if (what === 'deletes') this.#pending.push({ kind: 'delete', serverId })
  }

  beginAnew(): void {
    this.phone.replica('Tasks').reset()
    this.#pending = this.#pending.filter(({ kind }) => kind === 'add')
  }

  async sync({ lost, getChanges }: { lost: boolean; getChanges: boolean }): Promise<boolean> {
    const initial = this.phone.replica('Tasks').syncKey === '0'
    const commands = initial ? [] : [...this.#pending]
    const options = initial ? {} : { commands, getChanges }
    const answer = await this.phone.send('Tasks', options)
    if (lost) return true
    if (!answer) return false
    if (!initial) this.#settle(answer, commands)
    this.phone.take('Tasks', answer)
    return true
  }

  #settle(answer: CollectionAnswer, commands: readonly ClientCommand[]): void {
    const replica = this.phone.replica('Tasks')
    for (const command of commands) {
      const result = answer.results.find((one) =>
        command.kind === 'add'
          ? one.clientId === command.clientId
          : one.serverId === command.serverId,
      )
      if (command.kind === 'add') {
        if (result?.status !== 1) throw new Error('An Add was not taken')
        replica.applyAdded(result, command.data)
      } else if (command.kind === 'delete') replica.items.delete(command.serverId)
      else if (command.kind === 'change' && !result) {
        replica.items.set(command.serverId, command.data)
      }
    }
    this.#pending = []
  }
}

async function atOffice(
  office: Office,
  { do: what, which: n }: { do: string; which: number },
): Promise<void> {
  const { sql, id } = office.tenant
  if (what === 'office adds') return void (await office.task({ title: `Büro ${n}` }))
  const [row] = await sql(
    `select id from task where tenant_id = $1 and status = 'open' order by id
     offset ($2 % greatest(1, (select count(*) from task where tenant_id = $1 and status = 'open')))
     limit 1`,
    [id, n],
  )
  const change = {
    'office edits': "title = title || '+'",
    'office cancels': "status = 'cancelled'",
    'office finishes': "status = 'done'",
  }[what]
  if (row) await sql(`update task set ${change} where tenant_id = $1 and id = $2`, [id, row.id])
}

async function tell(office: Office, editors: readonly Editor[], one: Step): Promise<void> {
  const editor = 'phone' in one ? editors[one.phone] : undefined
  if (!editor) return void (await atOffice(office, one as { do: string; which: number }))
  if (one.do === 'syncs') await editor.sync(one)
  else if (one.do === 'begins anew') editor.beginAnew()
  else if ('which' in one) editor.edit(one.do as 'adds', one.which)
}

test('after any edits, lost answers and new beginnings all replicas are equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (story) => {
      const office = await newOffice(database, gateway.baseUrl)
      const editors = [new Editor(await office.phone(), 'A'), new Editor(await office.phone(), 'B')]
      for (const one of story) await tell(office, editors, one)
      for (let round = 0; round < 3; round++) {
        for (const editor of editors) {
          for (let page = 0; await editor.sync({ lost: false, getChanges: true }); page++) {
            expect(page).toBeLessThan(60)
          }
        }
      }
      const rows = await office.tenant.sql(
        "select title from task where tenant_id = $1 and status = 'open' order by title",
        [office.tenant.id],
      )
      const titles = rows.map(({ title }) => String(title)).sort()
      for (const editor of editors) {
        expect(editor.phone.list('Tasks', 'Tasks:Subject')).toEqual(titles)
      }
    }),
    { numRuns: Number(process.env.CONVERGENCE_RUNS ?? 25), endOnFailure: false },
  )
}, 600_000)
