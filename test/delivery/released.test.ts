import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describeOnPostgres, POSTGRES } from '../support/database.js'
import { dumpSchema } from '../support/dump-schema.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { phoneWith } from '../support/phone-memory.js'
import { createDatabase, ROOT, withDatabase } from '../support/prepare.js'
import { CHANGED_TASK, released, releasedVersions } from './released.js'

const LIMIT_MS = 120_000
const SCHEMA = readFileSync(join(ROOT, 'db/schema.sql'), 'utf8')
/** Years may lie between the release and this test. */
const KEEPING = { DEVICE_STATE_DAYS: '0' }

const running: Gateway[] = []
afterAll(async () => {
  for (const gateway of running) await gateway.stop()
})

async function start(options: Parameters<typeof startGateway>[0]): Promise<Gateway> {
  const gateway = await startGateway({ env: KEEPING, ...options })
  running.push(gateway)
  return gateway
}

/** The schema is that of today, and the phone goes on: what changed meanwhile comes, nothing else. */
async function expectGoesOn(gateway: Gateway, version: string): Promise<void> {
  expect(await dumpSchema((text) => gateway.sql(text) as Promise<{ text: string }[]>)).toBe(SCHEMA)
  const phone = phoneWith(released(version).phone, gateway.baseUrl)
  const { folderKey, folders } = phone
  await phone.syncFolders()
  expect(phone).toMatchObject({ folderKey, folders })
  const held = phone.list('Calendar', 'Calendar:Subject')
  expect(held).toEqual(['Jour fixe', 'Zahnarzt'])
  for (const kind of ['Calendar', 'Contacts', 'Notes'] as const) {
    expect(await phone.sync(kind)).toMatchObject({ add: [], change: [], delete: [] })
  }
  expect(await phone.sync('Tasks')).toMatchObject({ add: [], change: [expect.any(String)] })
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual([CHANGED_TASK])
  // Its triggers and identities work as well.
  await gateway.sql(`insert into appointment (tenant_id, owner_id, title, starts_at, ends_at)
    select tenant_id, owner_id, 'Neu', starts_at, ends_at from appointment where title = 'Zahnarzt'`)
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
  phone.close()
}

describeOnPostgres('the database of a released version, on PostgreSQL', () => {
  const made: string[] = []

  async function newDatabase(purpose: string): Promise<string> {
    const name = `termingate_${purpose}_${process.pid}`
    await createDatabase(POSTGRES ?? '', name)
    made.push(name)
    return withDatabase(POSTGRES ?? '', name)
  }

  afterAll(async () => {
    for (const gateway of running.splice(0)) await gateway.stop()
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    for (const name of made) await client.query(`drop database "${name}" with (force)`)
    await client.end()
  })

  test.each(releasedVersions())(
    '%s becomes that of today, and a phone goes on',
    async (version) => {
      const databaseUrl = await newDatabase('released')
      const client = new pg.Client(databaseUrl)
      await client.connect()
      await client.query(released(version).sql)
      await client.end()
      await expectGoesOn(await start({ databaseUrl }), version)
    },
    LIMIT_MS,
  )
})

test(
  'the embedded database of the last one becomes that of today, and a phone goes on',
  async () => {
    const version = releasedVersions().at(-1) ?? ''
    const dataDir = mkdtempSync(join(tmpdir(), 'termingate-released-'))
    const child = join(ROOT, 'test/support/children/run-sql.js')
    const file = join(ROOT, `db/released/${version}.sql`)
    execFileSync(process.execPath, [child, dataDir, file])
    const gateway = await start({ dataDir, databaseUrl: null })
    await expectGoesOn(gateway, version)
    await gateway.stop()
    rmSync(dataDir, { recursive: true, force: true })
  },
  LIMIT_MS,
)
