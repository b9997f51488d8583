import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { element } from '../../src/activesync/wbxml/element.js'
import { inDays, task } from '../acceptance/items.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding, missingForTmpfs, mountTmpfs } from '../support/needs.js'
import { Phone } from '../support/phone.js'
import { copyTemplate } from '../support/prepare.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'
import { basic, send } from './raw.js'
import { addSurely, pause, type Told, until } from './surely.js'

jest.setTimeout(180_000)

const MEGABYTE = 1024 * 1024

describeNeeding(missingForTmpfs(), 'a full disk under the embedded database', () => {
  const place = mkdtempSync(join(tmpdir(), 'termingate-disk-'))
  const dataDir = join(place, 'data')
  const filler = join(place, 'filler')
  let gateway: Gateway
  let tenant: TenantFixture
  let account: AccountFixture
  let phone: Phone

  beforeAll(async () => {
    if (!mountTmpfs(place, '200m')) throw new Error(`Nothing could be mounted at ${place}`)
    mkdirSync(dataDir)
    await copyTemplate(dataDir)
    gateway = await startGateway({ databaseUrl: null, dataDir })
    tenant = await newTenant(gateway)
    account = await tenant.account()
    phone = new Phone({ baseUrl: gateway.baseUrl, user: account.login, password: PASSWORD })
    await phone.setUp()
    await phone.sync('Tasks')
  })
  afterAll(async () => {
    phone?.close()
    await gateway?.stop()
    spawnSync('umount', [place])
    rmSync(place, { recursive: true, force: true })
  })

  /** Leaves that many bytes of the disk. */
  function fill(free: number): void {
    const { bavail, bsize } = statfsSync(place)
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)))
  }

  const bigTask = (title: string) => {
    const body = element('AirSyncBase:Body', [
      element('AirSyncBase:Type', 1),
      // Not to be packed by the database.
      element('AirSyncBase:Data', Buffer.from(randomText(300_000)).toString()),
    ])
    const data = task(title, inDays(1))
    return { ...data, children: [...data.children, body] }
  }

  async function writeUntil(acknowledged: string[], end: { signal: AbortSignal; told: Told }) {
    const first = acknowledged.length
    for (let number = first; !end.signal.aborted; number++) {
      const clientId = `big-${number}`
      const item = { kind: 'Tasks', clientId, data: bigTask(clientId) } as const
      if (await addSurely(phone, item, end)) acknowledged.push(clientId)
    }
  }

  const stored = async () => {
    const text = 'select title from task where tenant_id = $1 order by id'
    return (await tenant.sql(text, [tenant.id])).map(({ title }) => String(title))
  }

  test('gives 503 when it fills up under writes, and goes on by itself with space', async () => {
    const acknowledged: string[] = []
    const told: Told = []
    const stopped = new AbortController()
    fill(50 * MEGABYTE)
    const writing = writeUntil(acknowledged, { signal: stopped.signal, told })
    await until('the disk is full', () => told.length > 0)
    expect(acknowledged.length).toBeGreaterThan(0)

    for (const headers of [basic(account.login), basic(account.login, 'wrong'), {}]) {
      const answer = await send(gateway, { method: 'OPTIONS', headers })
      expect(answer.status).toBe(503)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }

    rmSync(filler)
    const before = acknowledged.length
    await until('writes are acknowledged again', () => acknowledged.length > before)
    stopped.abort()
    await writing
    expect(new Set(told)).toEqual(new Set([503]))
    const titles = await stored()
    expect(titles).toEqual([...new Set(titles)])
    expect(titles).toEqual(expect.arrayContaining(acknowledged))
  })

  test('that is full to the last byte at once loses nothing', async () => {
    const before = await stored()
    fill(0)
    await expect(phone.add('Tasks', task('Zu voll', inDays(1)))).rejects.toMatchObject({
      status: 503,
    })
    await gateway.kill('SIGKILL')
    rmSync(filler)
    const { port } = new URL(gateway.baseUrl)
    gateway = await startGateway({ databaseUrl: null, dataDir, env: { PORT: port } })
    tenant = { ...tenant, sql: (text, values) => gateway.sql(text, values) }
    expect(await stored()).toEqual(before)
    await phone.sync('Tasks')
  })

  test('is told in words by a start', async () => {
    await gateway.kill('SIGTERM')
    fill(MEGABYTE)
    const { PATH = '' } = process.env
    const env = { PATH, PORT: '0', DATA_DIR: dataDir }
    const child = spawn(process.execPath, ['bin/termingate.js', 'serve', '--no-demo'], { env })
    let said = ''
    child.stderr.on('data', (data) => {
      said += data
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await until('it says so', () => /The disk of .* is full: \d+ bytes are left/.test(said))
    await pause(100)
    child.kill('SIGTERM')
    expect(await ended).toBe(1)
    rmSync(filler)
    gateway = await startGateway({ databaseUrl: null, dataDir })
  })
})

function randomText(length: number): string {
  let text = ''
  while (text.length < length) text += Math.random().toString(36).slice(2)
  return text.slice(0, length)
}
