import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inDays, task } from '../acceptance/items.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { Phone } from '../support/phone.js'
import { copyTemplate } from '../support/prepare.js'
import { newTenant, PASSWORD } from '../support/tenant.js'
import { addSurely, pause, type Told, until } from './surely.js'

jest.setTimeout(300_000)

/** Each costs a start of the database; KILL_ROUNDS=200 for a longer look. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8)

test('kill -9 of the embedded database while it writes loses and doubles nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-kill-'))
  const dataDir = join(directory, 'data')
  await copyTemplate(dataDir)
  const options = { databaseUrl: null, dataDir }
  let gateway: Gateway = await startGateway(options)
  const port = new URL(gateway.baseUrl).port
  const tenant = await newTenant(gateway)
  const account = await tenant.account()
  const phone = new Phone({ baseUrl: gateway.baseUrl, user: account.login, password: PASSWORD })
  await phone.setUp()
  await phone.sync('Tasks')

  const told: Told = []
  const acknowledged: string[] = []
  const stopped = new AbortController()
  const writing = (async () => {
    for (let number = 0; !stopped.signal.aborted; number++) {
      const clientId = `task-${number}`
      const item = { kind: 'Tasks', clientId, data: task(clientId, inDays(1)) } as const
      if (await addSurely(phone, item, { told, signal: stopped.signal }))
        acknowledged.push(clientId)
    }
  })()

  for (let round = 0; round < ROUNDS; round++) {
    const before = acknowledged.length
    await until('something is acknowledged', () => acknowledged.length > before)
    // At any moment of a write, which takes some milliseconds.
    await pause((round * 7) % 40)
    await gateway.kill('SIGKILL')
    gateway = await startGateway({ ...options, env: { PORT: port } })
  }
  const before = acknowledged.length
  await until('all goes on', () => acknowledged.length > before)
  stopped.abort()
  await writing
  const rows = await gateway.sql('select title from task where tenant_id = $1 order by id', [
    tenant.id,
  ])
  phone.close()
  await gateway.stop()
  rmSync(directory, { recursive: true, force: true })

  const stored = rows.map(({ title }) => String(title))
  expect(stored).toEqual([...new Set(stored)])
  expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged)
  expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1)
  // While it was down there was no answer; while it was up, never a wrong one.
  expect(new Set(told)).toEqual(new Set([0]))
})
