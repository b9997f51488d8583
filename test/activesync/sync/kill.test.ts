import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CollectionAnswer } from '../../../src/client/answers.js'
import { freePort } from '../../support/free-port.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { copyTemplate } from '../../support/prepare.js'
import { newOffice, taskData } from './support.js'

/** Each costs a start of the gateway; KILL_ROUNDS=200 for a longer look. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8)
const ADDS = 4

let dataDir: string
let gateway: Gateway | null = null

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'termingate-'))
  if (!process.env.TEST_DATABASE_URL) await copyTemplate(dataDir)
})
afterAll(async () => {
  await gateway?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test(
  `${ROUNDS} kills (SIGKILL) amid or after Adds, each time the same request again: nothing lost, nothing doubled`,
  async () => {
    const port = await freePort()
    const start = () => startGateway({ dataDir, env: { PORT: String(port) } })
    gateway = await start()
    const office = await newOffice(gateway, gateway.baseUrl)
    const phone = await office.phone()
    await phone.sync('Tasks')
    const warmUp = ['A', 'B', 'C', 'D']
    take(phone, await addAll(phone, warmUp), warmUp)
    const begin = performance.now()
    const measured = warmUp.map((name) => `${name}2`)
    take(phone, await addAll(phone, measured), measured)
    const takes = performance.now() - begin
    let answered = 0
    for (let round = 0; round < ROUNDS; round++) {
      const names = Array.from({ length: ADDS }, (_, index) => `R${round}-${index}`)
      const first = addAll(phone, names).catch(() => null)
      // From before the first Add to after the answer, evenly.
      await sleep(((round % 10) / 7) * takes)
      await gateway.kill('SIGKILL')
      await gateway.stop()
      const before = await first
      if (before) answered++
      gateway = await start()
      const again = await addAll(phone, names)
      if (before) expect(again).toEqual(before)
      take(phone, again, names)
    }
    const rows = await gateway.sql('select title from task where tenant_id = $1', [
      office.tenant.id,
    ])
    expect(rows).toHaveLength((ROUNDS + 2) * ADDS)
    expect(new Set(rows.map(({ title }) => title)).size).toBe((ROUNDS + 2) * ADDS)
    expect(phone.items('Tasks').size).toBe((ROUNDS + 2) * ADDS)
    expect(await phone.send('Tasks')).toBeNull()
    // Else the kills came too late to prove anything.
    if (ROUNDS >= 20) expect(answered).toBeLessThan(ROUNDS)
  },
  60_000 + ROUNDS * 20_000,
)

async function addAll(phone: Phone, names: readonly string[]): Promise<CollectionAnswer | null> {
  return await phone.send('Tasks', {
    commands: names.map((name) => ({ kind: 'add', clientId: name, data: taskData(name) })),
  })
}

function take(phone: Phone, answer: CollectionAnswer | null, names: readonly string[]): void {
  if (!answer) throw new Error('Adds were answered with an empty body')
  expect(answer.results.map(({ clientId, status }) => [clientId, status])).toEqual(
    names.map((name) => [name, 1]),
  )
  for (const result of answer.results) {
    phone.replica('Tasks').applyAdded(result, taskData(result.clientId ?? ''))
  }
  phone.take('Tasks', answer)
}
