import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpStatusError } from '../../src/client/eas-client.js'
import { appointment, contact, inDays, task } from '../acceptance/items.js'
import { freePort } from '../support/free-port.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind } from '../support/phone.js'
import { Phone } from '../support/phone.js'
import { copyTemplate } from '../support/prepare.js'
import { newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import { addSurely, pause, type Told, until } from './surely.js'

jest.setTimeout(600_000)

const PHONES = 10
/** Each is a kill and a start of the gateway; KILL_ROUNDS=200 for a longer look. */
const ROUNDS = Math.max(1, Math.ceil(Number(process.env.KILL_ROUNDS ?? 8) / 4))
const KINDS: readonly FolderKind[] = ['Tasks', 'Contacts', 'Calendar']

let dataDir: string
let port: number
let gateway: Gateway
let tenant: TenantFixture
let phones: Phone[]

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'termingate-crash-'))
  if (!process.env.TEST_DATABASE_URL) await copyTemplate(dataDir)
  port = await freePort()
  gateway = await start()
  tenant = await newTenant({ sql: (text, values) => gateway.sql(text, values) })
  phones = await Promise.all(Array.from({ length: PHONES }, newPhone))
})
afterAll(async () => {
  for (const phone of phones ?? []) phone.close()
  await gateway?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const start = () => startGateway({ dataDir, env: { PORT: String(port) } })

async function newPhone(): Promise<Phone> {
  const { login } = await tenant.account()
  const phone = new Phone({ baseUrl: `http://127.0.0.1:${port}`, user: login, password: PASSWORD })
  await phone.setUp()
  await phone.syncAll(KINDS)
  return phone
}

function newItem(kind: FolderKind, name: string) {
  if (kind === 'Tasks') return task(name, inDays(1))
  return kind === 'Contacts' ? contact(name) : appointment(name, inDays(1))
}

/** What phones ask all day, next to what they write. */
const QUESTIONS: ((phone: Phone) => Promise<unknown>)[] = [
  (phone) => phone.syncFolders(),
  (phone) => phone.syncFolders('0'),
  (phone) => phone.ping(['Inbox'], { seconds: 60, signal: AbortSignal.timeout(100) }),
  (phone) =>
    phone.client.getItemEstimate({
      collectionId: phone.folderId('Tasks'),
      className: 'Tasks',
      syncKey: phone.replica('Tasks').syncKey,
      filterType: 0,
    }),
  (phone) => phone.client.options(),
]

test(`${ROUNDS} kills amid 100 requests of ${PHONES} phones: what was acknowledged is there, once`, async () => {
  const told: Told = []
  const acknowledged: string[] = []
  let requests = 0

  async function live(phone: Phone, number: number, signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      requests++
      const kind = KINDS[(turn + number) % KINDS.length] ?? 'Tasks'
      if (turn % 2 === 0) {
        const clientId = `p${number}-${requests}`
        const item = { kind, clientId, data: newItem(kind, clientId) }
        if (await addSurely(phone, item, { told, signal })) acknowledged.push(clientId)
      } else await ask(QUESTIONS[turn % QUESTIONS.length], phone, told)
    }
  }

  for (let round = 0; round < ROUNDS; round++) {
    const stopped = new AbortController()
    const before = requests
    const all = phones.map((phone, number) => live(phone, number, stopped.signal))
    await until('100 requests are under way or done', () => requests >= before + 100)
    await pause((round * 3) % 20)
    await gateway.kill('SIGKILL')
    await gateway.stop()
    gateway = await start()
    const known = acknowledged.length
    await until('all phones go on', () => acknowledged.length >= known + PHONES)
    stopped.abort()
    await Promise.all(all)
  }

  // No answer while it was away, 503 while it comes up; never a wrong one.
  expect([...new Set(told)].filter((status) => status !== 0 && status !== 503)).toEqual([])
  const names: string[] = []
  for (const [table, column] of [
    ['task', 'title'],
    ['appointment', 'title'],
    ['contact', 'last_name'],
  ]) {
    const rows = await gateway.sql(`select ${column} as name from ${table} where tenant_id = $1`, [
      tenant.id,
    ])
    names.push(...rows.map(({ name }) => String(name)))
  }
  expect(names.sort()).toEqual([...new Set(names)].sort())
  expect(acknowledged.filter((name) => !names.includes(name))).toEqual([])
  // One of each phone and round may be stored without its answer having come.
  expect(names.length - acknowledged.length).toBeLessThanOrEqual(PHONES * ROUNDS)
})

async function ask(
  question: ((phone: Phone) => Promise<unknown>) | undefined,
  phone: Phone,
  told: Told,
): Promise<void> {
  try {
    await question?.(phone)
  } catch (error) {
    if (error instanceof HttpStatusError) told.push(error.status)
    await pause(20)
  }
}

test('a stop by SIGTERM answers what is parked and under way, within 10 s', async () => {
  const parked = phones.map((phone) => phone.ping(['Tasks'], { seconds: 600 }))
  const [writer] = phones
  if (!writer) throw new Error('no phone')
  await pause(300)
  const underWay = writer.send('Tasks', {
    commands: [{ kind: 'add', clientId: 'last', data: task('Zuletzt', inDays(1)) }],
  })
  await pause(5)
  const begin = performance.now()
  await gateway.kill('SIGTERM')
  expect(performance.now() - begin).toBeLessThan(10_000)
  for (const answer of await Promise.all(parked)) expect([1, 2]).toContain(answer.status)
  const answer = await underWay
  await gateway.stop()
  gateway = await start()
  expect(answer?.results).toMatchObject([{ clientId: 'last', status: 1 }])
  const rows = await gateway.sql("select id from task where tenant_id = $1 and title = 'Zuletzt'", [
    tenant.id,
  ])
  expect(rows).toHaveLength(1)
})
