import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newOffice } from '../activesync/sync/support.js'
import { describeOnPostgres, POSTGRES } from '../support/database.js'
import { type Gateway, runCli, startGateway } from '../support/gateway.js'
import { copyTemplate, createDatabase, withDatabase } from '../support/prepare.js'

const LIMIT_MS = 120_000
const NOTHING = { add: [], change: [], delete: [] }

describeOnPostgres('from the embedded database to PostgreSQL', () => {
  const name = `termingate_move_${process.pid}_${Date.now()}`
  const url = POSTGRES ? withDatabase(POSTGRES, name) : ''
  const place = mkdtempSync(join(tmpdir(), 'termingate-move-'))
  const dataDir = join(place, 'data')
  const running: Gateway[] = []

  async function start(databaseUrl: string | null, port = '0'): Promise<Gateway> {
    const gateway = await startGateway({ databaseUrl, dataDir, env: { PORT: port } })
    running.push(gateway)
    return gateway
  }

  beforeAll(async () => {
    await createDatabase(POSTGRES ?? '', name)
    await copyTemplate(dataDir)
  })
  afterAll(async () => {
    for (const gateway of running) await gateway.stop()
    rmSync(place, { recursive: true, force: true })
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.end()
  })

  test(
    'a phone goes on where it is: nothing comes again, what is new comes once',
    async () => {
      const before = await start(null)
      const office = await newOffice(before, before.baseUrl)
      const own = await office.appointment({
        title: 'Zahnarzt',
        note: 'Zeile 1\nZeile "2" ☎ \\u0041',
      })
      await office.contact({ last_name: 'Weber' })
      await before.sql(`update contact set picture = decode('00ff275c', 'hex')`)
      const phone = await office.phone({})
      await phone.sync('Calendar')
      await phone.sync('Contacts')
      const held = phone.list('Calendar', 'Calendar:Subject')
      expect(held).toEqual(['Zahnarzt'])
      const port = new URL(before.baseUrl).port

      const refused = await runCli(['move', url], { DATA_DIR: dataDir })
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('stop it first')])
      await before.kill('SIGTERM')
      const moved = await runCli(['move', url, '--json'], { DATA_DIR: dataDir })
      expect([moved.code, moved.stderr]).toEqual([0, ''])
      const counts = (JSON.parse(moved.stdout) as { moved: { table: string; rows: number }[] })
        .moved
      expect(counts).toContainEqual({ table: 'appointment', rows: 1 })

      const after = await start(url, port)
      expect(await phone.sync('Calendar')).toMatchObject(NOTHING)
      expect(await phone.sync('Contacts')).toMatchObject(NOTHING)
      const rows = await after.sql('select id, note from appointment')
      expect(rows).toEqual([{ id: own, note: 'Zeile 1\nZeile "2" ☎ \\u0041' }])
      const [contact] = await after.sql(`select encode(picture, 'hex') as picture from contact`)
      expect(contact).toEqual({ picture: '00ff275c' })

      // Identities and triggers go on as well: a new row has an id of its own and reaches the phone.
      await after.sql(
        `insert into appointment (tenant_id, owner_id, title, starts_at, ends_at, time_zone)
       select tenant_id, owner_id, 'Besichtigung', starts_at, ends_at, time_zone from appointment`,
      )
      expect((await phone.sync('Calendar')).add).toHaveLength(1)
      expect(phone.list('Calendar', 'Calendar:Subject').sort()).toEqual([
        'Besichtigung',
        'Zahnarzt',
      ])
      phone.close()
      await after.stop()

      const again = await runCli(['move', url], { DATA_DIR: dataDir })
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('tenants already')])
    },
    LIMIT_MS,
  )

  test(
    'what is no PostgreSQL, or not the embedded database, is told',
    async () => {
      const wrong = await runCli(['move', 'mysql://x/y'], { DATA_DIR: dataDir })
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('postgres://')])
      const notEmbedded = await runCli(['move', url], { DATABASE_URL: url })
      expect(notEmbedded.stderr).toContain('Unset it')
    },
    LIMIT_MS,
  )
})
