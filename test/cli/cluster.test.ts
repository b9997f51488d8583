import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inDays, task } from '../acceptance/items.js'
import { attack, releaseAll } from '../bad-input/attacker.js'
import { describeOnPostgres, POSTGRES } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { freePort } from '../support/free-port.js'
import { type Gateway, type GatewayOptions, runCli, startGateway } from '../support/gateway.js'
import { Phone } from '../support/phone.js'
import { pidOf } from '../support/pid-of.js'
import { newTenant, PASSWORD } from '../support/tenant.js'

const WORKERS = 3
const REQUESTS = 9

describeOnPostgres('CLUSTER', () => {
  let gateway: Gateway
  let metricsUrl: string
  let primary: number

  beforeAll(async () => {
    const metricsPort = await freePort()
    metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`
    const env = { CLUSTER: String(WORKERS), METRICS_PORT: String(metricsPort), POLL_SECONDS: '0' }
    gateway = await startGateway({ env, args: ['--json'] })
    primary = await pidOf(gateway)
    await eventually(async () => (await listed()).length, WORKERS)
  })
  afterAll(() => gateway?.stop())

  /** The processes that the primary one keeps. */
  const workers = () =>
    readFileSync(`/proc/${primary}/task/${primary}/children`, 'utf8').split(' ').filter(Boolean)

  /** Those of them that tell of themselves. */
  async function listed(pids = workers()): Promise<unknown[]> {
    const running = `select pid from gateway where pid = any ($1::int[])`
    return await gateway.sql(running, [pids.map(Number)])
  }

  async function newPhones(count: number): Promise<Phone[]> {
    const { login } = await (await newTenant(gateway)).account()
    const options = { baseUrl: gateway.baseUrl, user: login, password: PASSWORD }
    const phones: Phone[] = []
    for (let n = 0; n < count; n++) {
      const phone = await new Phone(options).setUp()
      await phone.sync('Tasks')
      phones.push(phone)
    }
    return phones
  }

  test('a change wakes phones at whatever process they wait', async () => {
    const [writing, ...waiting] = await newPhones(WORKERS + 1)
    const answers = waiting.map((phone) => phone.ping(['Tasks']))
    await writing?.add('Tasks', task('Getriebe prüfen', inDays(1)))
    const found = await Promise.all(answers)
    expect(found.map(({ status }) => status)).toEqual(waiting.map(() => 2))
    for (const phone of [writing, ...waiting]) phone?.close()
  })

  test('METRICS_PORT tells the counts of all processes together', async () => {
    const before = await counted()
    for (let n = 0; n < REQUESTS; n++) {
      // A connection each, so that they are spread.
      await fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync`, {
        method: 'OPTIONS',
        headers: { connection: 'close' },
      })
    }
    expect(await counted()).toBe(before + REQUESTS)
  })

  async function counted(): Promise<number> {
    const text = await (await fetch(metricsUrl)).text()
    const line = /^termingate_requests_total\{command="OPTIONS",http="401"\} (\d+)/m.exec(text)
    expect(text).toContain('termingate_version_info')
    return Number(line?.[1] ?? 0)
  }

  test('a process that dies is started again, and phones go on', async () => {
    const [phone] = await newPhones(1)
    const [victim] = workers()
    process.kill(Number(victim), 'SIGKILL')
    const renewed = async () => {
      const others = workers().filter((pid) => pid !== victim)
      return (await listed(others)).length
    }
    await eventually(renewed, WORKERS)
    await phone?.add('Tasks', task('Lager räumen', inDays(1)))
    phone?.close()
  })

  test('SIGTERM ends all of them', async () => {
    const all = workers()
    const rows = (await listed()).length
    await gateway.kill('SIGTERM')
    const left = await gateway.sql('select pid from gateway where pid = any ($1::int[])', [
      all.map(Number),
    ])
    expect([rows, all.length, left]).toEqual([WORKERS, WORKERS, []])
    for (const pid of all) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
  })

  test('SIGHUP has each of them read the certificate again', async () => {
    const place = mkdtempSync(join(tmpdir(), 'termingate-tls-'))
    const [TLS_CERT, TLS_KEY] = [join(place, 'cert.pem'), join(place, 'key.pem')]
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048']
    const files = ['-keyout', TLS_KEY, '-out', TLS_CERT]
    expect(spawnSync('openssl', ['req', '-x509', ...subject, ...files]).status).toBe(0)
    const env = { CLUSTER: '2', TLS_CERT, TLS_KEY }
    const secure = await startGateway({ env, args: ['--json'] })
    // Both processes and the one that keeps them.
    await eventually(async () => secure.logs.match(/"msg":"listening"/g)?.length, 3)
    process.kill(await pidOf(secure), 'SIGHUP')
    await eventually(async () => secure.logs.match(/certificate read again/g)?.length, 2)
    await secure.stop()
    rmSync(place, { recursive: true })
  })

  test('connections beyond MAX_CONNECTIONS of all processes are closed', async () => {
    const bounds = { MAX_CONNECTIONS: '10', ADDRESS_SHARE: '100' }
    const bounded = await startCluster({ env: bounds })
    const closed = await closedOf(30, bounded)
    await bounded.stop()
    expect([closed >= 10, closed < 30]).toEqual([true, true])
    expect(bounded.logs).toContain('"why":"connections"')
  })

  test('connections beyond the files that they may open are closed, and they go on', async () => {
    const bounded = await startCluster({ env: { ADDRESS_SHARE: '100' }, files: 300 })
    const closed = await closedOf(600, bounded)
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push(await health(bounded))
    await bounded.stop()
    expect([closed >= 300, closed < 600]).toEqual([true, true])
    expect(statuses).toEqual([200, 200, 200, 200])
  })

  async function startCluster(options: GatewayOptions): Promise<Gateway> {
    const started = await startGateway({ ...options, env: { ...options.env, CLUSTER: '2' } })
    // Both processes and the one that keeps them.
    await eventually(async () => started.logs.match(/"msg":"listening"/g)?.length, 3)
    return started
  }

  /** On a connection of its own; a process that is deaf never answers. */
  async function health({ baseUrl }: Gateway): Promise<number> {
    const options = { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }
    return await fetch(`${baseUrl}/healthz`, options).then(
      ({ status }) => status,
      () => 0,
    )
  }

  /** Of so many connections, those that are closed sooner than for their silence. */
  async function closedOf(count: number, { baseUrl }: Gateway): Promise<number> {
    const many = []
    for (let n = 0; n < count; n++) many.push(await attack(baseUrl, ''))
    // They are spread as the processes have time, so one may close some while the other has room.
    const ended = await Promise.all(many.map((one) => one.ended(5_000)))
    releaseAll()
    return ended.filter((answer) => answer !== null).length
  }

  test('a start that fails says why once, and ends', async () => {
    const taken = await startGateway()
    const { port } = new URL(taken.baseUrl)
    const env = { ...taken.env, PORT: port, CLUSTER: '2' }
    const { code, stderr } = await runCli(['serve'], env)
    await taken.stop()
    expect([code, stderr]).toEqual([1, expect.stringContaining('is in use by another program')])
    expect(stderr.match(/in use/g)).toHaveLength(1)
  })

  test('METRICS_TOKEN is refused, since it would tell of one process only', async () => {
    const env = { DATABASE_URL: POSTGRES ?? '', CLUSTER: '2', METRICS_TOKEN: 'x'.repeat(20) }
    const { code, stderr } = await runCli(['serve'], env)
    expect([code, stderr]).toEqual([1, expect.stringContaining('set METRICS_PORT instead')])
  })
})

test('CLUSTER is refused on the embedded database', async () => {
  const { code, stderr } = await runCli(['serve'], { CLUSTER: '2' })
  expect([code, stderr]).toEqual([1, expect.stringContaining('CLUSTER needs PostgreSQL')])
})
