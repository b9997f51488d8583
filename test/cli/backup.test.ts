import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appointmentData, inDays, newOffice } from '../activesync/sync/support.js'
import { type Gateway, runCli, startGateway } from '../support/gateway.js'
import { copyTemplate } from '../support/prepare.js'

const LIMIT_MS = 120_000
const NOTHING = { add: [], change: [], delete: [], 'soft-delete': [] }

const place = mkdtempSync(join(tmpdir(), 'termingate-backup-'))
const dataDir = join(place, 'data')
const backup = join(place, 'backup')
const running: Gateway[] = []

async function start(port = '0'): Promise<Gateway> {
  const gateway = await startGateway({ databaseUrl: null, dataDir, env: { PORT: port } })
  running.push(gateway)
  return gateway
}

beforeAll(() => copyTemplate(dataDir))
afterAll(async () => {
  for (const gateway of running) await gateway.stop()
  rmSync(place, { recursive: true, force: true })
})

test(
  'a backup made under phones is complete; after a restore only a newer phone begins anew',
  async () => {
    const gateway = await start()
    const port = new URL(gateway.baseUrl).port
    const office = await newOffice(gateway, gateway.baseUrl)
    await office.appointment({ title: 'Zahnarzt' })
    const [phone, newer] = [await office.phone(), await office.phone()]
    for (const one of [phone, newer]) await one.sync('Calendar')

    // One phone goes on writing all the while.
    const making = gateway.cli('backup', backup, '--json')
    let made = false
    void making.then(() => {
      made = true
    })
    for (let n = 0; !made; n++) {
      await newer.add('Calendar', appointmentData(`Nummer ${n}`, inDays(2)))
    }
    const { code, stdout, stderr } = await making
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({ directory: backup, bytes: expect.any(Number) })
    await newer.add('Calendar', appointmentData('Nach der Sicherung', inDays(2)))
    await newer.sync('Calendar')
    expect((await gateway.cli('backup', backup)).stderr).toContain('name a new directory')
    const nowhere = await gateway.cli('backup', join(place, 'no', 'where'))
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('ENOENT')])
    expect(readdirSync(place).sort()).toEqual(['backup', 'data'])

    await gateway.kill()
    rmSync(dataDir, { recursive: true })
    renameSync(backup, dataDir)
    const restored = await start(port)
    // What the other phone had written by then comes as news, and nothing that it has a second time.
    expect(await phone.sync('Calendar')).toMatchObject({ ...NOTHING, add: expect.any(Array) })
    await expect(newer.sync('Calendar')).rejects.toMatchObject({ status: 3 })
    newer.replica('Calendar').reset()
    await newer.sync('Calendar')
    const titles = newer.list('Calendar', 'Calendar:Subject')
    expect(titles).toContain('Zahnarzt')
    expect(titles).not.toContain('Nach der Sicherung')
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(titles)
    await restored.sql(
      "update appointment set title = 'Zahnarzt, verlegt' where title = 'Zahnarzt'",
    )
    expect((await phone.sync('Calendar')).change).toHaveLength(1)
  },
  LIMIT_MS,
)

test(
  'without a gateway it is made as well',
  async () => {
    const bare = join(place, 'bare')
    await copyTemplate(bare)
    const made = await runCli(['backup', join(place, 'again')], { DATA_DIR: bare })
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toMatch(/^Copied the database to .*again \(\d+ MB\)\.\n$/)
    expect(readdirSync(join(place, 'again'))).toEqual(['pglite'])
  },
  LIMIT_MS,
)
