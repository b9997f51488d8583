import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf, element, textOf } from '../../src/activesync/wbxml/element.js'
import { freePort } from '../support/free-port.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import { copyTemplate } from '../support/prepare.js'
import { newOffice } from './sync/support.js'

/** Each costs a start of the gateway; KILL_ROUNDS=100 for a longer look. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 2)
const ITEMS = 24

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
  `${ROUNDS} kills (SIGKILL) amid moves, each time the same request again: each item once, where it was to go`,
  async () => {
    const port = await freePort()
    const start = () => startGateway({ dataDir, env: { PORT: String(port) } })
    gateway = await start()
    const office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
    const made = { account_id: office.account.id, kind: 'tasks' }
    const folders: FolderKind[] = ['Tasks']
    for (const name of ['A', 'B', 'C']) {
      folders.push(`tasks-${await office.tenant.insert('collection', { ...made, name })}`)
    }
    const ids: number[] = []
    for (let n = 0; n < ITEMS; n++) ids.push(await office.task({ title: `T${n}` }))
    const phone = await office.phone()
    await phone.syncAll(folders)
    const folderOf = (place: number) => phone.folderId(folders[place % folders.length] ?? 'Tasks')
    // Neighbours lie in and go to different folders, so that a request takes many transactions.
    const places = ids.map(() => 0)
    let takes = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const moves = ids.map((id, n) => {
        const source = folderOf(places[n] ?? 0)
        places[n] = (places[n] ?? 0) + 1 + ((n + round) % 3)
        return { id, source, destination: folderOf(places[n] ?? 0) }
      })
      const wanted = moves.map(({ id, destination }) => `${destination}:${id}`)
      const begin = performance.now()
      const first = moveAll(phone, moves).catch(() => null)
      if (round === 0) {
        // Unharmed, to know how long it takes.
        expect(await first).toEqual(wanted)
        takes = performance.now() - begin
      } else {
        await sleep(((round % 5) / 4) * takes)
        await gateway.kill('SIGKILL')
        await gateway.stop()
        await first
        gateway = await start()
      }
      expect(await moveAll(phone, moves)).toEqual(wanted)
      await phone.syncAll(folders)
      expect(folders.flatMap((folder) => [...phone.items(folder).keys()]).sort()).toEqual(
        wanted.sort(),
      )
    }
  },
  60_000 + ROUNDS * 20_000,
)

type Asked = { id: number; source: string; destination: string }

/** The new ids; throws unless each Move is answered with 3. */
async function moveAll(phone: Phone, moves: readonly Asked[]) {
  const root = element(
    'Move:MoveItems',
    moves.map(({ id, source, destination }) =>
      element('Move:Move', [
        element('Move:SrcMsgId', `${source}:${id}`),
        element('Move:SrcFldId', source),
        element('Move:DstFldId', destination),
      ]),
    ),
  )
  const { body } = await phone.client.command('MoveItems', root)
  const responses = childrenOf(body, 'Move:Response')
  expect(responses.map((one) => textOf(one, 'Move:Status'))).toEqual(moves.map(() => '3'))
  return responses.map((one) => textOf(one, 'Move:DstMsgId'))
}
